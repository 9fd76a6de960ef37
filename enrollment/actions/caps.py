"""Set how many the trial may enroll."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from enrollment.models import Allocation, ArmCap, Enrollment, EnrollmentCap
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.selectors.protocols import latest_version, protocol_of


class UnableToSetCap(Refusal):
    """The cap stays as it was."""


@act
def set_cap(*, trial: Trial, cap: int, by: User, at: datetime) -> EnrollmentCap:
    """At most this many, all sites together; the sponsor's to set, who reaches all sites."""
    check_may_in_trial(by, Right.APPROVE_PROTOCOL_VERSION, trial=trial, on=at.date())
    row = EnrollmentCap.objects.select_for_update().filter(trial=trial).first()
    row = row or EnrollmentCap(trial=trial, enrolled=enrolled_in(trial))
    if cap < row.enrolled:
        raise UnableToSetCap(
            _("%(enrolled)s are enrolled already; the cap cannot be %(cap)s.")
            % {"enrolled": row.enrolled, "cap": cap}
        )
    row.cap = cap
    row.save()
    return row


def enrolled_in(trial: Trial) -> int:
    return Enrollment.objects.filter(activation__trial=trial).count()


@act
def set_arm_cap(*, trial: Trial, arm: str, cap: int, by: User, at: datetime) -> ArmCap:
    """The target of one arm as a limit. A protocol that prints none has none until this."""
    check_may_in_trial(by, Right.APPROVE_PROTOCOL_VERSION, trial=trial, on=at.date())
    check_arm_exists(trial, arm)
    row = ArmCap.objects.select_for_update(of=("self",)).filter(trial=trial, arm=arm).first()
    row = row or ArmCap(trial=trial, arm=arm, allocated=allocated_to(arm, trial))
    if cap < row.allocated:
        raise UnableToSetCap(
            _("%(allocated)s are allocated to %(arm)s already; the cap cannot be %(cap)s.")
            % {"allocated": row.allocated, "arm": arm, "cap": cap}
        )
    row.cap = cap
    row.save()
    return row


def check_arm_exists(trial: Trial, arm: str) -> None:
    arms = [one.id for one in protocol_of(latest_version(trial)).arms]
    if arm not in arms:
        raise UnableToSetCap(
            _("Choose an arm of the protocol: %(arms)s.") % {"arms": ", ".join(arms)}
        )


def allocated_to(arm: str, trial: Trial) -> int:
    return Allocation.objects.filter(activation__trial=trial, arm=arm).count()
