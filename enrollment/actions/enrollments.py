"""Enroll a participant; the trial's cap holds whoever comes at once."""

from datetime import datetime

from django.db.models import F

from accounts.models import User
from audit.acts import act
from audit.submissions import wait_beside
from casebook import sources
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.domain.assessment_records import as_stored
from enrollment.models import Enrollment, EnrollmentCap
from enrollment.policies import UnableToEnroll, check_can_enroll, check_cap
from enrollment.selectors.assessments import assessment_of
from enrollment.selectors.holds import holding
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may
from trials.selectors.readings import chosen_since

__all__ = ["UnableToEnroll", "enroll"]


@act
def enroll(*, participant: Participant, by: User, at: datetime) -> Enrollment:
    """Evaluate every atom once more today, then enroll. There is no way round a criterion."""
    today = day_at(participant.activation, at)
    check_may(by, Right.ENROLL, activation=participant.activation, on=today)
    # Two who enroll the same participant queue here; the second is told.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    # A hold placed at this moment is seen, or comes after; others who enroll need not wait for it.
    trial = participant.activation.trial
    wait_beside(holding(trial))
    check_cap(EnrollmentCap.objects.filter(trial=trial).first())
    decision = check_can_enroll(participant, on=today)
    enrollment = Enrollment.objects.create(
        activation=participant.activation,
        participant=participant,
        protocol_version=decision.protocol_version,
        decision=decision,
        enrolled_date=today,
        assessment=as_stored(assessment_of(participant, on=today)),
        readings=dict(chosen_since(trial.pk)),
        enrolled_by=by,
        enrolled_at=at,
    )
    sources.restate(participant, kind="enrollment")
    # Last of all: whoever comes at the same moment waits from here to the commit and no longer.
    take_place(trial)
    return enrollment


def take_place(trial: Trial) -> None:
    """Count one more, if the trial has a cap. The database's own check stands behind this."""
    cap = EnrollmentCap.objects.select_for_update(of=("self",)).filter(trial=trial).first()
    check_cap(cap)
    if cap is not None:
        EnrollmentCap.objects.filter(pk=cap.pk).update(enrolled=F("enrolled") + 1)
