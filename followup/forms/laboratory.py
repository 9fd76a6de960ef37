"""Laboratory values that speak for an event, as the page proposes them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casebook.models import Participant, Record
from followup.domain.laboratory.answers import remarks
from followup.domain.laboratory.proposals import Proposal
from followup.models import AdverseEvent
from followup.selectors.laboratory import proposals_for
from trials.domain.ctcae.terms import term
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.wording import unit_shown, worded


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """`report` leads to a report with term, grade and day filled in, which nobody has saved."""

    measured: str
    day: str
    grade: int
    term: str
    bound: str
    remark: str
    report: str


def proposal_lines(row: Participant, events: Iterable[Record]) -> list[ProposalLine]:
    found = proposals_for(row, [one for one in events if isinstance(one, AdverseEvent)])
    return [line_of(one, row) for one in found]


def line_of(one: Proposal, row: Participant) -> ProposalLine:
    graded, value = one.graded, one.value
    name = graded.rule.term
    asked = {"term": name, "grade": graded.grade, "onset": value.day.iso()}
    page = reverse("followup:new_adverse_event", args=[row.activation.trial.slug, row.code])
    return ProposalLine(
        measured=f"{value.value.normalize():f} {unit_shown(value.unit)}".strip(),
        day=value.day.iso(),
        grade=graded.grade or 0,
        term=term(name).label(get_language() or "en"),
        bound=graded.passed.render(_, printed) if graded.passed else "",
        remark=" ".join(worded(one) for one in remarks(graded, _)),
        report=f"{page}?{urlencode(asked)}",
    )


def printed(value: object) -> str:
    return unit_shown(worded(value))


def proposed_values(asked: Any) -> dict[str, Any]:
    """What a proposal fills in; the form judges it like anything typed."""
    found: dict[str, Any] = {}
    grade = asked.get("grade", "")
    if grade.isdecimal():
        found["grade"] = int(grade)
    with suppress(ImpossibleDate):
        found["onset"] = PartialDate.parse(asked.get("onset", ""))
    return found
