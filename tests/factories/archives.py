"""Archived records of the two retrospective cohorts, and the sites that hand them in."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from accounts.models import User
from audit.acts import acting
from config.cohorts.archive import as_csv
from config.cohorts.loading import ARCHIVES, mapping_path
from followup.actions.cohort_checks import CohortFile
from followup.domain.cohort_mapping import read_mapping
from tests.factories import casebook, people, protocols
from trials.domain.roles import Role
from trials.models import Delegation, SiteActivation

SEED = 7


def sites(slug: str, *codes: str) -> list[SiteActivation]:
    return [protocols.open_site(slug, at=people.site(code)) for code in codes]


@contextmanager
def abstracting(places: Sequence[SiteActivation]) -> Iterator[User]:
    """Somebody who enters data at all of these sites."""
    person = casebook.member(places[0])
    for place in places[1:]:
        if not Delegation.objects.filter(user=person, activation=place).exists():
            people.delegated(Role.NURSE, place, person)
    reached = [place.pk for place in places]
    with acting(by=person, action="tests.import", activations=reached):
        yield person


def text(slug: str, rows: int, centers: Sequence[str], seed: int = SEED) -> str:
    return as_csv(ARCHIVES[slug].rows(count=rows, seed=seed, centers=centers))


def file(slug: str, content: str, **changes: str) -> CohortFile:
    """The shipped mapping, with these words of it replaced."""
    mapping = mapping_path(ARCHIVES[slug]).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in mapping
        mapping = mapping.replace(old, new)
    return CohortFile(
        text=content, mapping=read_mapping(mapping, name="mapping.yaml"), mapping_text=mapping
    )


def spoiled(content: str, row: int, **cells: str) -> str:
    """With these cells of one row changed; the header is row 1."""
    lines = content.splitlines()
    header, values = lines[0].split(","), lines[row - 1].split(",")
    for name, value in cells.items():
        values[header.index(name)] = value
    return "\n".join([*lines[: row - 1], ",".join(values), *lines[row:]]) + "\n"
