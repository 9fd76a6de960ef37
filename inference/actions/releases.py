"""Name a predictor; register a release, have another person approve it, retire it."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import sign
from audit.acts import Actor, Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from inference.domain.package_contents import InputSchema, Thresholds
from inference.models import Predictor, PredictorRelease, ReleaseState
from inference.packages import store
from inference.packages.package import Package, identity_of_folder, open_package
from inference.packages.weights import check_weights
from inference.selectors.releases import codes_compared, content_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.selectors.protocols import latest_version, protocol_of


class UnableToRegister(Refusal):
    """The release was not registered."""


class UnableToApprove(Refusal):
    """The release was not approved."""


class UnableToRetire(Refusal):
    """The release was not retired."""


@act
def name_predictor(
    *, trial: Trial, slug: str, title_en: str, title_zh: str, fact: str, by: Actor, at: datetime
) -> Predictor:
    predictor, _created = Predictor.objects.get_or_create(
        trial=trial,
        slug=slug,
        defaults={"title_en": title_en, "title_zh": title_zh, "fact": fact},
    )
    return predictor


@act
def register(
    *,
    predictor: Predictor,
    version: str,
    weights_sha256: str,
    threshold: Decimal | None,
    by: User,
    at: datetime,
) -> PredictorRelease:
    """A release whose scores are computed elsewhere: nothing of it lies here."""
    check_may_in_trial(by, Right.PROPOSE_RELEASE, trial=predictor.trial, on=at.date())
    release, _created = PredictorRelease.objects.get_or_create(
        predictor=predictor,
        version=version,
        defaults={
            "weights_sha256": weights_sha256,
            "threshold": threshold,
            "registered_by": by,
            "registered_at": at,
        },
    )
    return release


@act
def register_package(
    *, trial: Trial, slug: str, version: str, folder: Path, by: User, at: datetime
) -> PredictorRelease:
    """Keep a copy of the package and propose it; the same package again is the same release."""
    check_may_in_trial(by, Right.PROPOSE_RELEASE, trial=trial, on=at.date())
    package = open_package(folder, expected_sha256=identity_of_folder(folder))
    protocol = protocol_of(latest_version(trial))
    predictor = predictor_of(trial, slug, protocol, by=by, at=at)
    known = predictor.releases.filter(manifest_sha256=package.sha256).first()
    if known is not None:
        return known
    check_inputs_are_recorded(package.inputs, protocol)
    check_output(package, slug, protocol)
    check_version_is_new(predictor, version)
    check_weights(package)
    return PredictorRelease.objects.create(
        predictor=predictor,
        version=version,
        weights_sha256=package.weights_sha256,
        manifest_sha256=package.sha256,
        threshold=threshold_of(package.thresholds),
        folder=store.keep(folder, sha256=package.sha256),
        package=shown(package),
        registered_by=by,
        registered_at=at,
    )


def predictor_of(
    trial: Trial, slug: str, protocol: Protocol, *, by: User, at: datetime
) -> Predictor:
    if slug not in protocol.disclosure:
        raise UnableToRegister(
            _("The protocol does not say when “%(slug)s” may be seen. Its predictors: %(all)s.")
            % {"slug": slug, "all": ", ".join(sorted(protocol.disclosure)) or "-"}
        )
    disclosure = protocol.disclosure[slug]
    return name_predictor(
        trial=trial,
        slug=slug,
        title_en=disclosure.label.en,
        title_zh=disclosure.label.zh,
        fact="" if disclosure.is_concealed else disclosure.facts[0],
        by=by,
        at=at,
    )


def check_inputs_are_recorded(inputs: InputSchema, protocol: Protocol) -> None:
    read = {socket.name for socket in inputs.sockets} | {inputs.dated_by or ""} - {""}
    if unknown := sorted(read - protocol.names):
        raise UnableToRegister(
            _("The release reads %(names)s, which no form of %(trial)s asks for.")
            % {"names": ", ".join(unknown), "trial": protocol.trial.slug}
        )


def check_output(package: Package, slug: str, protocol: Protocol) -> None:
    """An open prediction is a number with a day; a choice is compared with what was received."""
    thresholds = package.thresholds
    if not protocol.disclosure[slug].is_concealed and (
        thresholds.output != "probability" or package.inputs.dated_by is None
    ):
        raise UnableToRegister(
            _("“%(slug)s” is open to the sites: it must be a probability, dated by a fact.")
            % {"slug": slug}
        )
    if thresholds.output == "probability":
        return
    codes = set(codes_compared(protocol, slug))
    if set(thresholds.codes) != codes:
        raise UnableToRegister(
            _("The release chooses among %(its)s, the protocol among %(ours)s.")
            % {"its": ", ".join(thresholds.codes), "ours": ", ".join(sorted(codes)) or "-"}
        )


def check_version_is_new(predictor: Predictor, version: str) -> None:
    if predictor.releases.filter(version=version).exists():
        raise UnableToRegister(
            _("Version %(version)s of %(predictor)s is another package. Choose a new version.")
            % {"version": version, "predictor": predictor.slug}
        )


def threshold_of(thresholds: Thresholds) -> Decimal | None:
    return Decimal(thresholds.at_least) if thresholds.at_least else None


def shown(package: Package) -> dict[str, Any]:
    """For pages, and for putting inputs together: neither then opens the files."""
    parts = {
        name: getattr(package, name).model_dump(mode="json")
        for name in ("architecture", "inputs", "thresholds", "training")
    }
    return {**parts, "cards": dict(package.cards)}


@act
def approve(
    *, release: PredictorRelease, signing: Signing, by: User, at: datetime
) -> PredictorRelease:
    release = _locked(release)
    check_may_in_trial(by, Right.APPROVE_RELEASE, trial=release.predictor.trial, on=at.date())
    if release.state is not ReleaseState.PROPOSED:
        raise UnableToApprove(
            _("%(release)s is %(state)s; only a proposed release can be approved.")
            % {"release": release, "state": release.state.label}
        )
    if release.registered_by_id == by.pk:
        raise UnableToApprove(
            _("You registered %(release)s yourself. Another person approves it.")
            % {"release": release}
        )
    if release.runs_here:
        store.opened(release)
    content, meaning = content_of(release), str(Signature.Meaning.APPROVAL)
    release.approval = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    release.approved_by, release.approved_at = by, at
    release.save()
    return release


@act
def retire(*, release: PredictorRelease, reason: str, by: User, at: datetime) -> PredictorRelease:
    """It is run no more; what it has said stays."""
    release = _locked(release)
    check_may_in_trial(by, Right.APPROVE_RELEASE, trial=release.predictor.trial, on=at.date())
    if not reason.strip():
        raise UnableToRetire(_("Say why the release is retired."))
    if release.state is ReleaseState.RETIRED:
        raise UnableToRetire(_("%(release)s is retired already.") % {"release": release})
    release.retired_by, release.retired_at = by, at
    release.save()
    return release


def _locked(release: PredictorRelease) -> PredictorRelease:
    found = PredictorRelease.objects.select_for_update(of=("self",))
    row: PredictorRelease = found.select_related("predictor__trial").get(pk=release.pk)
    return row
