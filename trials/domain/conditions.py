"""Ask a condition of what is known: true, false, or cannot tell yet.

A value that is absent, not yet recorded, imprecise or in another unit never decides anything by
itself. So recording more can settle an open answer, and never turns a settled one around.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from trials.domain.comparisons import compare, fits_unit
from trials.domain.condition_nodes import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Not,
    Reading,
    names_in,
    parts_of,
    references,
)
from trials.domain.partial_dates import PartialDate, Precision
from trials.domain.truth import Truth, all_of, any_of, negate
from trials.domain.values import Absent, Facts, Known

Readings = Mapping[str, str]
NO_READINGS: Readings = MappingProxyType({})


class UnreadCondition(LookupError):
    """A condition has several readings and nobody said which one counts."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer, what it rests on, and the names that would settle it while it is open."""

    truth: Truth
    used: Facts = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def imprecise(self) -> tuple[str, ...]:
        """Names that have a value which is not exact enough to tell."""
        return tuple(name for name in self.missing if isinstance(self.used.get(name), Known))


def evaluate(condition: Condition, facts: Facts, readings: Readings = NO_READINGS) -> Finding:
    truth = truth_of(condition, facts, readings)
    names = sorted(names_in_force(condition, readings))
    return Finding(
        truth=truth,
        used={name: facts[name] for name in names if name in facts},
        missing=() if truth.is_decided else tuple(open_names(condition, facts, readings)),
    )


def evaluate_each_reading(
    condition: Condition, facts: Facts, readings: Readings, of: str
) -> Mapping[str, Finding]:
    """The finding under every reading of one ambiguity, the others staying as chosen."""
    return {
        reading: evaluate(condition, facts, {**readings, of: reading})
        for reading in alternatives_of(condition, of)
    }


def alternatives_of(condition: Condition, ambiguity: str) -> tuple[str, ...]:
    if isinstance(condition, Reading) and condition.reading == ambiguity:
        return tuple(condition.alternatives)
    found = (alternatives_of(part, ambiguity) for part in parts_of(condition))
    return next((alternatives for alternatives in found if alternatives), ())


def truth_of(condition: Condition, facts: Facts, readings: Readings = NO_READINGS) -> Truth:
    match condition:
        case AllOf():
            return all_of(truth_of(part, facts, readings) for part in condition.all)
        case AnyOf():
            return any_of(truth_of(part, facts, readings) for part in condition.any)
        case Not():
            return negate(truth_of(condition.not_, facts, readings))
        case Reading():
            return truth_of(chosen(condition, readings), facts, readings)
    return compare(condition, facts)


def chosen(condition: Reading, readings: Readings) -> Condition:
    try:
        return condition.alternatives[readings[condition.reading]]
    except KeyError as error:
        raise UnreadCondition(condition.reading) from error


def deciding_parts(condition: Condition, facts: Facts, readings: Readings) -> tuple[Condition, ...]:
    """The parts that made the answer what it is: in all and any alike, those that share it."""
    match condition:
        case AllOf() | AnyOf():
            truth = truth_of(condition, facts, readings)
            parts = parts_of(condition)
            return tuple(part for part in parts if truth_of(part, facts, readings) is truth)
        case Not():
            return (condition.not_,)
        case Reading():
            return (chosen(condition, readings),)
    return ()


def names_in_force(condition: Condition, readings: Readings) -> frozenset[str]:
    """The facts looked at under the readings that count."""
    match condition:
        case Reading():
            return names_in_force(chosen(condition, readings), readings)
        case Comparison():
            return names_in(condition)
    parts = parts_of(condition)
    return frozenset(name for part in parts for name in names_in_force(part, readings))


def open_names(condition: Condition, facts: Facts, readings: Readings) -> list[str]:
    """In reading order, the names whose value keeps the condition open."""
    if isinstance(condition, Comparison):
        return undecided_names(condition, facts)
    parts = deciding_parts(condition, facts, readings)
    names = (name for part in parts for name in open_names(part, facts, readings))
    return list(dict.fromkeys(names))


def undecided_names(comparison: Comparison, facts: Facts) -> list[str]:
    """Sides without a value if there are any; otherwise the sides that are not exact enough."""
    names = [comparison.fact, *(other.fact for other in references(comparison))]
    without_value = [name for name in names if not isinstance(facts.get(name), Known)]
    return without_value or [name for name in names if is_imprecise(facts[name], comparison)]


def is_imprecise(known: Known | Absent, comparison: Comparison) -> bool:
    if not isinstance(known, Known) or not fits_unit(known, comparison):
        return True
    return isinstance(known.value, PartialDate) and known.value.precision is not Precision.DAY
