"""May this person see it? Beyond the table of rights."""

from datetime import date

from accounts.models import User
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import may_in_trial

MEET_ARMS = (Right.READ_RECORDS, Right.APPROVE_PROTOCOL_VERSION, Right.ANALYZE_BY_ARM)


def sees_arm_sizes(user: User, *, trial: Trial, on: date) -> bool:
    """The size of an arm would tell the board, or a blinded statistician, which letter it has."""
    return any(may_in_trial(user, right, trial=trial, on=on) for right in MEET_ARMS)
