"""Worked windows of visits, held by the tests and printed in docs/visits.md."""

from datetime import date
from typing import NamedTuple

from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known
from trials.domain.visit_plan import PlannedVisit, plan
from trials.domain.windows import VisitState

S = VisitState


class Example(NamedTuple):
    """`done`: the day it took place, "not done", or empty. `ended`: death or withdrawal."""

    trial: str
    visit: str
    anchor: str
    today: str
    done: str
    ended: str
    due: str
    window: str
    state: VisitState | None
    why: str


E = Example
SURG = "2026-01-31"
M06 = ("2026-07-31", "2026-07-17 to 2026-08-14")
EXAMPLES = [
    E("hcc-neo", "M06", SURG, "2026-07-16", "", "", *M06, S.NOT_OPEN, "the day before it opens"),
    E("hcc-neo", "M06", SURG, "2026-07-17", "", "", *M06, S.OPEN, "its first day"),
    E("hcc-neo", "M06", SURG, "2026-07-31", "", "", *M06, S.DUE_TODAY, "the target day"),
    E("hcc-neo", "M06", SURG, "2026-08-06", "", "", *M06, S.OPEN, "8 days before it closes"),
    E("hcc-neo", "M06", SURG, "2026-08-07", "", "", *M06, S.CLOSING, "7 days before it closes"),
    E("hcc-neo", "M06", SURG, "2026-08-14", "", "", *M06, S.CLOSING, "its last day"),
    E("hcc-neo", "M06", SURG, "2026-08-15", "", "", *M06, S.OVERDUE, "the day after"),
    E("hcc-neo", "M06", SURG, "2027-08-15", "", "", *M06, S.OVERDUE, "until somebody says why not"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "not done", "", *M06, S.MISSED, "declared not done"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "2026-07-16", "", *M06, S.DONE_EARLY, "a day early"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "2026-07-17", "", *M06, S.DONE_IN_WINDOW, "first day"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "2026-08-14", "", *M06, S.DONE_IN_WINDOW, "last day"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "2026-08-15", "", *M06, S.DONE_LATE, "a day late"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "", "2026-07-31", *M06, S.OVERDUE, "died that day"),
    E("hcc-neo", "M06", SURG, "2026-09-01", "", "2026-07-30", "", "", None, "died before: none"),
    E("hcc-neo", "M06", "2026-01", "2026-09-01", "", "", "", "", None, "the anchor has no day"),
    E(
        *("hcc-neo", "M03", SURG, "2026-05-02", "", "", "2026-05-02", "2026-05-02 to 2026-05-16"),
        *(S.DUE_TODAY, "day 91, not a day earlier: it settles the 90-day rule"),
    ),
    E(
        *("hcc-neo", "M06", "2026-08-31", "2027-03-01", "", ""),
        *("2027-02-28", "2027-02-14 to 2027-03-14", S.OPEN, "no 31 February: its last day"),
    ),
    E(
        *("hcc-neo", "M24", "2024-02-29", "2026-02-28", "", ""),
        *("2026-02-28", "2026-02-14 to 2026-03-28", S.DUE_TODAY, "a leap day two years on"),
    ),
    E(
        *("rectal", "RESP", "2026-03-01", "2026-03-29", "", ""),
        *("2026-05-10", "2026-03-29 to 2026-07-19", S.OPEN, "weeks from the end of chemoradiation"),
    ),
    E(
        *("rectal", "W24", "2026-03-01", "2028-02-29", "", ""),
        *("2028-03-01", "2028-03-01 to 2028-04-26", S.NOT_OPEN, "it never opens before its day"),
    ),
]

# What else must be known for the visit to apply.
APPLIES = {
    "hcc-neo": {"arm": Known("surgery_alone")},
    "rectal": {"strategy": Known("watch_and_wait")},
}


def planned(example: Example) -> PlannedVisit | None:
    protocol = shipped(example.trial)
    anchor = protocol.visit(example.visit).anchor
    facts = {**APPLIES[example.trial], anchor: Known(PartialDate.parse(example.anchor))}
    recorded = {example.visit: day(example.done)} if example.done else {}
    visits = plan(
        protocol=protocol,
        facts=facts,
        recorded=recorded,
        today=date.fromisoformat(example.today),
        ended=day(example.ended),
    )
    return next((one for one in visits if one.visit.visit == example.visit), None)


def judged(example: Example) -> tuple[str, str, VisitState | None]:
    """Due day, window and state, as the table writes them."""
    found = planned(example)
    if found is None or found.window is None:
        return "", "", None
    window = found.window
    return window.due.isoformat(), f"{window.opens} to {window.closes}", found.state


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text[:1].isdigit() else None
