from dataclasses import replace
from datetime import date, timedelta

import pytest

from casebook.actions import identities
from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.models import Deviation
from casebook.selectors.facts import facts_of
from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.decisions import content_of
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, correct
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Missing

pytestmark = pytest.mark.django_db
LATER = JUDGED + timedelta(days=40)


@pytest.fixture
def row(enrolled):
    return enrolled


def opened(row):
    with seeing(row.activation):
        found = Deviation.objects.filter(participant=row).order_by("pk")
        return [(one.criterion, one.was, one.is_now) for one in found]


def test_what_enrollment_rested_on_is_taken_away_and_a_deviation_opens(row):
    with seeing(row.activation):
        signed = EligibilityDecision.objects.get()
        stood = Enrollment.objects.get().assessment
    correct(row, "screening_clinical", day=LATER, severe_renal_dysfunction=True)
    assert opened(row) == [("E5b", "met", "not_met")]
    with seeing(row.activation):
        found = Deviation.objects.get()
        assert (found.kind, found.found_date) == (Deviation.Kind.ELIGIBILITY, LATER)
        assert found.recorded_by == casebook.member(row.activation)
        now = EligibilityDecision.objects.get()
        assert (now.verdict, now.assessment) == (signed.verdict, signed.assessment)
        assert not now.signature.is_void(content_sha256=content_of(now).sha256)
        assert Enrollment.objects.get().assessment == stood


def test_cannot_tell_any_more_is_a_breach_too_and_a_value_still_met_is_none(row):
    correct(row, "screening_laboratory", day=LATER, bilirubin=13)
    assert opened(row) == []
    correct(row, "screening_clinical", day=LATER, other_malignancy=Missing("unknown"))
    assert opened(row) == [("E2", "met", "unknown")]


def test_one_at_a_time_for_what_is_still_open(row):
    for severe in (True, False, True):
        correct(row, "screening_clinical", day=LATER, severe_renal_dysfunction=severe)
    assert opened(row) == [("E5b", "met", "not_met")]


def test_what_others_changed_meanwhile_is_not_this_corrections_doing(row):
    """A scan made after enrollment would fail the month before it; nobody corrected anything."""
    casebook.known(row, mri_date=LATER)
    correct(row, "screening_laboratory", day=LATER, bilirubin=13)
    assert opened(row) == []


def test_before_enrollment_a_correction_opens_none(site, screened):
    correct(screened, "screening_clinical", severe_renal_dysfunction=True)
    assert opened(screened) == []


def test_another_site_sees_neither_deviation_nor_history(row):
    found = casebook.deviation(row)
    with seeing(protocols.open_site()):
        assert not Deviation.objects.exists()
        assert not found.events.exists()


def test_a_score_that_another_run_replaces_may_undo_entry(row):
    enrollment.prediction(row, "0.61", run_id="run-2", day=LATER)
    assert opened(row) == []
    enrollment.prediction(row, "0.49", run_id="run-3", replaces="mri_rejected", day=LATER)
    assert opened(row) == [("I4a", "met", "not_met")]
    with seeing(row.activation):
        found = Deviation.objects.get()
        assert (found.recorded_by, found.found_date) == (casebook.member(row.activation), LATER)


def test_a_birth_date_or_a_consent_day_corrected_may_undo_entry(row):
    nurse = casebook.member(row.activation)
    old = replace(casebook.someone(row), birth_date=date(1949, 1, 1))
    with seeing(row.activation, by=nurse):
        identities.correct(
            participant=row, person=old, reason="Misread", by=nurse, at=instant(LATER)
        )
        ages = facts_of(row, "age_at_consent", "age_at_enrollment")
        assert {one.value for one in ages.values()} == {77}
    assert opened(row) == [("I1b", "met", "not_met")]


def test_what_the_system_works_out_anew_is_nobodys_correction(row):
    """A nightly recomputation that finds another value mends the fact; it accuses nobody."""
    with seeing(row.activation), people.setting_up():
        said = FactSource(kind="mended", id="1", content={})
        for years in (65, 80):
            fact = NewFact(name="age_at_consent", value=years, date=PartialDate.of(LATER))
            hand_down(participant=row, source=said, facts=[fact])
    assert opened(row) == []
