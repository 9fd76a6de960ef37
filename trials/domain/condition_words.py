"""Say in plain words what a participant has and what the protocol allows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol as Shape

from trials.domain.condition_nodes import Comparison, Condition, FactReference, Not, Span
from trials.domain.conditions import NO_READINGS, Readings, deciding_parts, truth_of
from trials.domain.messages import Message, gettext_noop
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.text import Text
from trials.domain.truth import Truth
from trials.domain.values import Absent, Facts, Known, Missing

MISSING_LABELS: Mapping[str, str] = {
    Missing.NOT_DONE: gettext_noop("not done"),
    Missing.UNKNOWN: gettext_noop("unknown"),
    Missing.REFUSED: gettext_noop("refused"),
    Missing.NOT_APPLICABLE: gettext_noop("not applicable"),
}


LIST, CHOICE = gettext_noop("{first}, {rest}"), gettext_noop("{first} or {rest}")


class Vocabulary(Shape):
    """What a protocol calls things."""

    def label(self, name: str) -> Text: ...

    def word(self, name: str, value: object) -> object:
        """A code's label; any other value as it is."""


def explain(
    condition: Condition,
    facts: Facts,
    vocabulary: Vocabulary,
    *,
    readings: Readings = NO_READINGS,
    wanted: bool = True,
) -> tuple[Message, ...]:
    """One sentence for each answer that settles the condition, or keeps it open.

    `wanted` is whether the protocol asks for it to hold: false for an exclusion.
    """
    if isinstance(condition, Comparison):
        return (sentence(condition, facts, vocabulary, wanted),)
    turned = wanted is not isinstance(condition, Not)
    return tuple(
        line
        for part in deciding_parts(condition, facts, readings)
        for line in explain(part, facts, vocabulary, readings=readings, wanted=turned)
    )


def sentence(comparison: Comparison, facts: Facts, vocabulary: Vocabulary, wanted: bool) -> Message:
    label = vocabulary.label(comparison.fact)
    known = facts.get(comparison.fact)
    if known is None:
        return _("{label} is not recorded yet", label=label)
    if isinstance(known, Absent):
        reason = _(MISSING_LABELS.get(known.reason, known.reason))
        return _("{label} has no value: {reason}", label=label, reason=reason)
    template = PATTERNS[wanted, truth_of(comparison, facts)]
    value = shown(comparison.fact, known, vocabulary)
    return _(template, label=label, value=value, rule=rule(comparison, vocabulary, facts))


PATTERNS: Mapping[tuple[bool, Truth], str] = {
    (True, Truth.TRUE): gettext_noop("{label} is {value}, as the protocol asks: {rule}"),
    (True, Truth.FALSE): gettext_noop("{label} is {value}, protocol allows {rule}"),
    (True, Truth.UNKNOWN): gettext_noop("{label} is {value}, which cannot tell yet: {rule}"),
    (False, Truth.TRUE): gettext_noop("{label} is {value}, protocol excludes {rule}"),
    (False, Truth.FALSE): gettext_noop("{label} is {value}, protocol excludes only {rule}"),
    (False, Truth.UNKNOWN): gettext_noop("{label} is {value}, which cannot tell yet: {rule}"),
}


def shown(name: str, known: Known, vocabulary: Vocabulary) -> object:
    if isinstance(known.value, tuple):
        return listed([vocabulary.word(name, one) for one in known.value], LIST)
    word = vocabulary.word(name, known.value)
    return _("{value} {unit}", value=word, unit=known.unit) if has_unit(known.unit) else word


def has_unit(unit: str | None) -> bool:
    # UCUM writes a bare number as 1 and annotations in braces: nothing a person would say.
    return unit is not None and unit != "1" and not unit.startswith("{")


def rule(comparison: Comparison, vocabulary: Vocabulary, facts: Facts) -> Message:
    """The allowed side of a comparison: "0 to 1", "0.5 or more"."""
    operand = comparison.operand(comparison.operator)
    if isinstance(operand, Span):
        return span_rule(operand, comparison.fact, vocabulary, facts)
    if comparison.operator == "present":
        return _("a recorded value") if operand else _("no recorded value")
    if comparison.operator == "count":
        return (
            _("{low} or more chosen", low=operand.at_least)
            if operand.at_most is None
            else (_("{low} to {high} chosen", low=operand.at_least or 0, high=operand.at_most))
        )
    return bound_rule(comparison, vocabulary, facts)


def bound_rule(comparison: Comparison, vocabulary: Vocabulary, facts: Facts) -> Message:
    operand = comparison.operand(comparison.operator)
    operands = operand if isinstance(operand, tuple) else (operand,)
    words = [side(one, comparison.fact, vocabulary, facts) for one in operands]
    if comparison.operator == "one_of":
        return listed(words, CHOICE)
    template = RULES[comparison.operator]
    return _(template, **dict(zip(("limit", "high"), words, strict=False)))


RULES: Mapping[str, str] = {
    "is": "{limit}",
    "between": gettext_noop("{limit} to {high}"),
    "at_least": gettext_noop("{limit} or more"),
    "at_most": gettext_noop("{limit} or less"),
    "before": gettext_noop("before {limit}"),
    "after": gettext_noop("after {limit}"),
}

SPANS: Mapping[tuple[str, bool], str] = {
    ("day", True): gettext_noop("at most a day before {anchor}, and not later"),
    ("day", False): gettext_noop("at most a day after {anchor}, and not earlier"),
    ("days", True): gettext_noop("at most {n} days before {anchor}, and not later"),
    ("days", False): gettext_noop("at most {n} days after {anchor}, and not earlier"),
    ("month", True): gettext_noop("at most a month before {anchor}, and not later"),
    ("month", False): gettext_noop("at most a month after {anchor}, and not earlier"),
    ("months", True): gettext_noop("at most {n} months before {anchor}, and not later"),
    ("months", False): gettext_noop("at most {n} months after {anchor}, and not earlier"),
}


def span_rule(span: Span, name: str, vocabulary: Vocabulary, facts: Facts) -> Message:
    measure, n = ("month", span.months) if span.days is None else ("day", span.days)
    measure = measure if n == 1 else f"{measure}s"
    anchor = side(span.anchor, name, vocabulary, facts)
    return _(SPANS[measure, span.before is not None], n=n, anchor=anchor)


def side(operand: object, name: str, vocabulary: Vocabulary, facts: Facts) -> object:
    """A limit as people say it; another fact by its label, with its value once known."""
    if not isinstance(operand, FactReference):
        return vocabulary.word(name, operand)
    label: object = vocabulary.label(operand.fact)
    known = facts.get(operand.fact)
    if isinstance(known, Known):
        value = shown(operand.fact, known, vocabulary)
        label = _("{label} ({value})", label=label, value=value)
    return label if operand.plus is None else moved_side(label, operand)


def moved_side(label: object, reference: FactReference) -> Message:
    plus = reference.plus
    assert plus is not None
    if plus.months is not None:
        return _("{label} plus {n} months", label=label, n=plus.months)
    days = (plus.days or 0) + 7 * (plus.weeks or 0)
    return _("{label} plus {n} days", label=label, n=days)


def listed(words: list[object], template: str) -> Message:
    first, *rest = words or ["-"]
    if not rest:
        return _("{first}", first=first)
    return _(template, first=first, rest=listed(rest, template))


def shortfall(comparison: Comparison, facts: Facts) -> Decimal | None:
    """How far a number lies outside its fixed bound: 0.5 required and 0.4999 found is 0.0001."""
    known = facts.get(comparison.fact)
    if not isinstance(known, Known) or truth_of(comparison, facts) is not Truth.FALSE:
        return None
    low, high = fixed_bounds(comparison)
    value = known.value
    if isinstance(value, bool | str | tuple | PartialDate | date):
        return None
    if low is not None and value < low:
        return low - Decimal(value)
    return Decimal(value) - high if high is not None else None


def fixed_bounds(comparison: Comparison) -> tuple[Decimal | None, Decimal | None]:
    low, high = comparison.between or (comparison.at_least, comparison.at_most)
    return as_decimal(low), as_decimal(high)


def as_decimal(limit: object) -> Decimal | None:
    return Decimal(limit) if isinstance(limit, int | Decimal) else None
