"""Protocols in force at sites, without reading the same file again for every test."""

import functools
from datetime import date
from pathlib import Path
from typing import Any

from casebook.models import ConsentVersion
from tests.factories import people
from trials.actions import protocols
from trials.domain.protocol.source import fingerprint
from trials.models import ProtocolVersion, Site, SiteActivation, Trial, VersionInForce
from trials.selectors.protocols import protocol_of

FILES = Path(__file__).resolve().parents[2] / "trials" / "protocols"
SMALL = Path(__file__).resolve().parents[1] / "data" / "protocols" / "small.yaml"
SINCE = date(2025, 10, 26)


@functools.cache
def text_of(slug: str) -> str:
    path = SMALL if slug == "small-trial" else FILES / f"{slug}.yaml"
    return path.read_text(encoding="utf-8")


def adopted(slug: str = "hcc-neo") -> ProtocolVersion:
    """The trial and its shipped protocol version."""
    found = ProtocolVersion.objects.filter(trial__slug=slug).first()
    return found or put_down(slug, text_of(slug))


def amended(slug: str, *, version: str = "1.1", **changes: str) -> ProtocolVersion:
    """The same text with the next version number, and with these words replaced."""
    text = text_of(slug).replace('version: "1.0"', f'version: "{version}"', 1)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return put_down(slug, text, version=version)


def put_down(slug: str, text: str, version: str = "1.0") -> ProtocolVersion:
    # Not through `adopt`: reading the file takes a second, and `protocol_of` keeps what it read.
    with people.setting_up():
        trial, _ = Trial.objects.get_or_create(slug=slug)
        row = ProtocolVersion.objects.create(
            trial=trial,
            version=version,
            source=text,
            sha256=fingerprint(text),
            adopted_at=people.NOW,
            adopted_by=people.user(),
        )
        title = protocol_of(row).trial.title
        trial.title_en, trial.title_zh = title.en, title.zh
        trial.save()
    return row


def open_site(slug: str = "hcc-neo", at: Site | None = None, since: date = SINCE) -> SiteActivation:
    """A site of the trial, working by its protocol since the ethics date."""
    version = adopted(slug)
    activation = people.activation(of=version.trial, at=at)
    in_force(version, activation, since)
    return activation


def in_force(version: ProtocolVersion, activation: SiteActivation, since: date) -> Any:
    """With a consent form in each language, approved for that day."""
    row = protocols.put_in_force(
        version=version, activation=activation, from_date=since, by=people.SETUP, at=people.NOW
    )
    with people.acting(by=people.SETUP, action="tests.approve", activations=[activation.pk]):
        ConsentVersion.objects.bulk_create(approved(row, language) for language in ("zh", "en"))
    return row


def approved(row: VersionInForce, language: str) -> ConsentVersion:
    label = f"ICF {row.protocol_version.version} {row.from_date}"
    return ConsentVersion(
        activation=row.activation,
        protocol_version=row.protocol_version,
        label=label,
        language=language,
        approved_on=row.from_date,
        effective_from=row.from_date,
        document=f"{label}.pdf",
        sha256=fingerprint(label),
        recorded_at=people.NOW,
    )
