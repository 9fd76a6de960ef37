from datetime import date, timedelta

import pytest

from casebook.actions import withdrawals
from casebook.models import Withdrawal
from casebook.policies import ConsentMissing
from casebook.selectors.facts import facts_of
from enrollment.models import Enrollment, EnrollmentCap
from enrollment.policies import UnableToEnroll, why_not_enroll
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import (
    JUDGED,
    correct,
    decided,
    enrolled,
    prediction,
    screened_participant,
)
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
LAST_DAY_OF_SCAN = date(2026, 2, 4)


@pytest.fixture
def signed(screened):
    decided(screened)
    return screened


def refusal(row, day=JUDGED):
    """What the page says beforehand is what the act says."""
    with seeing(row.activation):
        said = why_not_enroll(row, on=day)
    if said:
        with pytest.raises(UnableToEnroll) as caught:
            enrolled(row, day=day)
        assert str(caught.value) == said
        with seeing(row.activation):
            assert not Enrollment.objects.filter(participant=row).exists()
    return said


def test_an_eligible_participant_is_enrolled_today(signed):
    assert refusal(signed) == ""
    enrollment = enrolled(signed)
    assert enrollment.enrolled_date == JUDGED
    with seeing(signed.activation):
        facts = facts_of(signed)
    assert facts["enrolled"].value == PartialDate.of(JUDGED)
    assert facts["age_at_enrollment"].value == 65


def test_every_atom_of_the_day_is_kept_with_the_enrollment(signed):
    day = JUDGED + timedelta(days=2)
    atoms = {atom["id"]: atom for atom in enrolled(signed, day=day).assessment}
    assert len(atoms) == 29
    assert atoms["I7f"]["used"]["eligibility_day"]["value"] == {"date": "2026-01-10"}


def test_a_scan_aged_out_refuses_and_names_its_atom(signed):
    assert refusal(signed, LAST_DAY_OF_SCAN) == ""
    said = refusal(signed, LAST_DAY_OF_SCAN + timedelta(days=1))
    assert said.startswith("I7f not met: MRI performed on is 2026-01-04, protocol allows")


def test_an_ineligible_participant_is_refused_in_words(site):
    row = screened_participant(site, ecog=2, ecog_tumor_related=True)
    decided(row)
    assert refusal(row) == ("I6a not met: ECOG performance status is 2, protocol allows 0 to 1.")


def test_a_value_corrected_since_the_signature_refuses_and_names_itself(signed):
    correct(signed, "screening_clinical", ecog=1, ecog_tumor_related=True)
    said = refusal(signed)
    assert "I6a. The signature is void" in said
    decided(signed)
    assert refusal(signed) == ""


def test_a_score_replaced_since_the_signature_refuses(signed):
    prediction(signed, "0.6", run_id="run-2", replaces="mri_rejected")
    assert "I4a. The signature is void" in refusal(signed)


def test_without_a_signature_nobody_is_enrolled(screened):
    assert "is not signed" in refusal(screened)


def test_a_participant_signed_as_ineligible_needs_a_new_signature_once_mended(site):
    row = screened_participant(site, ecog=2, ecog_tumor_related=True)
    decided(row)
    correct(row, "screening_clinical", ecog=1)
    assert "I6a. The signature is void" in refusal(row)


def test_nobody_is_enrolled_twice(signed):
    enrolled(signed)
    with pytest.raises(UnableToEnroll, match="is enrolled already"):
        enrolled(signed)


def test_before_consent_nobody_is_enrolled(site):
    row = casebook.participant(site)
    with pytest.raises(ConsentMissing):
        enrolled(row)


def test_whoever_withdrew_is_not_enrolled(signed):
    nurse = casebook.member(signed.activation)
    with seeing(signed.activation, by=nurse):
        withdrawals.record(
            participant=signed,
            scope=Withdrawal.Scope.TREATMENT,
            withdrawal_date=JUDGED,
            reason="moves away",
            by=nurse,
            at=instant(JUDGED),
        )
    assert "has withdrawn consent" in refusal(signed)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PI, Role.SUB_INVESTIGATOR}))
def test_only_investigators_enroll(signed, role):
    with pytest.raises(NotPermitted, match="Sub-investigator"):
        enrolled(signed, by=casebook.member(signed.activation, role))


def test_an_investigator_of_another_site_does_not_enroll(signed):
    with pytest.raises(NotPermitted):
        enrolled(signed, by=casebook.member(protocols.open_site(), Role.PI))


def test_a_full_trial_enrolls_nobody_more(signed):
    with people.setting_up():
        EnrollmentCap.objects.create(trial=signed.activation.trial, cap=1, enrolled=1)
    assert "hcc-neo is full: 1 are enrolled. Nobody more" in refusal(signed)


def test_each_enrollment_takes_one_place(signed):
    with people.setting_up():
        EnrollmentCap.objects.create(trial=signed.activation.trial, cap=2)
    enrolled(signed)
    assert EnrollmentCap.objects.get().enrolled == 1


def test_the_history_names_who_enrolled(signed, investigator):
    enrollment = enrolled(signed, by=investigator)
    with seeing(signed.activation):
        event = enrollment.events.get()
    assert event.pgh_context["action"] == "enrollment.enroll"
    assert event.pgh_context["user"] == str(investigator.pk)


def test_another_site_sees_neither_enrollment_nor_history(signed):
    enrollment = enrolled(signed)
    with seeing(protocols.open_site()):
        assert not Enrollment.objects.exists()
        assert not enrollment.events.exists()
