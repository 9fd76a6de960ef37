from datetime import date

import pytest

from analysis.domain.imputation import Imputation, day_after_last_clear, day_of
from trials.domain.partial_dates import PartialDate

ALWAYS = {"not_before": date.min, "not_after": date.max}


def chosen(text, **bounds):
    return day_of(PartialDate.parse(text), **{**ALWAYS, **bounds}).isoformat()


@pytest.mark.parametrize(
    ("recorded", "middle", "earliest", "latest"),
    [
        ("2025-03-09", "2025-03-09", "2025-03-09", "2025-03-09"),
        ("2025-03", "2025-03-15", "2025-03-01", "2025-03-31"),
        ("2024-02", "2024-02-15", "2024-02-01", "2024-02-29"),
        ("2025", "2025-07-01", "2025-01-01", "2025-12-31"),
    ],
)
def test_day_by_rule(recorded, middle, earliest, latest):
    assert chosen(recorded) == middle
    assert chosen(recorded, how=Imputation.EARLIEST) == earliest
    assert chosen(recorded, how=Imputation.LATEST) == latest


@pytest.mark.parametrize(
    ("bounds", "day"),
    [
        pytest.param({"not_before": date(2025, 3, 20)}, "2025-03-20", id="raised"),
        pytest.param({"not_after": date(2025, 3, 10)}, "2025-03-10", id="lowered"),
        pytest.param(
            {"not_before": date(2025, 3, 4), "not_after": date(2025, 3, 9)},
            "2025-03-09",
            id="nearest of a narrow span",
        ),
        pytest.param({"not_before": date(2025, 4, 2)}, "2025-03-15", id="contradicted from below"),
        pytest.param({"not_after": date(2025, 2, 2)}, "2025-03-15", id="contradicted from above"),
        pytest.param(
            {"not_before": date(2025, 3, 20), "not_after": date(2025, 3, 10)},
            "2025-03-15",
            id="bounds contradict each other",
        ),
    ],
)
def test_day_stays_within_what_else_is_known(bounds, day):
    assert chosen("2025-03", **bounds) == day


def test_bounds_hold_for_the_extreme_dates_too():
    bounds = {"not_before": date(2025, 3, 4), "not_after": date(2025, 3, 9)}

    assert chosen("2025-03", how=Imputation.EARLIEST, **bounds) == "2025-03-04"
    assert chosen("2025-03", how=Imputation.LATEST, **bounds) == "2025-03-09"


def test_a_full_date_is_never_moved():
    assert chosen("2025-03-09", not_before=date(2026, 1, 1)) == "2025-03-09"


@pytest.mark.parametrize(
    ("clear", "first_possible"),
    [
        ([], date(2025, 3, 1)),
        ([date(2025, 3, 10)], date(2025, 3, 11)),
        ([date(2025, 3, 10), date(2025, 3, 4)], date(2025, 3, 11)),
        ([date(2025, 2, 10)], date(2025, 3, 1)),
        ([date(2025, 3, 31)], date(2025, 3, 1)),
        ([date(2025, 4, 10)], date(2025, 3, 1)),
    ],
)
def test_a_clear_assessment_in_the_month_moves_the_event_past_it(clear, first_possible):
    assert day_after_last_clear(PartialDate(2025, 3), clear) == first_possible
