from datetime import date

import pytest

from followup.domain.deaths import Early, disagreement, early
from trials.domain.partial_dates import PartialDate


def day(text):
    return PartialDate.parse(text) if text else None


@pytest.mark.parametrize(
    ("onset", "end", "death", "said"),
    [
        ("2026-03-01", "", "", "Record the death first"),
        ("2026-03-05", "", "2026-03-04", "after the death of 2026-03-04"),
        ("2026-03-01", "2026-03-05", "2026-03-06", "2026-03-05 is not 2026-03-06"),
        ("2026-03-01", "2026-03-07", "2026-03-06", "2026-03-07 is not 2026-03-06"),
        ("2026-03-01", "2026-03-06", "2026-03-06", None),
        ("2026-03-06", "", "2026-03-06", None),
        ("2026-03", "2026-03", "2026-03-06", None),
        ("2026-03-05", "", "2026-03", None),
    ],
)
def test_fatal_event_and_death_agree(onset, end, death, said):
    found = disagreement(onset=day(onset), end=day(end), death=day(death))
    assert found is None if said is None else said in str(found)


SURGERY = date(2026, 1, 10)  # day 90 is 2026-04-10


@pytest.mark.parametrize(
    ("death", "seen", "today", "stood"),
    [
        ("2026-01-10", "2026-01-10", "2026-05-01", Early.DIED),
        ("2026-04-10", "2026-04-10", "2026-05-01", Early.DIED),
        ("2026-04-11", "2026-04-11", "2026-05-01", Early.ALIVE),
        ("2026-04", "2026-04", "2026-05-01", Early.DIED),
        ("2026-05", "2026-05", "2026-06-01", Early.ALIVE),
        ("", "2026-04-10", "2026-04-10", Early.NOT_YET),
        ("", "2026-04-10", "2026-04-11", Early.UNKNOWN),
        ("", "2026-04-11", "2026-04-11", Early.ALIVE),
        ("", "2026-04", "2026-05-01", Early.UNKNOWN),
        ("", "", "2026-02-01", Early.NOT_YET),
    ],
)
def test_ninety_days_after_surgery(death, seen, today, stood):
    found = early(
        surgery=SURGERY, death=day(death), seen=day(seen), today=date.fromisoformat(today)
    )
    assert found is stood
