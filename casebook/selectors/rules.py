"""What data-quality rules look at: every standing fact, by participant and visit."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from casebook.models import Fact, Participant
from casebook.selectors.facts import as_known
from trials.domain.values import Absent, Known
from trials.models import Trial

ByVisit = dict[str, dict[str, Known | Absent]]


def known_of(participant: Participant) -> ByVisit:
    return by_visit(Fact.objects.filter(participant=participant).standing().order_by("date", "pk"))


def by_visit(rows: Iterable[Fact]) -> ByVisit:
    """As elsewhere, the latest by date counts, then the last recorded."""
    found: ByVisit = {"": {}}
    for row in rows:
        found.setdefault(row.occasion, {})[row.name] = as_known(row)
    return found


def known_in(trial: Trial, activation_ids: Iterable[int]) -> Iterator[tuple[str, ByVisit]]:
    """Everybody with a fact; one statement, read as it comes."""
    rows = (
        Fact.objects.filter(activation__trial=trial, activation_id__in=list(activation_ids))
        .standing()
        .select_related("participant")
        .order_by("participant__code", "date", "pk")
    )
    for code, group in groupby(rows.iterator(), key=lambda row: row.participant.code):
        yield code, by_visit(group)
