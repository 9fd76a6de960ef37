"""The protocol as typed data, parsed once per text."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from trials.domain.protocol.loader import load_adopted
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation, Trial, VersionInForce

SHIPPED = Path(__file__).resolve().parent.parent / "protocols"


class NoProtocolInForce(LookupError):
    """The site has no protocol version in force on that day."""


# By the hash of the text. Few at a time; whatever was thrown out is parsed again.
_parsed: dict[str, Protocol] = {}
MOST_PARSED = 64


def protocol_of(version: ProtocolVersion) -> Protocol:
    """A version read without its text, which is long, has it read only to be parsed."""
    if version.sha256 not in _parsed:
        if len(_parsed) >= MOST_PARSED:
            _parsed.clear()
        name = f"{version.trial.slug}.yaml"
        _parsed[version.sha256] = load_adopted(version.source, name=name)
    return _parsed[version.sha256]


def version_in_force(activation: SiteActivation, *, on: date) -> ProtocolVersion:
    found = (
        VersionInForce.objects.filter(activation=activation, from_date__lte=on)
        .select_related("protocol_version__trial")
        .defer("protocol_version__source")
        .order_by("-from_date")
        .first()
    )
    if found is None:
        raise NoProtocolInForce(
            f"{activation} has no protocol version in force on {on}: its ethics date is missing."
        )
    return found.protocol_version


def in_force_at(days: Mapping[int, date]) -> Mapping[int, VersionInForce]:
    """By activation what its site works by on its day; left out where it works by none yet."""
    rows = (
        VersionInForce.objects.filter(activation_id__in=days)
        .select_related("protocol_version__trial")
        .defer("protocol_version__source")
        .order_by("from_date")
    )
    return {row.activation_id: row for row in rows if row.from_date <= days[row.activation_id]}


def latest_version(trial: Trial) -> ProtocolVersion:
    """The newest adopted version: what trial-level pages show."""
    found = trial.versions.select_related("trial").order_by("-adopted_at", "-pk").first()
    if found is None:
        raise NoProtocolInForce(f"{trial.slug} has no protocol version yet.")
    return found


def shipped_slugs() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def shipped_protocol(slug: str) -> Protocol:
    """The text that comes with the platform, adopted or not."""
    path = SHIPPED / f"{slug}.yaml"
    return load_adopted(path.read_text("utf-8"), name=path.name)
