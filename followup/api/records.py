"""Record, correct and list what happened to a participant, as the pages do it."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.models import Participant, Record
from casebook.scope import check_may_read, participant_or_404
from casebook.selectors.calendar import day_at
from followup.actions import adverse_events
from followup.api.inputs import (
    ContactInput,
    CourseInput,
    EventInput,
    OperationInput,
    RecordInput,
    ScanInput,
    TellSponsorInput,
)
from followup.forms.kinds import CONTACTS, COURSES, EVENTS, KINDS, SCANS, SURGERIES, Kind
from followup.models import AdverseEvent
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach

INPUTS: dict[str, type[RecordInput]] = {
    EVENTS.slug: EventInput,
    COURSES.slug: CourseInput,
    SURGERIES.slug: OperationInput,
    SCANS.slug: ScanInput,
    CONTACTS.slug: ContactInput,
}


def answer(record: Record) -> dict[str, Any]:
    return {
        "id": record.pk,
        "participant": record.participant.code,
        "version": record.version,
        "status": record.status,
        **record.as_values(),
    }


class RecordView(ActView):
    kind: Kind

    def answer(self, result: Record) -> dict[str, Any]:
        return answer(result)

    def value(self, fields: dict[str, Any]) -> dict[str, Any]:
        return {self.kind.form.keyword: INPUTS[self.kind.slug].as_value(**fields)}


class New(RecordView):
    right = Right.RECORD_CLINICAL_EVENT

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        return participant_or_404(reach, trial, code)

    def act(self, participant: Participant, *, by: User, at: datetime, **fields: Any) -> Record:
        return self.kind.record(participant=participant, **self.value(fields), by=by, at=at)


class Correct(RecordView):
    success = 200
    right = Right.CORRECT_DATA

    def target(self, reach: Reach, *, trial: str, code: str, pk: int) -> Record:
        participant = participant_or_404(reach, trial, code)
        return get_object_or_404(self.kind.model, participant=participant, pk=pk)

    def act(self, record: Record, *, by: User, at: datetime, **fields: Any) -> Record:
        reason, version = fields.pop("reason"), fields.pop("expected_version")
        return self.kind.correct(
            record=record,
            **self.value(fields),
            expected_version=version,
            reason=reason,
            by=by,
            at=at,
        )


class TellSponsor(ActView):
    serializer_class = TellSponsorInput
    success = 200
    right = Right.CORRECT_DATA

    def target(self, reach: Reach, *, trial: str, code: str, pk: int) -> AdverseEvent:
        participant = participant_or_404(reach, trial, code)
        return get_object_or_404(AdverseEvent, participant=participant, pk=pk)

    def act(
        self, event: AdverseEvent, *, by: User, at: datetime, told_at: datetime
    ) -> AdverseEvent:
        return adverse_events.tell_sponsor(record=event, told_at=told_at, by=by, at=at)

    def answer(self, result: AdverseEvent) -> dict[str, Any]:
        return answer(result)


def new_view(kind: Kind) -> Any:
    body = extend_schema(request=INPUTS[kind.slug], responses={201: OpenApiTypes.OBJECT})
    members = {"kind": kind, "serializer_class": INPUTS[kind.slug]}
    view: Any = body(type(f"New_{kind.name}", (New,), members))
    return view.as_view()


def correct_view(kind: Kind) -> Any:
    """The same fields again, with what was corrected and why."""
    given = type(
        f"Correct{INPUTS[kind.slug].__name__}",
        (INPUTS[kind.slug],),
        {
            "expected_version": serializers.IntegerField(min_value=1),
            "reason": serializers.CharField(max_length=300),
        },
    )
    body = extend_schema(request=given, responses={200: OpenApiTypes.OBJECT})
    members = {"kind": kind, "serializer_class": given}
    view: Any = body(type(f"Correct_{kind.name}", (Correct,), members))
    return view.as_view()


@extend_schema(responses=OpenApiTypes.OBJECT)
class Records(ReadView):
    """Everything recorded in follow-up, by kind."""

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        return participant_or_404(reach, trial, code)

    def check_may_read(self, target: Participant, *, by: User) -> None:
        check_may_read(target, by=by, on=day_at(target.activation, timezone.now()))

    def answer(self, participant: Participant) -> dict[str, Any]:
        return {kind.slug: [answer(one) for one in kind.of(participant)] for kind in KINDS}
