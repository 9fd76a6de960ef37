"""Which lock closes a record, and what still stands in the way of one."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from casebook.domain.data_locks import Scope
from casebook.domain.queries import QueryState
from casebook.models import DataLock, FormRecord, Participant, Query, Record
from trials.models import Trial

# What a sentence about a lock needs; what a line of the list needs beyond it.
NAMED = ("activation__site", "activation__trial", "participant", "record__participant")
BEHIND = (
    *NAMED,
    "participant__activation__trial",
    "record__participant__activation__trial",
    "record__protocol_version__trial",
    "locked_by",
    "confirmed_by",
    "asked_by",
    "settled_by",
)
WHOLE_SITE = Q(scope__in=[Scope.SITE.value, Scope.TRIAL.value])


def lock_over(participant: Participant, record: Record | None = None) -> DataLock | None:
    """The widest lock in effect that closes the participant, or this form of theirs."""
    closes = WHOLE_SITE | Q(scope=Scope.PARTICIPANT, participant=participant)
    if isinstance(record, FormRecord) and record.pk:
        closes |= Q(scope=Scope.FORM, record=record)
    found = DataLock.objects.in_effect().filter(closes, activation=participant.activation)
    # Whatever names less comes last: PostgreSQL puts what is null behind the rest.
    return found.select_related(*NAMED).order_by("record_id", "participant_id", "pk").last()


def locks_in(trial: Trial, activation_ids: Iterable[int]) -> QuerySet[DataLock]:
    rows: Any = DataLock.objects.filter(
        activation__trial=trial, activation_id__in=list(activation_ids)
    )
    return rows.select_related(*BEHIND).defer("record__protocol_version__source")


def unfinished(within: Q) -> int:
    """Forms begun and not complete; `within` speaks of a form record."""
    return FormRecord.objects.filter(within, status=Record.Status.INCOMPLETE).count()


def unsettled(within: Q, *, whole: bool) -> int:
    """Queries that wait for somebody; `within` speaks of a form record. `whole`: of a participant
    or more, so that it holds of the other records alike."""
    asked = Q(record__in=FormRecord.objects.filter(within))
    if whole:
        asked |= Q(within, record=None)
    return Query.objects.filter(asked).exclude(state=QueryState.CLOSED).count()
