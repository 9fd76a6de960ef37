"""Which participant an address names, within the reader's reach; the rest is 404."""

from datetime import date

from django.http import Http404, HttpRequest

from accounts.models import User
from casebook.models import Deviation, Participant
from casebook.permissions import can_read
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


def participant_or_404(reach: Reach, trial: str, code: str) -> Participant:
    """Codes are shown in capitals and typed as people please."""
    found = (
        Participant.objects.for_activations(reach.activation_ids)
        .filter(activation__trial=trial_or_404(reach, trial), code=code.upper())
        .select_related("activation__site", "activation__trial")
        .first()
    )
    if found is None:
        raise Http404
    return found


def check_may_read(participant: Participant, *, by: User, on: date) -> None:
    if not can_read(by, activation=participant.activation, on=on):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))


def readable(request: HttpRequest, trial: str, code: str) -> Participant:
    """The participant a page is about, for somebody who may read it."""
    participant = participant_or_404(request.reach, trial, code)
    check_may_read(participant, by=request.user, on=request.today)
    return participant


def deviation_or_404(reach: Reach, trial: Trial, pk: int) -> Deviation:
    rows = Deviation.objects.filter(
        activation__trial=trial, activation_id__in=reach.activation_ids
    ).select_related("participant__activation__site", "activation__trial")
    found: Deviation | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
