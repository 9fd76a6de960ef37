from datetime import date
from decimal import Decimal

import pytest

from casebook.domain.answers import Answer
from casebook.domain.doubts import Problem, Severity, doubts
from tests.factories.small_protocols import small_form
from trials.domain.messages import message
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

TODAY = date(2026, 3, 5)
BILIRUBIN = {"type": "number", "unit": "umol/L", "units_accepted": ["mg/dL"]}


def doubts_about(value, *, entered="", entered_unit=None, reason="", **parts):
    item = small_form({"id": "asked", **parts}).items[0]
    answer = Answer(content=Known(value), entered=entered, entered_unit=entered_unit, reason=reason)
    return list(doubts(item, answer, TODAY))


def severities(value, **parts):
    return [problem.severity for problem in doubts_about(value, **parts)]


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("-0.1", [Severity.IMPOSSIBLE]),
        ("0", [Severity.UNLIKELY]),
        ("1.9", [Severity.UNLIKELY]),
        ("2", []),
        ("600", []),
        ("600.1", [Severity.UNLIKELY]),
        ("1000", [Severity.UNLIKELY]),
        ("1000.1", [Severity.IMPOSSIBLE]),
    ],
)
def test_bounds_belong_to_what_they_bound(value, severity):
    bounds = {"range": {"min": "0", "max": "1000"}, "plausible": ["2", "600"]}
    assert severities(Decimal(value), **BILIRUBIN, **bounds) == severity


@pytest.mark.parametrize(
    ("bounds", "value", "line"),
    [
        ({"min": "0"}, "-1", "-1 umol/L is impossible: 0 umol/L is the least."),
        ({"max": "9"}, "10", "10 umol/L is impossible: 9 umol/L is the most."),
        (
            {"min": "0", "max": "9"},
            "10",
            "10 umol/L is impossible: the bounds are 0 umol/L and 9 umol/L.",
        ),
    ],
)
def test_an_impossible_value_is_shown_with_its_bounds(bounds, value, line):
    (problem,) = doubts_about(
        Decimal(value), entered=value, entered_unit="umol/L", range=bounds, **BILIRUBIN
    )
    assert str(problem.message) == line
    assert str(problem.mend) == "Correct the value or its unit."


def test_an_unlikely_value_in_another_unit_is_shown_in_both():
    (problem,) = doubts_about(
        Decimal("684.158"), entered="40", entered_unit="mg/dL", plausible=["2", "600"], **BILIRUBIN
    )
    assert str(problem.message) == ("40 mg/dL (684.2 umol/L) is unusual: expected 2 to 600 umol/L.")
    assert str(problem.mend) == "Correct it, or say why it is right."


def test_an_unlikely_value_stops_blocking_once_confirmed():
    (doubted,) = doubts_about(Decimal(1), plausible=["2", "600"], **BILIRUBIN)
    (confirmed,) = doubts_about(
        Decimal(1), plausible=["2", "600"], reason="Measured twice", **BILIRUBIN
    )
    assert doubted.blocks_completion
    assert not confirmed.blocks_completion
    assert confirmed.confirmed_by == "Measured twice"


def test_an_impossible_value_is_not_confirmed_by_any_reason():
    (problem,) = doubts_about(Decimal(-1), reason="I am sure", range={"min": "0"}, **BILIRUBIN)
    assert problem.blocks_completion


@pytest.mark.parametrize(
    ("severity", "blocks_saving"),
    [
        (Severity.UNREADABLE, True),
        (Severity.IMPOSSIBLE, False),
        (Severity.UNANSWERED, False),
        (Severity.UNLIKELY, False),
    ],
)
def test_only_what_cannot_be_read_blocks_saving(severity, blocks_saving):
    problem = Problem(item="x", severity=severity, message=message("a"), mend=message("b"))
    assert problem.blocks_saving is blocks_saving
    assert problem.blocks_completion


def test_whole_numbers_have_bounds_as_well():
    assert severities(130, type="integer", range={"max": "120"}) == [Severity.IMPOSSIBLE]


@pytest.mark.parametrize(
    ("value", "type_"), [("text", "text"), (True, "yes_no"), (("a",), "choices")]
)
def test_other_answers_have_no_bounds(value, type_):
    codes = {"codes": {"a": {"en": "A", "zh": "甲"}}} if type_ == "choices" else {}
    assert severities(value, type=type_, **codes) == []


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("2026-03-05", []),
        ("2026-03-06", [Severity.IMPOSSIBLE]),
        ("2026-03", []),
        ("2026-04", [Severity.IMPOSSIBLE]),
        ("2026", []),
        ("2027", [Severity.IMPOSSIBLE]),
    ],
)
def test_a_date_is_refused_once_it_certainly_lies_in_the_future(value, severity):
    assert severities(PartialDate.parse(value), type="date", partial="year") == severity


def test_a_planned_date_may_lie_in_the_future():
    assert severities(PartialDate(2027, 1, 1), type="date", past_only=False) == []


def test_a_future_date_is_shown_beside_today():
    (problem,) = doubts_about(PartialDate(2026, 3, 6), type="date")
    assert str(problem.message) == "2026-03-06 lies in the future; today is 2026-03-05."


@pytest.mark.parametrize(
    ("coarsest", "accepted", "refused"),
    [
        ("day", ["2026-03-05"], ["2026-03", "2026"]),
        ("month", ["2026-03-05", "2026-03"], ["2026"]),
        ("year", ["2026-03-05", "2026-03", "2026"], []),
    ],
)
def test_a_date_is_as_exact_as_the_protocol_asks(coarsest, accepted, refused):
    for text in accepted:
        assert doubts_about(PartialDate.parse(text), type="date", partial=coarsest) == []
    for text in refused:
        (problem,) = doubts_about(PartialDate.parse(text), type="date", partial=coarsest)
        assert problem.severity is Severity.IMPOSSIBLE
        assert str(problem.mend) == f"Give the date at least to the {coarsest}."
