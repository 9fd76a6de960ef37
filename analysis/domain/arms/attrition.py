"""From enrollment to resection, by arm; and how many can have a horizon behind them, by when."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

from analysis.domain.arms.asked import Asked
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import NotEstimable
from analysis.domain.plan import Participant
from analysis.domain.survival.kaplan_meier import reverse_kaplan_meier
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.values import day_of

DIED, PROGRESSED, DECIDED, LOST, WAITING = "died", "progressed", "decided", "lost", "waiting"
# What is known first of somebody not resected stands for why; a death outranks the rest.
WHY: Mapping[str, tuple[str, Label]] = {
    DIED: ("death", _("Died before it")),
    PROGRESSED: ("progression", _("Progressed before it")),
    DECIDED: ("no_resection_date", _("Decided against it")),
    LOST: ("lost", _("Lost before it")),
}


def attrition_table(asked: Asked) -> Table:
    steps: list[tuple[str, Label, int, list[int]]] = [
        ("enrolled", _("Enrolled"), 0, [one.id for one in asked.people]),
        ("dosed", _("Began neoadjuvant therapy"), 1, had(asked, "first_dose")),
        ("resected", _("Resected"), 1, had(asked, "surgery_date")),
        ("not_resected", _("Not resected"), 0, [one.id for one in not_resected(asked)]),
        *((why, label, 1, because(asked, why)) for why, (_fact, label) in WHY.items()),
        (WAITING, _("Still before it"), 1, because(asked, WAITING)),
    ]
    return Table(
        key=f"{asked.key}_attrition",
        title=_("From enrollment to resection"),
        stub=_("Step"),
        columns=tuple(Column(key=side.key, label=side.label) for side in asked.sides),
        rows=tuple(
            Row(
                key=key,
                label=label,
                cells=tuple(
                    Cell.count(set(who) & side.participants, of=len(side.participants))
                    for side in asked.sides
                ),
                level=level,
            )
            for key, label, level, who in steps
        ),
        denominators={side.key: len(side.participants) for side in asked.sides},
        footnotes=(
            _("Whoever is never resected has no time from surgery and stands in no curve from it."),
        ),
    )


def known(one: Participant, name: str, cut: date) -> bool:
    found = day_of(one.facts, name)
    return found is not None and found.earliest() <= cut


def had(asked: Asked, name: str) -> list[int]:
    return [one.id for one in asked.people if known(one, name, asked.cut)]


def not_resected(asked: Asked) -> list[Participant]:
    return [one for one in asked.people if not known(one, "surgery_date", asked.cut)]


def because(asked: Asked, why: str) -> list[int]:
    return [one.id for one in not_resected(asked) if reason(one, asked.cut) == why]


def reason(one: Participant, cut: date) -> str:
    return next((why for why, (name, _l) in WHY.items() if known(one, name, cut)), WAITING)


# --- maturity ------------------------------------------------------------------------------------

AHEAD = (0, 6, 12, 18, 24, 36)


def maturity_table(asked: Asked) -> Table:
    """Whose horizon lies behind them on each day, were nobody lost from now on."""
    days = [(months, on(asked.cut, months)) for months in AHEAD]
    return Table(
        key=f"{asked.key}_maturity",
        title=_("How many can have the horizon behind them, by when"),
        stub=_("Horizon"),
        columns=(
            *(Column(key=f"on_{months}", label=day.isoformat()) for months, day in days),
            Column(key="reached", label=_("Followed to it, or had the event")),
            Column(key="last", label=_("Last participant reaches it")),
        ),
        rows=tuple(maturity_row(asked, months, days) for months in asked.analysis.at_months),
        denominators={"all": len(asked.derived)},
        footnotes=(
            _(
                "The first column is the day of the cut. Of everybody whose clock started. {rule}.",
                rule=RULE,
            ),
            *follow_up(asked),
        ),
    )


def maturity_row(asked: Asked, months: int, days: Sequence[tuple[int, date]]) -> Row:
    length = timedelta(days=ceil(months_in_days(months)))
    started = [(one, one.origin_date + length) for one in asked.derived if one.origin_date]
    known_there = [one for one, _end in started if settled(one, months)]
    return Row(
        key=str(months),
        label=_("{months} months", months=months),
        cells=(
            *(
                Cell.count((one.participant for one, end in started if end <= day), of=len(started))
                for _ahead, day in days
            ),
            Cell.count((one.participant for one in known_there), of=len(started)),
            Cell(value=max((end for _one, end in started), default=None)),
        ),
    )


def settled(one: Derived, months: int) -> bool:
    """The event was seen, or the horizon passed without it."""
    if one.days is None:
        return False
    return one.observed or one.days > months_in_days(months)


def follow_up(asked: Asked) -> list[Label]:
    curve = reverse_kaplan_meier(survival_times(asked.derived))
    if isinstance(curve, NotEstimable):
        return []
    median = curve.median().days
    if median is None:
        return [_("Median follow-up (reverse Kaplan-Meier) is not reached.")]
    return [_("Median follow-up (reverse Kaplan-Meier): {days} days.", days=f"{median:g}")]


def on(cut: date, months: int) -> date:
    return cut + timedelta(days=ceil(months_in_days(months)) if months else 0)
