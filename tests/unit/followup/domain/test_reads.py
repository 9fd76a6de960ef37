"""Who may read, what counts, and how well two readers agree."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from followup.domain.read_lesions import as_stored, fault_of_lesions, lesion_from, scan_from
from followup.domain.reads import (
    DOUBLE,
    SINGLE,
    How,
    Read,
    Seat,
    agreements,
    fault,
    free_seat,
    verdict,
)
from followup.domain.recist.lesions import Kind, Lesion, State

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def read(reader, finding="none", hours=0, **more):
    if finding == "recurrence":
        more.setdefault("location", "intrahepatic")
    adequate = more.pop("adequate", True)
    at = NOON + timedelta(hours=hours)
    return Read(reader=reader, at=at, adequate=adequate, finding=finding, **more)


def third(reader, finding="none", hours=9):
    return read(reader, finding, hours, seat=Seat.ADJUDICATOR)


@pytest.mark.parametrize(
    ("reads", "reading", "expected"),
    [
        ([], SINGLE, None),
        ([read(1, "recurrence")], SINGLE, ("recurrence", How.SINGLE, 0)),
        ([read(1)], DOUBLE, None),
        ([read(1, hours=3), read(2)], DOUBLE, ("none", How.AGREED, 3)),
        ([read(1), read(2, "recurrence")], DOUBLE, None),
        ([read(1), read(2, adequate=False)], DOUBLE, None),
        ([read(1), read(2, "recurrence"), third(3)], DOUBLE, ("none", How.ADJUDICATED, 9)),
        # The third is bound to neither.
        (
            [read(1), read(2, "recurrence"), third(3, "equivocal")],
            DOUBLE,
            ("equivocal", How.ADJUDICATED, 9),
        ),
        (
            [read(1, "recurrence"), read(2, "recurrence", location="both")],
            DOUBLE,
            None,
        ),
        (
            [read(1, adequate=False), read(2, adequate=False)],
            DOUBLE,
            ("inadequate", How.AGREED, 0),
        ),
    ],
)
def test_what_counts(reads, reading, expected):
    found = verdict(reads, reading=reading)
    if expected is None:
        assert found is None
        return
    category, how, hours = expected
    assert found is not None
    assert (found.category, found.how) == (category, how)
    assert found.at == NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("reads", "reading", "reader", "seat"),
    [
        ([], SINGLE, 1, Seat.READER),
        ([read(1)], SINGLE, 2, None),
        ([], DOUBLE, 1, Seat.READER),
        ([read(1)], DOUBLE, 1, None),
        ([read(1)], DOUBLE, 2, Seat.READER),
        ([read(1), read(2)], DOUBLE, 3, None),
        ([read(1), read(2, "equivocal")], DOUBLE, 2, None),
        ([read(1), read(2, "equivocal")], DOUBLE, 3, Seat.ADJUDICATOR),
        ([read(1), read(2, "equivocal"), third(3)], DOUBLE, 4, None),
    ],
)
def test_where_somebody_may_sit(reads, reading, reader, seat):
    assert free_seat(reads, reader=reader, reading=reading) is seat


@pytest.mark.parametrize(
    ("given", "why", "said"),
    [
        (read(1), "", None),
        (read(1, "recurrence"), "", None),
        (read(1, adequate=False), "Motion", None),
        (read(1, adequate=False), " ", "why the scan cannot be judged"),
        (read(1, "equivocal", adequate=False), "Motion", "shows nothing"),
        (read(1, "perhaps"), "", "what the scan shows"),
        (read(1, "recurrence", location=""), "", "where the recurrence is"),
        (read(1, "none", location="both"), "", "of a recurrence only"),
    ],
)
def test_read_that_can_and_cannot_be(given, why, said):
    found = fault(given, why_inadequate=why, locations=("intrahepatic", "both"))
    assert found is None if said is None else said in str(found)


def test_pairs_agree_without_the_third():
    scans = {1: [read(2), read(1)], 2: [read(1, "equivocal"), read(2), third(3)], 3: [read(1)]}
    (found,) = agreements(scans)
    assert (found.pair, found.scans, found.same) == ((1, 2), 2, 1)


# --- lesions -----------------------------------------------------------------------------------
def lesion(name="T1", kind=Kind.TARGET, mm="20", **more):
    size = Decimal(mm) if mm else None
    state = more.pop("state", State.MEASURED if mm else State.ABSENT)
    return Lesion(name=name, kind=kind, state=state, diameter_mm=size, organ="liver", **more)


FIRST = scan_from(date(2026, 1, 5), [as_stored(lesion())])


def test_lesion_is_read_back_as_stored():
    for one in (lesion(), lesion(mm="", is_node=True)):
        assert lesion_from(as_stored(one)) == one


@pytest.mark.parametrize(
    ("lesions", "baseline", "said"),
    [
        ([], None, None),
        ([lesion(), lesion("T2")], None, None),
        ([lesion(), lesion("T2"), lesion("T3")], None, "More than 2 target lesions in one organ"),
        ([lesion(mm="9")], None, "a target needs 10 mm"),
        ([lesion(mm="14", is_node=True)], None, "a target needs 15 mm"),
        ([lesion("N1", Kind.NEW)], None, "nothing is new on the first scan"),
        ([lesion(), lesion()], None, "Two lesions are called T1"),
        ([lesion(mm="", state=State.MEASURED)], None, "give a diameter"),
        ([lesion(state=State.ABSENT)], None, "give a diameter"),
        ([lesion(mm="-1")], None, "more than 0 mm"),
        ([lesion(mm="5")], FIRST, None),
        ([lesion("N1", Kind.NEW)], FIRST, None),
        ([lesion(kind=Kind.NEW)], FIRST, "it is not new"),
        ([lesion("T2")], FIRST, "chosen on the first scan"),
        ([lesion(kind=Kind.NON_TARGET)], FIRST, "chosen on the first scan"),
    ],
)
def test_limits_of_recist_are_held(lesions, baseline, said):
    found = fault_of_lesions(lesions, baseline=baseline)
    assert found is None if said is None else said in str(found)
