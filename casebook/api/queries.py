"""Queries raised, answered, closed and accepted, as the pages do it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from casebook.actions import queries
from casebook.api.forms import OCCASION, EntryInput, entry_of
from casebook.domain.occasions import Occasion
from casebook.forms.query_lines import wanted
from casebook.models import FormRecord, Query, QueryEntry, Record
from casebook.permissions import check_reads_queries
from casebook.scope import participant_or_404, queries_for, query_or_404, record_or_404
from casebook.selectors.forms import record_at
from trials.api.acts import ActView, NoFields, ReadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class AskInput(serializers.Serializer):
    item = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=1000)


class RecordAskInput(AskInput):
    """`suggestion` is what the field should say, as the record is sent; it can be accepted."""

    suggestion = serializers.JSONField(required=False)


class QueryInput(AskInput):
    """`suggestion` is an answer as one puts it into the form; it can be accepted as it is."""

    suggestion = EntryInput(required=False)


class ReplyInput(serializers.Serializer):
    text = serializers.CharField(max_length=1000)


class CloseInput(serializers.Serializer):
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class EntryAnswer(serializers.ModelSerializer):
    by = serializers.CharField(source="by.username", default="")

    class Meta:
        model = QueryEntry
        fields = ("said", "text", "by", "role", "at")


class QueryAnswer(serializers.ModelSerializer):
    """About a form, or about the `record` of another `kind`."""

    participant = serializers.CharField(source="participant.code")
    site = serializers.CharField(source="activation.site.code")
    form = serializers.CharField(source="record.form_id", default="")
    visit = serializers.CharField(source="record.visit", default="")
    repeat = serializers.IntegerField(source="record.repeat", default=1)
    kind = serializers.CharField(source="other_kind")
    record = serializers.IntegerField(source="other_id")
    entries = EntryAnswer(many=True)

    class Meta:
        model = Query
        fields = (
            "id",
            "participant",
            "site",
            "form",
            "visit",
            "repeat",
            "kind",
            "record",
            "item",
            "origin",
            "rule",
            "message",
            "suggestion",
            "state",
            "raised_at",
            "waiting_since",
            "entries",
        )


@extend_schema_view(
    get=extend_schema(
        operation_id="queries",
        parameters=[OpenApiParameter("state", description="open, answered, closed or old")],
        responses=OpenApiTypes.OBJECT,
    )
)
class Queries(ReadView):
    """Those that still wait, the longest waiting first; `state` asks for others."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_reads_queries(by, target, on=self.request.today)

    def answer(self, trial: Trial) -> Any:
        request = self.request
        mine = queries_for(request.user, trial, request.reach, on=request.today)
        chosen = request.query_params.get("state", "")
        found = wanted(mine, chosen, now=timezone.now())
        return QueryAnswer(found.prefetch_related("entries__by"), many=True).data


def record_asked_for(
    request: Request, reach: Reach, trial: str, code: str, form_id: str
) -> FormRecord:
    """The filled-in form that the address and its `visit` and `repeat` name."""
    participant = participant_or_404(reach, trial, code)
    repeat = request.query_params.get("repeat", "1")
    occasion = Occasion(
        form_id=form_id,
        visit=request.query_params.get("visit", ""),
        repeat=int(repeat) if repeat.isdecimal() else 0,
    )
    record = record_at(participant, occasion)
    if record is None:
        raise Http404
    return record


@extend_schema(parameters=OCCASION)
class NewQuery(ActView):
    serializer_class = QueryInput
    answer_class = QueryAnswer
    right = Right.RAISE_QUERY

    def target(self, reach: Reach, *, trial: str, code: str, form_id: str) -> FormRecord:
        return record_asked_for(self.request, reach, trial, code, form_id)

    def act(self, record: FormRecord, *, by: User, at: datetime, **given: Any) -> Query:
        suggestion = given.pop("suggestion", None)
        entry = entry_of(suggestion) if suggestion else None
        return queries.ask(record=record, suggestion=entry, by=by, at=at, **given)


class NewRecordQuery(ActView):
    """On an adverse event, a scan or another record that is no form."""

    serializer_class = RecordAskInput
    answer_class = QueryAnswer
    right = Right.RAISE_QUERY

    def target(self, reach: Reach, *, trial: str, code: str, kind: str, pk: int) -> Record:
        return record_or_404(participant_or_404(reach, trial, code), kind, pk)

    def act(self, record: Record, *, by: User, at: datetime, **given: Any) -> Query:
        return queries.ask(record=record, by=by, at=at, **given)


class OfQuery(ActView):
    answer_class = QueryAnswer
    success: ClassVar[int] = 200
    move: ClassVar[Callable[..., Query]]

    def target(self, reach: Reach, *, trial: str, pk: int) -> Query:
        found = trial_or_404(reach, trial)
        return query_or_404(self.request.user, found, reach, pk, on=self.request.today)

    def act(self, row: Query, *, by: User, at: datetime, **given: Any) -> Query:
        return type(self).move(query=row, by=by, at=at, **given)


class Answering(OfQuery):
    serializer_class = ReplyInput
    right = Right.ANSWER_QUERY
    move = queries.answer


class Closing(OfQuery):
    serializer_class = CloseInput
    right = Right.CLOSE_QUERY
    move = queries.close


class Reopening(OfQuery):
    serializer_class = ReplyInput
    right = Right.CLOSE_QUERY
    move = queries.reopen


class Accepting(OfQuery):
    """Correct the form as the query suggests, which settles it."""

    serializer_class = NoFields
    right = Right.ANSWER_QUERY
    move = queries.accept
