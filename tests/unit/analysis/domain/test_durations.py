from datetime import date

from analysis.domain.durations import days_between, days_in_months, months_in_days


def test_two_years_are_730_and_a_half_days():
    assert months_in_days(24) == 730.5


def test_months_and_days_are_inverse():
    assert days_in_months(months_in_days(7)) == 7


def test_the_origin_is_day_zero():
    assert days_between(date(2025, 1, 1), date(2025, 1, 1)) == 0


def test_a_leap_day_is_a_day():
    assert days_between(date(2024, 2, 28), date(2024, 3, 1)) == 2
