from datetime import date

import pytest

from casebook.actions.conflicts import Conflict
from casebook.policies import ParticipantDied
from casebook.selectors.facts import facts_of
from followup.actions import assessments
from followup.actions.recording import UnableToRecord
from followup.models import TumorAssessment
from tests.factories import followup
from tests.factories.followup import LATER, acting, scan_of
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 4), date(2026, 4, 8), date(2026, 5, 6)


def record(row, day, finding="none", **changes):
    return assessments.record(
        participant=row, scan=scan_of(day, finding, **changes), **acting(row, LATER)
    )


def correct(row, scan, **changes):
    given = {"expected_version": scan.version, "reason": "later", **changes}
    new = scan_of(scan.scan_date, given.pop("finding", "none"))
    return assessments.correct(record=scan, scan=new, **given, **acting(row, LATER))


def fact(row, name):
    return getattr(facts_of(row).get(name), "value", None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scan_date": date(2026, 6, 2)}, "is in the future"),
        ({"modality": "xray"}, "what kind of scan"),
        ({"finding": "maybe"}, "what the scan shows"),
        ({"adequate": False}, "why the scan is not adequate"),
        ({"finding": "recurrence", "location": ""}, "where the recurrence is"),
        ({"first_seen_date": MARCH}, "Only a recurrence"),
        (
            {"finding": "recurrence", "location": "both", "first_seen_date": MARCH},
            "No scan of 2026-03-04 is recorded",
        ),
    ],
)
def test_scan_that_cannot_be_is_refused(inside, participant, changes, said):
    given = {"scan_date": APRIL, "modality": "mri", "adequate": True, "finding": "none"}
    with pytest.raises(UnableToRecord, match=said):
        assessments.record(
            participant=participant,
            scan=assessments.Scan(**{**given, **changes}),
            **acting(participant, LATER),
        )
    assert not TumorAssessment.objects.exists()


def test_recurrence_is_not_first_seen_on_a_later_scan(inside, participant):
    record(participant, MAY, "equivocal")
    with pytest.raises(UnableToRecord, match="No scan of 2026-05-06"):
        record(participant, APRIL, "recurrence", first_seen_date=MAY)


def test_same_scan_is_recorded_once(inside, participant):
    record(participant, APRIL)
    with pytest.raises(UnableToRecord, match="recorded already"):
        record(participant, APRIL)


def test_nobody_is_scanned_after_death(inside, participant):
    followup.contact(participant, "dead", "2026-03-20")
    with pytest.raises(ParticipantDied):
        record(participant, APRIL)


def test_recurrence_counts_from_the_scan_that_first_showed_it(inside, participant):
    record(participant, MARCH, "equivocal")
    assert fact(participant, "recurrence") is None
    record(participant, APRIL, "recurrence", first_seen_date=MARCH)
    assert fact(participant, "recurrence") == PartialDate.of(MARCH)


def test_first_of_two_recurrences_counts(inside, participant):
    record(participant, MAY, "recurrence")
    record(participant, APRIL, "recurrence")
    assert fact(participant, "recurrence") == PartialDate.of(APRIL)


def test_withdrawn_finding_takes_the_recurrence_back(inside, participant):
    scan = record(participant, APRIL, "recurrence")
    correct(participant, scan)
    assert fact(participant, "recurrence") is None
    assert fact(participant, "last_adequate_imaging") == PartialDate.of(APRIL)


@pytest.mark.parametrize(
    ("finding", "changes"),
    [
        ("equivocal", {}),
        ("recurrence", {}),
        ("none", {"adequate": False, "inadequate_reason": "Movement"}),
    ],
)
def test_only_an_adequate_clear_scan_proves_freedom_from_recurrence(
    inside, participant, finding, changes
):
    record(participant, MARCH)
    record(participant, APRIL, finding, **changes)
    assert fact(participant, "last_adequate_imaging") == PartialDate.of(MARCH)
    assert fact(participant, "last_contact") == PartialDate.of(APRIL)


def test_second_editor_is_told(inside, participant):
    scan = record(participant, APRIL)
    correct(participant, scan)
    with pytest.raises(Conflict):
        correct(participant, scan, expected_version=1)
