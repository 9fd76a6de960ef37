from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.contact_ladder import MEANS_LABELS, Attempt, Means, climbed
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.trial import ContactLadder

SEEN = date(2026, 3, 1)
LADDER = ContactLadder(attempts=3, on_distinct_days=True, vital_status_sweep=True)


def climb(*tried, ladder=LADDER):
    """Each as days after the last contact, "s" for a sweep: 3, "9s"."""
    attempts = [attempt(one) for one in tried]
    return climbed(ladder, attempts, contact=PartialDate.of(SEEN))


def attempt(told):
    means = Means.SWEEP if str(told).endswith("s") else Means.TELEPHONE
    return Attempt(day=SEEN + timedelta(days=int(str(told).rstrip("s"))), means=means)


@pytest.mark.parametrize(
    ("tried", "counted", "may_be_lost"),
    [
        ((), 0, False),
        ((1, 2, 3), 3, False),
        ((1, 2, 3, "3s"), 3, True),
        ((1, 2, 3, "4s"), 3, True),
        ((1, 2, "3s"), 2, False),
        ((1, 2, "3s", 4), 3, False),
        ((1, 1, 1, "4s"), 1, False),
        ((1, 1, 2, 3, "4s"), 3, True),
        ((0, 1, 2, "4s"), 2, False),
        ((-9, -5, 0, "0s"), 0, False),
        ((9, 5, 1, "9s"), 3, True),
        ((1, 2, 3, 4, 5), 3, False),
    ],
)
def test_who_was_tried_how_often_may_be_lost(tried, counted, may_be_lost):
    found = climb(*tried)
    assert (found.counted, found.may_be_lost) == (counted, may_be_lost)


def test_a_loss_is_dated_to_the_last_contact():
    assert climb(1, 2, 3, "4s").contact == PartialDate.of(SEEN)


def test_within_a_month_known_without_its_day_nothing_was_tried_after_it():
    tried = [Attempt(day=date(2026, 3, 31), means=Means.TELEPHONE)]
    assert climbed(LADDER, tried, contact=PartialDate(2026, 3)).counted == 0
    assert climbed(LADDER, tried, contact=PartialDate(2026, 2)).counted == 1


def test_a_protocol_may_take_several_attempts_of_one_day_and_no_sweep():
    easy = ContactLadder(attempts=2, on_distinct_days=False, vital_status_sweep=False)
    assert climb(1, 1, ladder=easy).may_be_lost
    assert not climb(1, ladder=easy).may_be_lost


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        ((), "Attempt 1 of 3 comes next"),
        ((1, 2), "Attempt 3 of 3 comes next"),
        ((1, 2, 3), "sweep comes next"),
        ((1, 2, 3, "4s"), "lost to follow-up since 2026-03-01"),
    ],
)
def test_the_next_rung_is_named(tried, said):
    assert said in str(climb(*tried).next_step)


@given(st.lists(st.sampled_from([-2, 0, 1, 2, 3, 4, "1s", "3s", "5s"])), st.integers(1, 5))
def test_trying_more_never_takes_a_rung_away_and_order_of_entry_means_nothing(tried, needed):
    ladder = ContactLadder(attempts=needed)
    before, after = climb(*tried, ladder=ladder), climb(*tried, "9s", 8, ladder=ladder)
    assert after.counted >= before.counted
    assert after.may_be_lost or not before.may_be_lost
    assert climb(*reversed(tried), ladder=ladder) == before


def test_every_means_has_a_label():
    assert set(MEANS_LABELS) == set(Means)
