"""What is compared: the people of one set of the plan, and their state at a horizon."""

from dataclasses import dataclass

from analysis.domain.durations import months_in_days
from analysis.domain.scores.ranked import Ranked
from analysis.domain.survival.times import Flags
from analysis.domain.tables import Label
from trials.domain.protocol.analyses import Analysis


@dataclass(frozen=True, kw_only=True)
class ScoredSet:
    """One set of the plan: its people with every score."""

    name: str
    label: Label
    rows: Ranked


def headline(analysis: Analysis) -> int:
    return analysis.headline_months or analysis.at_months[-1]


def states_at(rows: Ranked, months: int) -> tuple[Flags, Flags]:
    """Whose state is known, and who had the event by then."""
    day = months_in_days(months)
    case = rows.times.observed & (rows.times.days <= day)
    return case | (rows.times.days > day), case
