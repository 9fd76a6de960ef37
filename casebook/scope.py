"""Which participant an address names, within the reader's reach; the rest is 404."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.models import User
from casebook import other_records
from casebook.models import DataLock, Deviation, Participant, Query, Record
from casebook.permissions import can_read
from casebook.selectors.data_locks import locks_in
from casebook.selectors.queries import queries_in
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, may_in_trial, refusal_text
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


def record_or_404(participant: Participant, kind: str, pk: int) -> Record:
    """One that is no form."""
    known = other_records.called(kind)
    found: Record | None = (
        known.rows().filter(participant=participant, pk=pk).first() if known else None
    )
    if found is None:
        raise Http404
    return found


def deviation_or_404(reach: Reach, trial: Trial, pk: int) -> Deviation:
    rows = Deviation.objects.filter(
        activation__trial=trial, activation_id__in=reach.activation_ids
    ).select_related("participant__activation__site", "activation__trial")
    found: Deviation | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def queries_for(user: User, trial: Trial, reach: Reach, *, on: date) -> QuerySet[Query]:
    """Those of the sites in reach; who may not read the records sees what they asked themselves."""
    rows = queries_in(trial, reach.activation_ids)
    if may_in_trial(user, Right.READ_RECORDS, trial=trial, on=on):
        return rows
    return rows.filter(raised_by=user)


def query_or_404(user: User, trial: Trial, reach: Reach, pk: int, *, on: date) -> Query:
    rows = queries_for(user, trial, reach, on=on).prefetch_related("entries__by")
    found: Query | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def lock_or_404(reach: Reach, trial: Trial, pk: int) -> DataLock:
    found: DataLock | None = locks_in(trial, reach.activation_ids).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
