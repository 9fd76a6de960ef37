"""May eligibility be signed now, may this participant be enrolled? Asked anew on the day."""

from datetime import UTC, date

from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Participant, Withdrawal
from casebook.policies import check_has_consented
from enrollment.domain.eligibility import Assessment, Verdict
from enrollment.models import EligibilityDecision, Enrollment, EnrollmentCap, EnrollmentHold
from enrollment.screening_policies import check_still_open
from enrollment.selectors.assessments import assessment_of
from enrollment.selectors.decisions import (
    Standing,
    holds,
    judged_day,
    latest_decision,
    standing_against,
)
from enrollment.wording import sentence_of
from trials.models import Trial


class UnableToDecide(Refusal):
    """The eligibility decision was not signed."""


class UnableToEnroll(Refusal):
    """The participant was not enrolled."""


def check_can_decide(participant: Participant, *, on: date) -> Assessment:
    """The assessment that would be signed now."""
    check_has_consented(participant)
    if Enrollment.objects.filter(participant=participant).exists():
        raise UnableToDecide(
            _("%(code)s is enrolled; the decision stands as it was signed.")
            % {"code": participant.code}
        )
    assessment = assessment_of(participant, on=judged_day(participant, today=on))
    check_decided(assessment)
    check_not_signed(participant, assessment)
    check_still_open(participant)
    return assessment


def can_decide(participant: Participant, *, on: date) -> bool:
    try:
        check_can_decide(participant, on=on)
    except Refusal:
        return False
    return True


def check_decided(assessment: Assessment) -> None:
    if assessment.verdict is Verdict.PENDING:
        raise UnableToDecide(still_open(assessment))


def check_not_signed(participant: Participant, assessment: Assessment) -> None:
    """The same form sent twice must not sign twice."""
    decision = latest_decision(participant)
    if decision is not None and holds(decision, assessment):
        raise UnableToDecide(
            _("%(name)s signed this on %(day)s and nothing has changed since.")
            % {"name": decision.signature.printed_name, "day": decision.decided_at.date()}
        )


def check_can_enroll(participant: Participant, *, on: date) -> EligibilityDecision:
    """The signed decision that enrollment rests on; raises UnableToEnroll naming what changed."""
    check_has_consented(participant)
    check_takes_part(participant)
    assessment = assessment_of(participant, on=on)
    check_every_atom(assessment)
    decision = latest_decision(participant)
    if decision is None:
        raise UnableToEnroll(
            _("The eligibility of %(code)s is not signed. An investigator signs it first.")
            % {"code": participant.code}
        )
    check_holds(standing_against(decision, assessment))
    check_signed_eligible(decision)
    check_still_open(participant)
    check_not_held(participant.activation.trial)
    check_room(participant.activation.trial)
    return decision


def why_not_enroll(participant: Participant, *, on: date) -> str:
    """The refusal that would come now; empty when the participant can be enrolled."""
    try:
        check_can_enroll(participant, on=on)
    except Refusal as refusal:
        return str(refusal)
    return ""


def check_takes_part(participant: Participant) -> None:
    if Enrollment.objects.filter(participant=participant).exists():
        raise UnableToEnroll(_("%(code)s is enrolled already.") % {"code": participant.code})
    if Withdrawal.objects.filter(participant=participant).exists():
        raise UnableToEnroll(_("%(code)s has withdrawn consent.") % {"code": participant.code})


def check_every_atom(assessment: Assessment) -> None:
    if assessment.failed:
        raise UnableToEnroll(" ".join(sentence_of(atom) for atom in assessment.failed))
    if assessment.open:
        raise UnableToEnroll(still_open(assessment))


def still_open(assessment: Assessment) -> str:
    ids = ", ".join(atom.criterion.id for atom in assessment.open)
    return _("Cannot tell yet: %(ids)s. Record what is missing.") % {"ids": ids}


def check_holds(standing: Standing) -> None:
    """A value corrected since the signature makes the signature void, even if the atom holds."""
    if standing.is_void:
        raise UnableToEnroll(
            _(
                "Changed since %(name)s signed on %(day)s: %(ids)s. "
                "The signature is void; an investigator signs again."
            )
            % {
                "name": standing.decision.signature.printed_name,
                "day": standing.decision.decided_at.date(),
                "ids": standing.changed_ids or _("the signed assessment"),
            }
        )


def check_signed_eligible(decision: EligibilityDecision) -> None:
    if decision.verdict != EligibilityDecision.Verdict.ELIGIBLE:
        raise UnableToEnroll(
            _("%(code)s was signed as not eligible on %(day)s.")
            % {"code": decision.participant.code, "day": decision.decided_at.date()}
        )


def check_not_held(trial: Trial) -> None:
    """Why the board asked for it is for the board and the sponsor to say."""
    hold = EnrollmentHold.objects.standing().filter(trial=trial).first()
    if hold is not None:
        raise UnableToEnroll(
            _(
                "Enrollment in %(trial)s is on hold since %(at)s UTC: the safety board recommended "
                "this (%(kind)s). Go on with the screening; enroll when the sponsor has lifted it."
            )
            % {
                "trial": trial.slug,
                "at": f"{hold.placed_at.astimezone(UTC):%Y-%m-%d %H:%M}",
                "kind": hold.get_kind_display(),
            }
        )


def check_room(trial: Trial) -> None:
    check_cap(EnrollmentCap.objects.filter(trial=trial).first())


def check_cap(cap: EnrollmentCap | None) -> None:
    if cap is not None and cap.enrolled >= cap.cap:
        raise UnableToEnroll(
            _(
                "%(trial)s is full: %(cap)s are enrolled. Nobody more can be enrolled unless the "
                "sponsor raises the cap."
            )
            % {"trial": cap.trial.slug, "cap": cap.cap}
        )
