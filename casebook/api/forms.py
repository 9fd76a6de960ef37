"""A form of one participant: read it, or put all of its answers in one go."""

from datetime import datetime
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from casebook.actions import forms
from casebook.actions.conflicts import Conflict
from casebook.actions.forms import Answers, AnswersToDrop, AnswersToMend
from casebook.api.participants import OfParticipant
from casebook.domain.answers import Entry, Row
from casebook.domain.doubts import Problem
from casebook.domain.occasions import Occasion
from casebook.models import FormRecord, Participant, Record
from casebook.selectors.forms import record_at
from trials.api.acts import ActView
from trials.selectors.delegations import Reach
from trials.wording import worded

Place = tuple[Participant, Occasion]
OCCASION = [OpenApiParameter("visit"), OpenApiParameter("repeat", int)]
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description="The version the answers are based on, as ETag gave it; 0 before the first.",
)


class CellInput(serializers.Serializer):
    """One of text, chosen, missing; `reason` confirms an unlikely value."""

    text = serializers.CharField(required=False, allow_blank=True)
    unit = serializers.CharField(required=False, allow_null=True)
    chosen = serializers.ListField(child=serializers.CharField(), required=False)
    missing = serializers.CharField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True)


class RowInput(serializers.Serializer):
    """A row keeps the id the form gave it; a new one is sent without, and the answer names it."""

    id = serializers.CharField(required=False, allow_blank=True, max_length=5)
    cells = serializers.DictField(child=CellInput())


class EntryInput(CellInput):
    """One of text, chosen, rows, missing. Rows left out are removed from the table."""

    rows = RowInput(many=True, required=False)


class FormInput(serializers.Serializer):
    """`reason` corrects a form that is complete already."""

    entries = serializers.DictField(child=EntryInput())
    complete = serializers.BooleanField(default=True)
    reasons = serializers.DictField(child=serializers.CharField(), required=False)
    may_drop = serializers.BooleanField(default=False)
    reason = serializers.CharField(required=False, allow_blank=True)


class FormAnswer(serializers.ModelSerializer):
    protocol_version = serializers.CharField(source="protocol_version.version")

    class Meta:
        model = FormRecord
        fields = (
            "form_id",
            "visit",
            "repeat",
            "status",
            "version",
            "protocol_version",
            "not_done_reason",
            "data",
            "entered_at",
        )


@extend_schema(parameters=OCCASION)
class OneForm(OfParticipant, ActView):
    """PUT saves the form, or corrects it when it is complete."""

    serializer_class = FormInput
    answer_class = FormAnswer
    success = 200
    http_method_names = ["get", "put", "options", "head"]

    def target(self, reach: Reach, *, trial: str, code: str, form_id: str) -> Place:  # type: ignore[override]
        given = self.request.query_params
        repeat = given.get("repeat", "1")
        occasion = Occasion(
            form_id=form_id,
            visit=given.get("visit", ""),
            repeat=int(repeat) if repeat.isdecimal() else 0,
        )
        return super().target(reach, trial=trial, code=code), occasion

    def check_may_read(self, target: Place, *, by: Any) -> None:  # type: ignore[override]
        super().check_may_read(target[0], by=by)

    def check_may_act(self, target: Place, *, by: Any) -> None:
        self.check_may_read(target, by=by)

    def get(self, request: Request, **kwargs: Any) -> Response:
        place = self.target(request.reach, **kwargs)
        self.check_may_read(place, by=request.user)
        record = record_at(*place)
        if record is None:
            raise Http404
        return Response(self.answer(record), headers={"ETag": etag(record)})

    @extend_schema(parameters=[IF_MATCH])
    def put(self, request: Request, **kwargs: Any) -> Response:
        response = self.post(request, **kwargs)
        response.headers["ETag"] = f'"{response.data["version"]}"'
        return response

    def content(self, request: Request) -> list[Any]:
        place = [request.get_full_path(), request.headers.get("If-Match", "")]
        return [*super().content(request), *place]

    def act(self, target: Place, *, by: Any, at: datetime, **given: Any) -> FormRecord:
        participant, occasion = target
        answers = Answers(
            entries={item: entry_of(entry) for item, entry in given["entries"].items()},
            expected_version=version_of(self.request),
            reasons=given.get("reasons", {}),
            may_drop=given["may_drop"],
        )
        record = record_at(participant, occasion)
        if record is not None and record.status != Record.Status.INCOMPLETE:
            reason = given.get("reason", "")
            return forms.correct(record=record, answers=answers, reason=reason, by=by, at=at)
        return forms.save(
            participant=participant,
            occasion=occasion,
            answers=answers,
            complete=given["complete"],
            by=by,
            at=at,
        )

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal carries what is needed to mend it."""
        response = super().handle_exception(exc)
        if isinstance(exc, Conflict) and isinstance(exc.record, FormRecord):
            response.data["current"] = FormAnswer(exc.record).data
        if isinstance(exc, AnswersToMend):
            response.data["problems"] = [problem(one) for one in exc.checked.problems]
        if isinstance(exc, AnswersToDrop):
            response.data["dropped"] = list(exc.dropped)
        return response


@extend_schema(responses=FormAnswer(many=True))
class AllForms(OfParticipant):
    def answer(self, result: Participant) -> Any:
        records = FormRecord.objects.filter(participant=result).select_related("protocol_version")
        return FormAnswer(records, many=True).data


def entry_of(given: dict[str, Any]) -> Entry:
    rows = tuple(row_of(one) for one in given.get("rows", ()))
    return Entry(**{**given, "chosen": tuple(given.get("chosen", ())), "rows": rows})


def row_of(given: dict[str, Any]) -> Row:
    cells = {column: entry_of(cell) for column, cell in given["cells"].items()}
    return Row(id=given.get("id", ""), cells=cells)


def etag(record: FormRecord) -> str:
    return f'"{record.version}"'


def version_of(request: Request) -> int:
    typed = request.headers.get("If-Match", "").strip().strip('"')
    if not typed.isdecimal():
        raise ValidationError(
            {"If-Match": "Send the version your answers are based on, 0 for a form not yet saved."}
        )
    return int(typed)


def problem(one: Problem) -> dict[str, Any]:
    return {
        "item": one.item,
        "row": one.row,
        "column": one.column,
        "severity": one.severity.value,
        "message": worded(one.message),
        "mend": worded(one.mend),
        "check": one.check,
    }
