"""The protocol as typed data, parsed once per text."""

import functools
from datetime import date

from trials.domain.protocol.loader import load_adopted
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation, Trial, VersionInForce


class NoProtocolInForce(LookupError):
    """The site has no protocol version in force on that day."""


def protocol_of(version: ProtocolVersion) -> Protocol:
    return _parsed(version.sha256, version.source, f"{version.trial.slug}.yaml")


@functools.lru_cache(maxsize=64)
def _parsed(sha256: str, source: str, name: str) -> Protocol:
    return load_adopted(source, name=name)


def version_in_force(activation: SiteActivation, *, on: date) -> ProtocolVersion:
    found = (
        VersionInForce.objects.filter(activation=activation, from_date__lte=on)
        .select_related("protocol_version__trial")
        .order_by("-from_date")
        .first()
    )
    if found is None:
        raise NoProtocolInForce(
            f"{activation} has no protocol version in force on {on}: its ethics date is missing."
        )
    return found.protocol_version


def latest_version(trial: Trial) -> ProtocolVersion:
    """The newest adopted version: what trial-level pages show."""
    found = trial.versions.select_related("trial").order_by("-adopted_at", "-pk").first()
    if found is None:
        raise NoProtocolInForce(f"{trial.slug} has no protocol version yet.")
    return found
