from datetime import timedelta

import pytest

from jobs.domain.elapsed import as_clock


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-3, "00:00"),
        (0, "00:00"),
        (41.9, "00:41"),
        (59, "00:59"),
        (60, "01:00"),
        (725, "12:05"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (90_061, "25:01:01"),
    ],
)
def test_elapsed_as_a_clock(seconds, shown):
    assert as_clock(timedelta(seconds=seconds)) == shown
