import pytest

from trials.domain.derivations import NOT_COMPUTABLE, derive
from trials.domain.partial_dates import PartialDate
from trials.domain.timing import timing_band, weeks_between
from trials.domain.values import Known

CRT_END = PartialDate(2026, 1, 1)


def days_later(days):
    return PartialDate.of((CRT_END.full).fromordinal(CRT_END.full.toordinal() + days))


@pytest.mark.parametrize(
    ("days", "weeks", "band"),
    [
        (0, 0, "under_8_weeks"),
        (6, 0, "under_8_weeks"),
        (7, 1, "under_8_weeks"),
        (55, 7, "under_8_weeks"),
        (56, 8, "weeks_8_to_12"),
        (84, 12, "weeks_8_to_12"),
        (85, 12, "over_12_weeks"),
        (200, 28, "over_12_weeks"),
    ],
)
def test_weeks_are_completed_and_bands_include_their_ends(days, weeks, band):
    assert weeks_between(CRT_END, days_later(days)) == weeks
    assert timing_band(CRT_END, days_later(days)) == band


@pytest.mark.parametrize("name", ["weeks_between", "timing_band"])
@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-01", "2026-03-12"), ("2026-01-01", "2026-03"), ("2026-03-12", "2026-01-01")],
)
def test_a_month_alone_or_days_in_the_wrong_order_give_no_answer(name, start, end):
    facts = {"start": Known(PartialDate.parse(start)), "end": Known(PartialDate.parse(end))}
    assert derive(name, facts, ("start", "end")).reason == NOT_COMPUTABLE
