"""Whose predictions an address names, for somebody who may see open ones."""

from datetime import date

from accounts.models import User
from casebook.models import Participant
from casebook.scope import check_may_read, participant_or_404
from trials.domain.rights import Right
from trials.permissions import check_may
from trials.selectors.delegations import Reach


def whose_predictions(reach: Reach, trial: str, code: str, *, by: User, on: date) -> Participant:
    participant = participant_or_404(reach, trial, code)
    check_may_read(participant, by=by, on=on)
    check_may(by, Right.SEE_OPEN_PREDICTION, activation=participant.activation, on=on)
    return participant
