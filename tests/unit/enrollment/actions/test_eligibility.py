from datetime import timedelta

import pytest

from audit.actions import ChangedSinceShown, UnableToSign
from audit.models import Signature
from casebook.actions.recompute import differences
from casebook.domain.standing import Standing
from casebook.policies import ConsentMissing
from casebook.selectors.banner import banner_of
from casebook.selectors.facts import facts_of
from casebook.selectors.participants import listed
from enrollment.actions import eligibility
from enrollment.models import EligibilityDecision
from enrollment.policies import UnableToDecide
from enrollment.selectors.assessments import assessment_of
from enrollment.selectors.decisions import (
    content_of,
    judged_day,
    latest_decision,
    standing_against,
    to_sign,
)
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import (
    JUDGED,
    correct,
    decided,
    enrolled,
    prediction,
    screened_participant,
    signatures,
)
from trials.domain.roles import Role
from trials.domain.values import Missing
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def standing(row, day=JUDGED):
    with seeing(row.activation):
        decision = latest_decision(row)
        now = assessment_of(row, on=judged_day(row, today=day))
        return standing_against(decision, now)


def test_whoever_meets_every_criterion_is_signed_eligible(screened, investigator):
    decision = decided(screened, by=investigator)
    assert decision.verdict == EligibilityDecision.Verdict.ELIGIBLE
    assert decision.signature.printed_name == investigator.printed_name
    assert decision.signature.components == "user name password"
    assert decision.signature.meaning == Signature.Meaning.ELIGIBILITY
    assert len(decision.assessment) == 29


def test_a_decision_keeps_each_value_it_rests_on_with_its_source(screened):
    atoms = {atom["id"]: atom for atom in decided(screened).assessment}
    used = atoms["I4a"]["used"]["pre_score"]
    assert (used["value"], used["date"]) == ({"decimal": "0.73"}, "2026-01-04")
    assert used["source"]["kind"] == "prediction"


def test_a_verdict_still_open_cannot_be_signed(site):
    row = screened_participant(site, inr=Missing.NOT_DONE)
    with pytest.raises(UnableToDecide, match=r"Cannot tell yet: I5a, I5b\."):
        decided(row)


def test_a_failed_criterion_can_be_signed_while_others_are_open(site):
    """One failed criterion settles it; nobody has to finish the laboratory for a screen failure."""
    row = screened_participant(site, ecog=2, ecog_tumor_related=True, inr=Missing.NOT_DONE)
    assert decided(row).verdict == EligibilityDecision.Verdict.INELIGIBLE


def test_before_consent_nobody_decides(site):
    with pytest.raises(ConsentMissing):
        decided(casebook.participant(site))


@pytest.mark.parametrize("role", [Role.PI, Role.SUB_INVESTIGATOR])
def test_investigators_sign(screened, role):
    assert decided(screened, by=casebook.member(screened.activation, role))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PI, Role.SUB_INVESTIGATOR}))
def test_nobody_else_signs(screened, role):
    with pytest.raises(NotPermitted, match="Principal investigator"):
        decided(screened, by=casebook.member(screened.activation, role))


def test_an_investigator_of_another_site_does_not_sign(screened):
    elsewhere = casebook.member(protocols.open_site(), Role.PI)
    with pytest.raises(NotPermitted):
        decided(screened, by=elsewhere)


def sign_what_was(shown, screened, by, proof_of=None):
    with seeing(screened.activation, by=by):
        signing = people.signing(proof_of or by, shown)
        return eligibility.decide(participant=screened, signing=signing, by=by, at=instant(JUDGED))


def test_what_changed_since_it_was_shown_is_named_and_nothing_signed(screened, investigator):
    with seeing(screened.activation):
        shown = to_sign(screened, on=JUDGED)
    correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
    with pytest.raises(
        ChangedSinceShown, match=r"since you opened this page: I2b, I6a\. Nothing was"
    ):
        sign_what_was(shown, screened, investigator)
    assert not signatures().exists()


def test_nobody_signs_with_the_proof_of_another(screened, investigator):
    with seeing(screened.activation):
        shown = to_sign(screened, on=JUDGED)
    other = casebook.member(screened.activation, Role.PI)
    with pytest.raises(UnableToSign, match="Somebody else was identified"):
        sign_what_was(shown, screened, investigator, proof_of=other)
    assert not signatures().exists()


def test_the_signature_is_bound_to_exactly_what_was_signed(screened):
    decision = decided(screened)
    with seeing(screened.activation):
        stored = EligibilityDecision.objects.get()
        shown = content_of(stored).sha256
    assert shown == decision.signature.content_sha256 == stored.content_sha256
    assert not standing(screened).is_void


def test_one_byte_changed_in_the_stored_decision_voids_it(screened):
    decision = decided(screened)
    decision.assessment[0]["explanation"] = ["something else"]
    with seeing(screened.activation), people.setting_up():
        decision.save()
    assert standing(screened).is_void
    assert standing(screened).changed_ids == ""


def test_a_corrected_value_voids_the_signature_though_the_finding_stands(screened):
    decided(screened)
    correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
    now = standing(screened)
    assert (now.is_void, now.changed_ids) == (True, "I6a")


def test_a_later_score_that_does_not_count_leaves_the_signature(screened):
    decided(screened)
    prediction(screened, "0.91", run_id="run-2")
    assert not standing(screened).is_void


def test_the_next_day_the_signature_still_holds(screened):
    decided(screened)
    assert not standing(screened, JUDGED + timedelta(days=1)).is_void


def test_the_scan_ageing_out_voids_the_signature(screened):
    decided(screened)
    assert not standing(screened, JUDGED.replace(month=2, day=4)).is_void
    assert standing(screened, JUDGED.replace(month=2, day=5)).changed_ids == "I7f"


def test_the_same_form_sent_twice_signs_once(screened):
    decided(screened)
    with pytest.raises(UnableToDecide, match="nothing has changed since"):
        decided(screened)


def test_after_a_correction_the_investigator_signs_again(screened):
    decided(screened)
    correct(screened, "screening_clinical", ecog=2, ecog_tumor_related=True)
    assert decided(screened).verdict == EligibilityDecision.Verdict.INELIGIBLE
    with seeing(screened.activation):
        assert EligibilityDecision.objects.count() == 2


def test_once_enrolled_the_decision_stands(screened):
    decided(screened)
    enrolled(screened)
    with pytest.raises(UnableToDecide, match="is enrolled"):
        decided(screened)


def test_the_history_names_the_investigator_and_the_act(screened, investigator):
    decision = decided(screened, by=investigator)
    with seeing(screened.activation):
        event = decision.events.get()
    assert event.pgh_context["action"] == "enrollment.decide"
    assert event.pgh_context["user"] == str(investigator.pk)


def test_another_site_sees_neither_decision_nor_history(screened):
    decision = decided(screened)
    with seeing(protocols.open_site()):
        assert not EligibilityDecision.objects.exists()
        assert not decision.events.exists()
        assert facts_of(screened) == {}


def test_a_signed_no_is_where_the_participant_stands_until_a_signed_yes(screened, inside):
    assert banner_of(screened, today=JUDGED).standing is Standing.IN_SCREENING
    correct(screened, "screening_clinical", severe_renal_dysfunction=True)
    decided(screened)
    assert banner_of(screened, today=JUDGED).standing is Standing.NOT_ELIGIBLE
    (line,) = listed(inside.trial, activations=[inside.pk])
    assert line.label == "Not eligible, signed"
    assert differences(screened) == []
    correct(screened, "screening_clinical", severe_renal_dysfunction=False)
    decided(screened)
    assert banner_of(screened, today=JUDGED).standing is Standing.IN_SCREENING
    assert differences(screened) == []
