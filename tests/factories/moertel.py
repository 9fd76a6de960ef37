"""The colon trial as a user has it: its protocol, its file, its mapping."""

from datetime import date
from pathlib import Path

from config.environment import PROJECT
from followup.actions.cohort_checks import CohortFile
from followup.domain.cohort_mapping import read_mapping
from tests.factories import people
from trials.actions import protocols
from trials.models import SiteActivation

FOLDER = PROJECT / "config" / "demo" / "moertel"


def activation() -> SiteActivation:
    path = PROJECT / "trials" / "protocols" / "moertel.yaml"
    version = protocols.adopt(
        source=path.read_text(), name=path.name, by=people.user(), at=people.NOW
    )
    place = people.activation(of=version.trial)
    protocols.put_in_force(
        version=version,
        activation=place,
        from_date=date(2020, 1, 1),
        by=people.SETUP,
        at=people.NOW,
    )
    return place


def file(text: str | None = None, folder: Path = FOLDER) -> CohortFile:
    mapping = (folder / "mapping.yaml").read_text()
    return CohortFile(
        text=text if text is not None else (folder / "colon.csv").read_text(),
        mapping=read_mapping(mapping, name="mapping.yaml"),
        mapping_text=mapping,
    )


def first_rows(count: int) -> list[str]:
    """The header and the first rows of the file."""
    return (FOLDER / "colon.csv").read_text().splitlines()[: count + 1]
