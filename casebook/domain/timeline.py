"""What happened to one participant, placed on one axis."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trials.domain.day_ranges import add_months
from trials.domain.messages import gettext_noop as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.facts import Fact
from trials.domain.protocol.forms import ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts, day_of
from trials.domain.visit_plan import PlannedVisit

MILESTONES, TREATMENT, VISITS = _("Milestones"), _("Treatment"), _("Visits")
# What ends something is drawn unlike what begins something.
TONES: Mapping[str, str] = {"recurrence": "overdue", "death": "locked", "lost": "overdue"}
# Said once per contact or scan: the visits show them better.
MOVING = {"last_contact", "last_adequate_imaging", "eligibility_day"}
TREATMENT_ENDS = ("first_dose", "last_dose")
MOST_TICKS = 7
# Of the axis, in percent: two marks nearer to each other than that are one blot on a telephone.
APART = 4
MOST_LINES = 4


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something on a day as far as known, or from one day to another; `label` may be a text of
    the protocol."""

    lane: str
    label: object
    starts: PartialDate
    ends: PartialDate | None = None
    tone: str = "done"
    href: str = ""

    @property
    def first(self) -> date:
        return self.starts.earliest()

    @property
    def last(self) -> date:
        """A month known without its day is drawn as that month."""
        return (self.ends or self.starts).latest()

    @property
    def when(self) -> str:
        return f"{self.starts} – {self.ends}" if self.ends else str(self.starts)


@dataclass(frozen=True, kw_only=True)
class Axis:
    starts: date
    ends: date

    def at(self, day: date) -> float:
        """Percent of the way along."""
        return round(100 * (day - self.starts).days / (self.ends - self.starts).days, 2)

    def ticks(self) -> list[tuple[float, str]]:
        """First days of months, as few as can be read beside each other."""
        months = (self.ends - self.starts).days // 30 or 1
        step = next(size for size in (1, 2, 3, 6, 12, 24, 60, 600) if months / size <= MOST_TICKS)
        first = add_months(self.starts.replace(day=1), 1)
        days = (add_months(first, step * number) for number in range(MOST_TICKS + 1))
        return [(self.at(day), f"{day:%Y-%m}") for day in days if day <= self.ends]


def axis_of(moments: Iterable[Moment], *, today: date) -> Axis:
    placed = list(moments)
    first = min([today, *(one.first for one in placed)])
    last = max([today, *(one.last for one in placed)])
    margin = timedelta(days=max(14, (last - first).days // 20))
    return Axis(starts=first - margin, ends=last + margin)


def stacked(lane: Iterable[Moment], axis: Axis) -> list[list[Moment]]:
    """The moments of one lane in as few lines as keep them apart; what does not fit into the most
    lines that can be looked over shares the last."""
    lines: list[list[Moment]] = []
    for moment in sorted(lane, key=lambda one: (one.first, one.last)):
        start = axis.at(moment.first)
        free = (line for line in lines if axis.at(line[-1].last) + APART <= start)
        line = next(free, None)
        if line is None and len(lines) < MOST_LINES:
            line = []
            lines.append(line)
        (lines[-1] if line is None else line).append(moment)
    return lines


def milestones(protocol: Protocol, facts: Facts) -> Iterator[Moment]:
    """Every dated fact that another record than a form says, but doses: they are a stretch."""
    for name, fact in protocol.facts.items():
        day = day_of(facts, name)
        if day is not None and is_milestone(name, fact):
            yield Moment(
                lane=MILESTONES, label=fact.label, starts=day, tone=TONES.get(name, "done")
            )


def is_milestone(name: str, fact: Fact) -> bool:
    moves = name in MOVING or name in TREATMENT_ENDS
    return fact.type is ItemType.DATE and not fact.is_derived and not moves


def treatment(facts: Facts, *, today: date) -> Iterator[Moment]:
    first, last = (day_of(facts, name) for name in TREATMENT_ENDS)
    # Nobody may have ended the course in the record: death ended it.
    last = last or day_of(facts, "death")
    if first is not None:
        yield Moment(
            lane=TREATMENT,
            label=TREATMENT,
            starts=first,
            ends=last or PartialDate.of(today),
            tone="running" if last is None else "done",
        )


def visits(planned: Iterable[PlannedVisit]) -> Iterator[Moment]:
    """Done ones where they took place, others where they are due."""
    for one in planned:
        day = one.done_on or (one.window.due if one.window else None)
        if day is not None and one.state is not None:
            yield Moment(
                lane=VISITS,
                label=one.visit.label,
                starts=PartialDate.of(day),
                tone=tone_of(one),
            )


def tone_of(planned: PlannedVisit) -> str:
    state = planned.state
    assert state is not None
    if state.is_done:
        return "done"
    return {"overdue": "overdue", "missed": "locked"}.get(state.value, "empty")
