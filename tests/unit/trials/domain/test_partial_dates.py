from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.partial_dates import (
    ImpossibleDate,
    Ordering,
    PartialDate,
    Precision,
)

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    known = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:known])


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2026", PartialDate(2026), Precision.YEAR),
        ("2026-03", PartialDate(2026, 3), Precision.MONTH),
        ("2026-03-05", PartialDate(2026, 3, 5), Precision.DAY),
        (" 2026-03 ", PartialDate(2026, 3), Precision.MONTH),
        ("2024-02-29", PartialDate(2024, 2, 29), Precision.DAY),
    ],
)
def test_parse_reads_as_much_as_is_known(text, expected, precision):
    assert PartialDate.parse(text) == expected
    assert PartialDate.parse(text).precision is precision


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("2026-02-30", "There is no day 30 in 2026-02: that month has 28 days."),
        ("2026-02-29", "There is no day 29 in 2026-02: that month has 28 days."),
        ("2026-04-00", "There is no day 0 in 2026-04: that month has 30 days."),
        ("2026-13", "There is no month 13: months run 01 to 12."),
        ("2026-00", "There is no month 0: months run 01 to 12."),
        ("1026-03-05", "The year 1026 is outside 1900 to 2199."),
        ("2200", "The year 2200 is outside 1900 to 2199."),
    ],
)
def test_parse_says_what_is_impossible(text, complaint):
    with pytest.raises(ImpossibleDate) as refusal:
        PartialDate.parse(text)
    assert str(refusal.value) == complaint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "05/03/2026",
        "2026-3-5",
        "26-03-05",
        "2026-03-05T00:00",
        "March 2026",
        "2026-",
        "２０２６",
    ],
)
def test_parse_says_how_to_write_a_date(text):
    with pytest.raises(ImpossibleDate, match="Write year-month-day"):
        PartialDate.parse(text)


def test_a_day_without_its_month_is_refused():
    with pytest.raises(ImpossibleDate, match="A day needs its month"):
        PartialDate(2026, None, 5)


def test_the_refusal_carries_its_message_for_translation():
    with pytest.raises(ImpossibleDate) as refusal:
        PartialDate(2026, 13)
    assert refusal.value.message.template == "There is no month {month}: months run 01 to 12."


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03-05", date(2026, 3, 5), date(2026, 3, 5)),
    ],
)
def test_bounds_are_the_first_and_last_possible_day(text, earliest, latest):
    known = PartialDate.parse(text)
    assert (known.earliest(), known.latest()) == (earliest, latest)


@pytest.mark.parametrize(
    ("left", "right", "ordering"),
    [
        ("2026-03-05", "2026-03-06", Ordering.BEFORE),
        ("2026-03-05", "2026-03-05", Ordering.SAME),
        ("2026-03-06", "2026-03-05", Ordering.AFTER),
        ("2026-02", "2026-03-01", Ordering.BEFORE),
        ("2026-03", "2026-03-01", Ordering.UNKNOWN),
        ("2026-03", "2026-03", Ordering.UNKNOWN),
        ("2026", "2026", Ordering.UNKNOWN),
        ("2026", "2026-12-31", Ordering.UNKNOWN),
        ("2026", "2027-01", Ordering.BEFORE),
        ("2027", "2026-12", Ordering.AFTER),
    ],
)
def test_compare_says_only_what_is_certain(left, right, ordering):
    assert PartialDate.parse(left).compare(PartialDate.parse(right)) is ordering


def test_compare_takes_a_calendar_day_as_well():
    assert PartialDate(2026, 3).compare(date(2026, 4, 1)) is Ordering.BEFORE


def test_full_is_the_day_only_where_all_is_known():
    assert PartialDate(2026, 3, 5).full == date(2026, 3, 5)
    assert PartialDate(2026, 3).full is None
    assert PartialDate(2026).full is None


def test_a_partial_date_reads_as_its_iso_text():
    assert str(PartialDate(2026, 3)) == "2026-03"


@given(partial_dates())
def test_iso_text_survives_the_round_trip(known):
    assert PartialDate.parse(known.iso()) == known


@given(partial_dates(), partial_dates())
def test_compare_turned_round_gives_the_mirror_answer(left, right):
    mirror = {Ordering.BEFORE: Ordering.AFTER, Ordering.AFTER: Ordering.BEFORE}
    answer = left.compare(right)
    assert right.compare(left) is mirror.get(answer, answer)


@given(partial_dates(), partial_dates(), st.data())
def test_a_certain_order_holds_for_every_day_the_dates_may_be(left, right, data):
    one = data.draw(st.dates(left.earliest(), left.latest()))
    two = data.draw(st.dates(right.earliest(), right.latest()))
    certain = left.compare(right)
    if certain is not Ordering.UNKNOWN:
        assert PartialDate.of(one).compare(two) is certain


@given(days)
def test_a_calendar_day_becomes_a_full_date(day):
    assert PartialDate.of(day).full == day
