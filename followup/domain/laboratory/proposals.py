"""Which laboratory values speak for an adverse event that nobody has reported yet.

A proposal is never an event: a person decides. What was as bad at baseline is not proposed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.names import by_name, plain
from followup.domain.laboratory.ranges import LimitsOf
from followup.domain.laboratory.results import Graded, Limits, Result
from followup.domain.laboratory.rules import Analyte, Rule, rules
from trials.domain.partial_dates import PartialDate

# Forms that ask the same at every cycle of treatment name their questions so.
PREFIXES = ("cycle_", "baseline_")


@dataclass(frozen=True, kw_only=True)
class Value:
    name: str
    value: Decimal
    unit: str
    day: PartialDate


@dataclass(frozen=True, kw_only=True)
class Reported:
    """An event somebody reported; `last` is None while it goes on."""

    term: str
    grade: int
    first: date
    last: date | None = None

    def covers(self, proposal: "Proposal") -> bool:
        day = proposal.value.day
        is_then = self.first <= day.latest() and (self.last is None or day.earliest() <= self.last)
        graded = proposal.graded
        return is_then and self.term == graded.rule.term and self.grade >= (graded.grade or 0)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    value: Value
    graded: Graded

    @property
    def rank(self) -> tuple[int, date]:
        return (self.graded.grade or 0, self.value.day.earliest())


def analyte_of(name: str) -> Analyte | None:
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return by_name().get(plain(name))


def no_limits(analyte: Analyte, unit: str, day: PartialDate) -> Limits:
    return Limits()


def proposals(
    values: Iterable[Value], *, reported: Sequence[Reported], limits_of: LimitsOf = no_limits
) -> list[Proposal]:
    """The worst of each term, the worst term first."""
    found: dict[str, Proposal] = {}
    for analyte, series in by_analyte(values).items():
        for rule in rules():
            if rule.analyte.id == analyte:
                for one in worsened(series, rule, limits_of):
                    if not any(event.covers(one) for event in reported):
                        best = found.setdefault(rule.term, one)
                        found[rule.term] = max(best, one, key=lambda proposal: proposal.rank)
    return sorted(found.values(), key=lambda one: one.rank, reverse=True)


def by_analyte(values: Iterable[Value]) -> Mapping[str, list[Value]]:
    """In the order of their days: the first is the baseline."""
    found: dict[str, list[Value]] = {}
    for one in sorted(values, key=lambda value: value.day.earliest()):
        analyte = analyte_of(one.name)
        if analyte is not None:
            found.setdefault(analyte.id, []).append(one)
    return found


def worsened(series: Sequence[Value], rule: Rule, limits_of: LimitsOf) -> Iterable[Proposal]:
    baseline, *later = series
    before = graded_by(rule, baseline, baseline, limits_of).grade or 0
    for one in later:
        graded = graded_by(rule, one, baseline, limits_of)
        if (graded.grade or 0) > before:
            yield Proposal(value=one, graded=graded)


def graded_by(rule: Rule, one: Value, baseline: Value, limits_of: LimitsOf) -> Graded:
    result = Result(
        value=one.value,
        unit=one.unit,
        limits=limits_of(rule.analyte, one.unit, one.day),
        baseline=baseline.value,
        baseline_unit=baseline.unit,
        baseline_limits=limits_of(rule.analyte, baseline.unit, baseline.day),
    )
    return grade(result, rule=rule)
