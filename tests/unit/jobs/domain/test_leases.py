import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.domain.leases import LONGEST_SILENCE, is_announcement_due, renewed_every

READY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SWEEP = timedelta(seconds=15)


def after(seconds: float) -> datetime:
    return READY + timedelta(seconds=seconds)


def is_due(*, announced: float | None, now: float) -> bool:
    return is_announcement_due(
        ready_at=READY,
        announced_at=None if announced is None else after(announced),
        now=after(now),
        sweep=SWEEP,
    )


def test_lease_is_renewed_before_it_runs_out_even_if_two_renewals_fail():
    lease = timedelta(seconds=60)
    assert renewed_every(lease) * 3 == lease


@pytest.mark.parametrize(
    ("announced", "now", "due"),
    [
        (None, 0, True),  # never announced: at once
        (None, -1, False),  # but not before its time
        (-30, 0, True),  # announced for an earlier attempt only
        (0, 14, False),  # the message may still be under way
        (0, 15, True),
        (15, 29, False),
        (15, 30, True),
        (60, 119, False),  # waited a minute, so the next comes after another
        (60, 120, True),
        (3600, 4199, False),
        (3600, 4200, True),  # never silent for more than ten minutes
    ],
)
def test_announcement_is_due(announced, now, due):
    assert is_due(announced=announced, now=now) is due


@given(waits=st.integers(60, 24 * 3600))
def test_a_long_wait_is_announced_often_enough_and_not_too_often(waits):
    announced = [0.0]
    for now in range(0, waits, 15):
        if is_due(announced=announced[-1], now=now):
            announced.append(now)
    silences = [later - earlier for earlier, later in itertools.pairwise(announced)]
    assert all(silence <= LONGEST_SILENCE.total_seconds() + 15 for silence in silences)
    assert len(announced) <= 10 + waits / LONGEST_SILENCE.total_seconds()
