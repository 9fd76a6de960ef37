import pytest

from followup.domain.table_dates import date_of
from trials.domain.partial_dates import ImpossibleDate


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", "2026-03-05"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("2026/3/5", "2026-03-05"),
        ("2026.03.05", "2026-03-05"),
        ("20260305", "2026-03-05"),
        ("2026-03-05T08:30", "2026-03-05"),
        ("2026-03-05 08:30:12", "2026-03-05"),
        ("2026-03-05T08:30:00+08:00", "2026-03-05"),
        ("2026年3月5日", "2026-03-05"),
        ("2026年3月", "2026-03"),
        ("2026-03-UN", "2026-03"),
        ("2026-UNK-UNK", "2026"),
        ("2026---", "2026"),
        ("05-MAR-2026", "2026-03-05"),
        ("5 March 2026", "2026-03-05"),
        ("Mar 2026", "2026-03"),
        ("05.03.2026", "2026-03-05"),
        ("13/02/2026", "2026-02-13"),
        ("02/13/2026", "2026-02-13"),
        ("3/3/2026", "2026-03-03"),
    ],
)
def test_dates_as_they_are_written(text, day):
    assert date_of(text).iso() == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/05/2026", "can be two days"),
        ("2026-02-30", "There is no day 30"),
        ("31.04.2026", "There is no day 31"),
        ("13/13/2026", "There is no month 13"),
        ("1026-01-01", "outside"),
        ("05 Foo 2026", "is not a date"),
        ("yesterday", "is not a date"),
    ],
)
def test_what_is_no_date_or_two_is_refused(text, why):
    with pytest.raises(ImpossibleDate, match=why):
        date_of(text)
