"""One comparison on one fact: numbers exactly, dates as far as they are known."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from trials.domain.condition_nodes import Comparison, FactReference, Offset, Span
from trials.domain.day_ranges import DayRange
from trials.domain.partial_dates import PartialDate
from trials.domain.truth import Truth, all_of, any_of, negate
from trials.domain.values import Absent, Facts, Known, Value

DATES = (PartialDate, date, DayRange)


def fits_unit(known: Known, comparison: Comparison) -> bool:
    # Never compared across units: 1.2 mg/dL is not below 5 umol/L.
    return comparison.unit is None or known.unit is None or known.unit == comparison.unit


def compare(comparison: Comparison, facts: Facts) -> Truth:
    known = facts.get(comparison.fact)
    if comparison.present is not None:
        return presence(known, comparison.present)
    if not isinstance(known, Known) or not fits_unit(known, comparison):
        return Truth.UNKNOWN
    operand = comparison.operand(comparison.operator)
    if comparison.operator == "count":
        return within_bounds(len(choices(known.value)), operand.at_least, operand.at_most)
    if isinstance(operand, Span):
        return within_span(known.value, operand, resolve(operand.anchor, comparison, facts))
    return OPERATIONS[comparison.operator](known.value, resolve(operand, comparison, facts))


def presence(known: Known | Absent | None, wanted: bool) -> Truth:
    # Not yet recorded may still come; absent with a reason will not.
    if known is None:
        return Truth.UNKNOWN
    return Truth.of(isinstance(known, Known) is wanted)


def resolve(operand: object, comparison: Comparison, facts: Facts) -> object:
    """Put values for references; a tuple keeps its shape."""
    if isinstance(operand, tuple):
        return tuple(resolve(one, comparison, facts) for one in operand)
    if isinstance(operand, FactReference):
        return look_up(operand, comparison, facts)
    return operand


def look_up(reference: FactReference, comparison: Comparison, facts: Facts) -> object:
    """The value referred to, moved by its offset; None where nothing comparable is known."""
    known = facts.get(reference.fact)
    if not isinstance(known, Known) or not share_a_unit(known, facts[comparison.fact]):
        return None
    return known.value if reference.plus is None else moved(known.value, reference.plus)


def share_a_unit(one: Known, other: Known | Absent) -> bool:
    return isinstance(other, Known) and (not one.unit or not other.unit or one.unit == other.unit)


def moved(value: Value, offset: Offset) -> DayRange:
    days = (offset.days or 0) + 7 * (offset.weeks or 0)
    return as_days(value).shifted(days=days, months=offset.months or 0)


def as_days(value: object) -> DayRange:
    if isinstance(value, DayRange):
        return value
    if isinstance(value, PartialDate | date):
        return DayRange.of(value)
    raise TypeError(f"{value!r} is not a date")


def is_date(value: object) -> bool:
    return isinstance(value, DATES)


def choices(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def same(value: object, wanted: object) -> Truth:
    if wanted is None:
        return Truth.UNKNOWN
    if is_date(value):
        return as_days(value).is_same(as_days(wanted))
    # In Python True equals 1; on a form "yes" is not a count of one.
    alike = isinstance(value, bool) is isinstance(wanted, bool)
    return Truth.of(alike and value == wanted)


def includes(value: Value, wanted: object) -> Truth:
    return any_of(same(one, wanted) for one in choices(value))


def includes_one_of(value: Value, wanted: object) -> Truth:
    assert isinstance(wanted, tuple)
    return any_of(includes(value, one) for one in wanted)


def is_less(value: object, limit: object) -> Truth:
    if value is None or limit is None:
        return Truth.UNKNOWN
    if is_date(value):
        return as_days(value).is_before(as_days(limit))
    return Truth.of(number(value) < number(limit))


def number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} is not a number")
    return Decimal(value)


def is_between(value: object, bounds: object) -> Truth:
    assert isinstance(bounds, tuple)
    low, high = bounds
    return all_of([negate(is_less(value, low)), negate(is_less(high, value))])


def within_bounds(count: int, at_least: int | None, at_most: int | None) -> Truth:
    low = at_least is None or count >= at_least
    return Truth.of(low and (at_most is None or count <= at_most))


def within_span(value: Value, span: Span, anchor: object) -> Truth:
    """Both ends belong to the span, and a day beyond the anchor never does."""
    return Truth.UNKNOWN if anchor is None else is_between(value, ends(span, as_days(anchor)))


def ends(span: Span, anchor: DayRange) -> tuple[DayRange, DayRange]:
    """Its first and its last day, one of which is the anchor."""
    direction = -1 if span.before is not None else 1
    far = anchor.shifted(days=direction * (span.days or 0), months=direction * (span.months or 0))
    return (far, anchor) if direction < 0 else (anchor, far)


OPERATIONS: Mapping[str, Callable[[Value, object], Truth]] = {
    "is": includes,
    "one_of": includes_one_of,
    "between": is_between,
    "at_least": lambda value, limit: negate(is_less(value, limit)),
    "at_most": lambda value, limit: negate(is_less(limit, value)),
    "before": is_less,
    "after": lambda value, limit: is_less(limit, value),
}
