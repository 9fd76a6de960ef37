"""Set how many the trial may enroll, and how many each arm may take."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.submissions import wait_for
from enrollment.models import ArmCap, EnrollmentCap
from enrollment.selectors.caps import allocated_to, enrolled_in, enrolling
from enrollment.selectors.holds import holding
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.selectors.protocols import latest_version, protocol_of

MOST = 1_000_000
C = TypeVar("C", EnrollmentCap, ArmCap)


class UnableToSetCap(Refusal):
    """The cap stays as it was."""


def set_for(
    *, trial: Trial, arm: str, cap: int, reason: str, by: User, at: datetime
) -> EnrollmentCap | ArmCap:
    """Of one arm; of the whole trial where no arm is named."""
    if arm:
        return set_arm_cap(trial=trial, arm=arm, cap=cap, reason=reason, by=by, at=at)
    return set_cap(trial=trial, cap=cap, reason=reason, by=by, at=at)


@act
def set_cap(*, trial: Trial, cap: int, reason: str, by: User, at: datetime) -> EnrollmentCap:
    """At most this many, all sites together; the sponsor's to set, who reaches all sites. It is
    moved, and never taken away."""
    check_may_in_trial(by, Right.APPROVE_PROTOCOL_VERSION, trial=trial, on=at.date())
    check_is_a_number_of_people(cap)
    check_says_why(reason)
    # Whoever is being enrolled at this moment met no cap yet: they are in first, and counted.
    wait_for(holding(trial))
    row = EnrollmentCap.objects.select_for_update(of=("self",)).filter(trial=trial).first()
    row = row or EnrollmentCap(trial=trial, enrolled=enrolled_in(trial))
    if cap < row.enrolled:
        raise UnableToSetCap(
            _(
                "Enrolled already: %(enrolled)s. A cap of %(cap)s would leave people out who are "
                "in. Give %(enrolled)s or more."
            )
            % {"enrolled": row.enrolled, "cap": cap}
        )
    return saved(row, cap=cap, reason=reason, by=by, at=at)


@act
def set_arm_cap(*, trial: Trial, arm: str, cap: int, reason: str, by: User, at: datetime) -> ArmCap:
    """The target of one arm as a limit. A protocol that prints none has none until this."""
    check_may_in_trial(by, Right.APPROVE_PROTOCOL_VERSION, trial=trial, on=at.date())
    check_arm_exists(trial, arm)
    check_is_a_number_of_people(cap)
    check_says_why(reason)
    wait_for(enrolling(trial))
    row = ArmCap.objects.select_for_update(of=("self",)).filter(trial=trial, arm=arm).first()
    row = row or ArmCap(trial=trial, arm=arm, allocated=allocated_to(arm, trial))
    if cap < row.allocated:
        raise UnableToSetCap(
            _(
                "Allocated to %(arm)s already: %(allocated)s. A cap of %(cap)s would leave people "
                "out who are in. Give %(allocated)s or more."
            )
            % {"allocated": row.allocated, "arm": arm, "cap": cap}
        )
    return saved(row, cap=cap, reason=reason, by=by, at=at)


def saved(row: C, *, cap: int, reason: str, by: User, at: datetime) -> C:
    row.cap, row.reason, row.set_by, row.set_at = cap, reason.strip(), by, at
    row.save()
    return row


def check_says_why(reason: str) -> None:
    if not reason.strip():
        raise UnableToSetCap(
            _("Say why: it stands beside the cap, with your name and the day. Nothing was set.")
        )


def check_is_a_number_of_people(cap: int) -> None:
    """A cap of nobody would be a hold, which the board asks for and the sponsor lifts."""
    if not 1 <= cap <= MOST:
        raise UnableToSetCap(
            _("A cap is a number of people from 1 to %(most)s, not %(cap)s.")
            % {"most": MOST, "cap": cap}
        )


def check_arm_exists(trial: Trial, arm: str) -> None:
    arms = [one.id for one in protocol_of(latest_version(trial)).arms]
    if arm in arms:
        return
    if not arms:
        raise UnableToSetCap(
            _("%(trial)s has no arms. Set the cap of the whole trial.") % {"trial": trial.slug}
        )
    raise UnableToSetCap(_("Choose an arm of the protocol: %(arms)s.") % {"arms": ", ".join(arms)})
