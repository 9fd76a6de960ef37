"""What the readers' verdicts come to, as worked tables: scans in order, one letter each."""

from datetime import date, timedelta

import pytest

from followup.domain.central_course import Settled, central_course
from followup.domain.reads import EQUIVOCAL, INADEQUATE, NONE, RECURRENCE

FIRST = date(2026, 3, 2)
CATEGORIES = {"n": NONE, "e": EQUIVOCAL, "R": RECURRENCE, "x": INADEQUATE}


def course(letters):
    """One scan each 90 days; a dash is a scan that nobody has settled."""
    scans = [
        Settled(scan=at, day=FIRST + timedelta(days=90 * at), category=CATEGORIES[letter])
        for at, letter in enumerate(letters)
        if letter != "-"
    ]
    return central_course(reversed(scans))


@pytest.mark.parametrize(
    ("letters", "clear", "recurrence"),
    [
        ("", [], None),
        ("nn", [0, 1], None),
        ("n-n", [0, 2], None),
        ("nR", [0], 1),
        ("neR", [0], 1),
        ("neeR", [0], 1),
        ("nexR", [0], 1),
        ("neRR", [0], 1),
        ("enR", [1], 2),
        ("e", [], None),
        ("nxn", [0, 2], None),
        ("nRn", [0, 2], 1),
        ("-", [], None),
    ],
)
def test_verdicts_in_order(letters, clear, recurrence):
    found = course(letters)
    assert [one.scan for one in found.clear] == clear
    assert (found.recurrence.scan if found.recurrence else None) == recurrence
