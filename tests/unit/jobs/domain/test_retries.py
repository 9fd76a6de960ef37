from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.domain.retries import MOST_ATTEMPTS, Ending, GiveUp, TryAgain, verdict


@pytest.mark.parametrize(
    ("ending", "attempts", "expected"),
    [
        (Ending.REFUSED, 1, GiveUp()),
        (Ending.BROKEN, 1, GiveUp()),
        (Ending.UNREACHABLE, 1, TryAgain(after=timedelta(seconds=10))),
        (Ending.UNREACHABLE, 2, TryAgain(after=timedelta(seconds=30))),
        (Ending.UNREACHABLE, 3, GiveUp()),
        (Ending.LOST, 1, TryAgain(after=timedelta(0))),
        (Ending.LOST, 2, TryAgain(after=timedelta(0))),
        (Ending.LOST, 3, GiveUp()),
    ],
)
def test_verdict(ending, attempts, expected):
    assert verdict(ending, attempts=attempts) == expected


@given(ending=st.sampled_from(Ending), more=st.integers(0, 1000))
def test_no_job_is_tried_for_ever(ending, more):
    assert verdict(ending, attempts=MOST_ATTEMPTS + more) == GiveUp()
