from datetime import date, timedelta

import pytest

from config.simulation import fates
from config.simulation.chance import Chance
from config.simulation.fates import Fate, Odds, Today
from tests.factories.shipped_protocols import shipped
from trials.domain.windows import window_of

ZERO, ON = date(2025, 3, 4), date(2026, 11, 21)
ODDS = Odds(cured=0.4, recurrence_days=400, death_days=500)


def test_three_people_show_an_overdue_visit_one_due_and_the_serious_event():
    assert [fates.today_of(number) for number in (1, 2, 3)] == [
        Today.OVERDUE,
        Today.DUE,
        Today.SERIOUS,
    ]


def test_only_one_clock_runs_however_many_there_are():
    assert sum(fates.today_of(number) is Today.SERIOUS for number in range(1, 500)) == 1


def test_most_people_are_just_between_two_visits():
    nothing = sum(fates.today_of(number) is Today.NOTHING for number in range(1, 121))
    assert nothing > 60


@pytest.mark.parametrize("today", [Today.OVERDUE, Today.DUE, Today.CLOSING, Today.UNFINISHED])
@pytest.mark.parametrize("days", [0, 3, 50, 111, 200, 365])
def test_a_story_is_moved_so_that_a_visit_stands_as_wanted(today, days):
    visits = [one for one in shipped("hcc-neo").visits if one.anchor == "surgery_date"]
    zero = ZERO + timedelta(days=days)
    moved = zero + fates.shift_for(today, visits, zero=zero, on=ON, days_over=4)
    windows = [window_of(anchor=moved, offset=v.offset, around=v.window) for v in visits]
    assert any(fates.FITTING[today](window, ON, 4) for window in windows)


def test_who_is_there_for_nothing_is_not_moved():
    visits = shipped("hcc-neo").visits
    assert fates.shift_for(Today.NOTHING, visits, zero=ZERO, on=ON, days_over=4) == timedelta()


@pytest.mark.parametrize(
    ("fate", "ended"),
    [
        (Fate(), None),
        (Fate(recurrence=ZERO), None),
        (Fate(death=date(2026, 1, 2), lost=date(2026, 1, 1)), date(2026, 1, 1)),
        (Fate(death=date(2026, 1, 2), withdrawn=date(2026, 2, 1)), date(2026, 1, 2)),
    ],
)
def test_the_first_of_death_loss_and_withdrawal_ends_it(fate, ended):
    assert fate.ended == ended


def test_fates_are_as_likely_as_their_odds():
    drawn = [fates.fate_of(Chance("g", n), ODDS, zero=ZERO) for n in range(3000)]
    recurred = sum(one.recurrence is not None for one in drawn) / 3000
    assert recurred == pytest.approx(0.6 * (1 - ODDS.early_death), abs=0.03)
    assert sum(one.lost is not None for one in drawn) / 3000 == pytest.approx(0.05, abs=0.015)
    early = [one for one in drawn if one.recurrence is None and one.death is not None]
    assert all(4 <= (one.death - ZERO).days <= 80 for one in early)


def test_death_follows_recurrence():
    drawn = [fates.fate_of(Chance("f", n), ODDS, zero=ZERO) for n in range(500)]
    assert all(one.death > one.recurrence > ZERO for one in drawn if one.recurrence)
