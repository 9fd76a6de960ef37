"""Laboratory values of a cut by CTCAE, each beside its participant's baseline.

The first value of each analyte is the baseline, as where events are proposed from values.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from analysis.domain.tables import RowRef
from followup.domain.laboratory.proposals import Value, analyte_of, graded_by
from followup.domain.laboratory.ranges import LimitsOf
from followup.domain.laboratory.results import Graded
from followup.domain.laboratory.rules import Rule, rules

SEVERE = 3


@dataclass(frozen=True, kw_only=True)
class LabValue:
    participant: int
    value: Value
    ref: RowRef


@dataclass(frozen=True, kw_only=True)
class GradedValue:
    """A value after the baseline; `before` is the baseline's grade, 0 where it cannot be told."""

    lab: LabValue
    graded: Graded
    before: int

    @property
    def grade(self) -> int | None:
        return self.graded.grade

    @property
    def is_worse(self) -> bool:
        return (self.grade or 0) > self.before

    @property
    def rank(self) -> tuple[int, bool]:
        return (self.grade or 0, self.is_worse)


@dataclass(frozen=True, kw_only=True)
class Course:
    """One analyte of one participant by one rule, in the order of days."""

    participant: int
    rule: Rule
    later: tuple[GradedValue, ...]

    @property
    def worst(self) -> GradedValue | None:
        """None where no grade can be told."""
        told = [one for one in self.later if one.grade is not None]
        return max(told, key=lambda one: one.rank, default=None)


def courses_of(
    values: Iterable[LabValue], limits: Mapping[int, LimitsOf], *, cut: date
) -> list[Course]:
    """Of whoever has a value after the first. `limits`: by participant, what is normal there."""
    return [
        course_of(rule, series, limits[participant])
        for (participant, analyte), series in sorted(series_of(values, cut).items())
        if len(series) > 1
        for rule in rules_of(analyte)
    ]


def series_of(values: Iterable[LabValue], cut: date) -> Mapping[tuple[int, str], list[LabValue]]:
    found: dict[tuple[int, str], list[LabValue]] = {}
    for one in sorted(values, key=lambda one: (one.value.day.earliest(), one.ref)):
        analyte = analyte_of(one.value.name)
        if analyte is not None and one.value.day.earliest() <= cut:
            found.setdefault((one.participant, analyte.id), []).append(one)
    return found


def course_of(rule: Rule, series: list[LabValue], limits_of: LimitsOf) -> Course:
    baseline, *later = series
    before = graded_by(rule, baseline.value, baseline.value, limits_of).grade or 0
    return Course(
        participant=baseline.participant,
        rule=rule,
        later=tuple(
            GradedValue(
                lab=one,
                graded=graded_by(rule, one.value, baseline.value, limits_of),
                before=before,
            )
            for one in later
        ),
    )


@cache
def rules_of(analyte: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.analyte.id == analyte)


def severe_values(courses: Iterable[Course]) -> Iterator[GradedValue]:
    """Each value of grade 3 or worse that is worse than its baseline."""
    for course in courses:
        for one in course.later:
            if (one.grade or 0) >= SEVERE and one.is_worse:
                yield one
