"""Set how many the trial may enroll."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from enrollment.models import Enrollment, EnrollmentCap
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


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
