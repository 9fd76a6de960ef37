"""Adopt a protocol text; let it take effect at a site."""

from datetime import date, datetime

from accounts.models import User
from audit.acts import Actor, Refusal, act
from trials.domain.protocol.loader import load
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.source import fingerprint
from trials.models import ProtocolVersion, SiteActivation, Trial, VersionInForce
from trials.selectors.readings import chosen_since


class UnableToAdopt(Refusal):
    """The protocol text was not adopted."""


@act
def adopt(*, source: str, name: str, by: User, at: datetime) -> ProtocolVersion:
    """Store this text word for word as a version of its trial; the same text again is the same.

    Raises ProtocolError when the text is not a valid protocol.
    """
    digest = fingerprint(source)
    same = ProtocolVersion.objects.filter(sha256=digest).select_related("trial").first()
    if same is not None:
        return same
    protocol = load(source, name=name)
    trial = trial_of(protocol)
    known = trial.versions.filter(version=protocol.trial.version).first()
    if known is None:
        check_readings(protocol, trial, name=name)
        return ProtocolVersion.objects.create(
            trial=trial,
            version=protocol.trial.version,
            source=source,
            sha256=digest,
            adopted_at=at,
            adopted_by=by,
        )
    raise UnableToAdopt(
        f"{name}: version {known.version} of {trial.slug} was adopted with another text. "
        "An adopted version never changes; give the new text a new version number."
    )


def check_readings(protocol: Protocol, trial: Trial, *, name: str) -> None:
    """What two people chose since counts for every text; a new one may not say otherwise unseen."""
    chosen = chosen_since(trial)
    for one in protocol.ambiguities:
        now = chosen.get(one.id, one.chosen)
        if now != one.chosen and now in one.readings:
            raise UnableToAdopt(
                f"{name}: ambiguities[{one.id}].chosen is {one.chosen}, but the sponsor approved "
                f"{now} since. Write {now} here, or have the reading changed first."
            )


def trial_of(protocol: Protocol) -> Trial:
    trial, _ = Trial.objects.get_or_create(
        slug=protocol.trial.slug,
        defaults={"title_en": protocol.trial.title.en, "title_zh": protocol.trial.title.zh},
    )
    return trial


@act
def put_in_force(
    *,
    version: ProtocolVersion,
    activation: SiteActivation,
    from_date: date,
    by: Actor,
    at: datetime,
) -> VersionInForce:
    """From this day the site works by this version (its ethics board's date)."""
    in_force, _ = VersionInForce.objects.get_or_create(
        activation=activation, from_date=from_date, defaults={"protocol_version": version}
    )
    if in_force.protocol_version_id != version.pk:
        raise UnableToAdopt(
            f"{activation} already works by version {in_force.protocol_version.version} "
            f"from {from_date}. Choose another date."
        )
    return in_force
