"""What would have to be otherwise for a settled condition to turn around: the near miss.

"ECOG is 2, protocol allows 0 to 1" turns with "ECOG 0 to 1, 1 less than now"; of a date it names
the days.
"""

from decimal import Decimal

from trials.domain.condition_days import day_limits, days_inside, days_outside
from trials.domain.condition_nodes import AllOf, AnyOf, Comparison, Condition
from trials.domain.condition_words import Vocabulary, fixed_bounds, rule, shortfall
from trials.domain.conditions import NO_READINGS, Readings, deciding_parts, truth_of
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.truth import Truth
from trials.domain.values import Facts, Known


def what_would_flip(
    condition: Condition, facts: Facts, vocabulary: Vocabulary, *, readings: Readings = NO_READINGS
) -> Message | None:
    """None while the condition is open: then what is missing says what to do."""
    truth = truth_of(condition, facts, readings)
    if not truth.is_decided:
        return None
    if isinstance(condition, Comparison):
        return turned(condition, facts, vocabulary)
    parts = deciding_parts(condition, facts, readings)
    found = [what_would_flip(part, facts, vocabulary, readings=readings) for part in parts]
    words = [one for one in found if one is not None]
    return joined(words, together=needs_all(condition, truth)) if words else None


def needs_all(condition: Condition, truth: Truth) -> bool:
    """A failed `all` needs every failed part mended; a failed `any` only one of them."""
    if isinstance(condition, AllOf):
        return truth is Truth.FALSE
    return isinstance(condition, AnyOf) and truth is Truth.TRUE


def joined(words: list[Message], *, together: bool) -> Message:
    first, *rest = words
    if not rest:
        return first
    tail = joined(rest, together=together)
    if together:
        return _("{first}, and {rest}", first=first, rest=tail)
    return _("{first}, or {rest}", first=first, rest=tail)


def turned(comparison: Comparison, facts: Facts, vocabulary: Vocabulary) -> Message | None:
    if not isinstance(facts.get(comparison.fact), Known):
        return None
    label = vocabulary.label(comparison.fact)
    limits = rule(comparison, vocabulary, facts)
    holds = truth_of(comparison, facts) is Truth.TRUE
    days = days_that_turn(comparison, facts, holds=holds)
    if days is not None:
        return _("{label}: {days}", label=label, days=days)
    if holds:
        return turned_away(comparison, label, limits)
    gap = shortfall(comparison, facts)
    if gap is None:
        return _("{label} {rule}", label=label, rule=limits)
    if is_too_low(comparison, facts):
        return _("{label} {rule}, {gap} more than now", label=label, rule=limits, gap=plain(gap))
    return _("{label} {rule}, {gap} less than now", label=label, rule=limits, gap=plain(gap))


def days_that_turn(comparison: Comparison, facts: Facts, *, holds: bool) -> Message | None:
    limits = day_limits(comparison, facts)
    if limits is None:
        return None
    return days_outside(limits) if holds else days_inside(limits)


def turned_away(comparison: Comparison, label: object, limits: Message) -> Message:
    """Of what the protocol excludes: a number on the other side of the limit."""
    low, high = fixed_bounds(comparison)
    if low is not None and high is None:
        return _("{label} less than {limit}", label=label, limit=low)
    if high is not None and low is None:
        return _("{label} more than {limit}", label=label, limit=high)
    return _("{label} other than {rule}", label=label, rule=limits)


def is_too_low(comparison: Comparison, facts: Facts) -> bool:
    low, known = fixed_bounds(comparison)[0], facts[comparison.fact]
    assert isinstance(known, Known)
    return low is not None and Decimal(str(known.value)) < low


def plain(gap: Decimal) -> str:
    """Without zeros that say nothing and without an exponent: 0.0000001, 12."""
    return format(gap.normalize(), "f")
