"""Allocate by decision: who chose which arm, why, and what was known before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.content import sha256_of
from audit.submissions import wait_beside
from casebook import sources
from casebook.models import Participant, Withdrawal
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_of
from enrollment.domain.assessment_records import stored_fact
from enrollment.domain.baselines import baseline_on
from enrollment.models import Allocation, ArmCap, Enrollment
from enrollment.selectors.caps import enrolling
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may
from trials.selectors.protocols import protocol_of


class UnableToAllocate(Refusal):
    """The participant was not allocated."""


@act
def allocate(
    *,
    participant: Participant,
    arm: str,
    allocated_date: date,
    reason: str,
    preference: str,
    decided_by: str,
    by: User,
    at: datetime,
    reason_text: str = "",
) -> Allocation:
    """Record the decision, and freeze the facts known before it for the propensity model."""
    activation = participant.activation
    today = day_at(activation, at)
    check_may(by, Right.ENROLL, activation=activation, on=today)
    enrollment = enrollment_of(participant)
    protocol = protocol_of(enrollment.protocol_version)
    check_arm(arm, protocol)
    check_dates(enrollment, allocated_date, today=today)
    check_takes_treatment(participant, on=allocated_date)
    check_reason(reason, reason_text, preference, decided_by)
    baseline = baseline_of(participant, protocol, day=allocated_date)
    allocation = Allocation.objects.create(
        activation=activation,
        participant=participant,
        arm=arm,
        allocated_date=allocated_date,
        reason=reason,
        reason_text=reason_text.strip(),
        preference=preference,
        baseline=baseline,
        baseline_sha256=sha256_of(baseline),
        decided_by=decided_by.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    sources.restate(participant, kind="allocation")
    # Last of all: whoever comes at the same moment waits from here to the commit and no longer.
    take_arm_place(activation.trial, arm)
    return allocation


def check_takes_treatment(participant: Participant, *, on: date) -> None:
    """Whoever stopped study treatment is assigned to none."""
    ended = [Withdrawal.Scope.TREATMENT, Withdrawal.Scope.FOLLOW_UP]
    stopped = participant.withdrawals.filter(scope__in=ended, withdrawal_date__lte=on).first()
    if stopped is not None:
        raise UnableToAllocate(
            _("%(code)s took this back on %(day)s: “%(scope)s”. No arm can be assigned after it.")
            % {
                "code": participant.code,
                "day": stopped.withdrawal_date,
                "scope": stopped.get_scope_display(),
            }
        )


def enrollment_of(participant: Participant) -> Enrollment:
    found = Enrollment.objects.filter(participant=participant).first()
    if found is None:
        raise UnableToAllocate(
            _("%(code)s is not enrolled yet. Enroll first.") % {"code": participant.code}
        )
    if Allocation.objects.filter(participant=participant).exists():
        raise UnableToAllocate(_("%(code)s is allocated already.") % {"code": participant.code})
    return found


def check_arm(arm: str, protocol: Protocol) -> None:
    arms = [one.id for one in protocol.arms]
    if arm not in arms:
        raise UnableToAllocate(
            _("Choose an arm of the protocol: %(arms)s.") % {"arms": ", ".join(arms)}
        )


def check_dates(enrollment: Enrollment, allocated_date: date, *, today: date) -> None:
    if not enrollment.enrolled_date <= allocated_date <= today:
        raise UnableToAllocate(
            _("The decision is dated between enrollment (%(first)s) and today (%(last)s).")
            % {"first": enrollment.enrolled_date, "last": today}
        )


def check_reason(reason: str, reason_text: str, preference: str, decided_by: str) -> None:
    if reason not in Allocation.Reason.values or reason == Allocation.Reason.IMPORTED:
        raise UnableToAllocate(_("Choose the reason for the choice of arm."))
    if reason == Allocation.Reason.OTHER and not reason_text.strip():
        raise UnableToAllocate(_("Say which other reason it was."))
    if preference not in Allocation.Preference.values:
        raise UnableToAllocate(_("Say what the participant preferred."))
    if not decided_by.strip():
        raise UnableToAllocate(_("Name who decided."))


def baseline_of(participant: Participant, protocol: Protocol, *, day: date) -> Mapping[str, Any]:
    """The covariates of the propensity model among them, as known on the day of the choice."""
    found = baseline_on(day, facts=facts_of(participant), protocol=protocol)
    return {name: stored_fact(one) for name, one in sorted(found.items())}


def take_arm_place(trial: Trial, arm: str) -> None:
    """Count one more, if the arm has a cap. The database's own check stands behind this."""
    wait_beside(enrolling(trial))
    cap = ArmCap.objects.select_for_update(of=("self",)).filter(trial=trial, arm=arm).first()
    if cap is None:
        return
    if cap.allocated >= cap.cap:
        raise UnableToAllocate(
            _("%(arm)s of %(trial)s is full: %(cap)s are allocated. Choose another arm.")
            % {"arm": arm, "trial": trial.slug, "cap": cap.cap}
        )
    ArmCap.objects.filter(pk=cap.pk).update(allocated=F("allocated") + 1)
