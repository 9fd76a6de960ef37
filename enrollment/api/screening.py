"""The screening log, and the end of somebody's screening, as the pages do them."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from casebook.models import Participant
from enrollment.actions import screening
from enrollment.api.eligibility import OfParticipant
from enrollment.models import ScreeningClosure
from enrollment.selectors.closures import closure_of
from enrollment.selectors.log_reasons import may_have
from enrollment.selectors.screening import Screened, lines_of, screened_in
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404


class ClosingInput(serializers.Serializer):
    code = serializers.CharField(max_length=30)
    closed_date = serializers.DateField()
    reason_text = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ReopeningInput(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class ClosureAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")

    class Meta:
        model = ScreeningClosure
        fields = (
            "participant",
            "code",
            "reason_text",
            "closed_date",
            "closed_at",
            "reopened_reason",
            "reopened_at",
        )


@extend_schema(responses=ClosureAnswer)
class Closing(OfParticipant, ReadView, ActView):
    """Why screening ended without an enrollment; nothing where it did not."""

    serializer_class = ClosingInput
    right = Right.ENTER_DATA

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> ScreeningClosure:
        return screening.close_screening(participant=row, by=by, at=at, **fields)

    def answer(self, result: Participant | ScreeningClosure) -> dict[str, Any]:
        found = closure_of(result) if isinstance(result, Participant) else result
        return {"closure": ClosureAnswer(found).data if found else None}


class Reopening(OfParticipant, ActView):
    serializer_class = ReopeningInput
    answer_class = ClosureAnswer
    right = Right.CORRECT_DATA

    def act(self, row: Participant, *, by: User, at: datetime, reason: str) -> ScreeningClosure:
        return screening.reopen_screening(participant=row, reason=reason, by=by, at=at)


@extend_schema_view(get=extend_schema(operation_id="screening_log", responses=OpenApiTypes.OBJECT))
class ScreeningLog(APIView):
    """Everyone screened, newest number first; `site` and `reason` filter."""

    def get(self, request: Request, trial: str) -> Response:
        found = trial_or_404(request.reach, trial)
        check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
        given = request.query_params
        people = screened_in(found, request.reach.activation_ids, site=given.get("site", ""))
        pages, reason = LimitOffsetPagination(), given.get("reason", "")
        if reason:
            lines = lines_of(may_have(people, reason), today=request.today)
            chosen = [one for one in lines if one.reason == reason]
            page = pages.paginate_queryset(chosen, request, view=self) or []
        else:
            rows = pages.paginate_queryset(people, request, view=self) or []
            page = lines_of(rows, today=request.today)
        return pages.get_paginated_response([line_as_data(one) for one in page])


def line_as_data(line: Screened) -> dict[str, Any]:
    row, score = line.participant, getattr(line.score, "value", None)
    return {
        "participant": row.code,
        "site": row.activation.site.code,
        "number": row.number,
        "screened_date": row.screened_date,
        "age": row.age_at_screening,
        "sex": row.sex,
        "status": line.status.value,
        "reasons": list(line.reasons),
        "pre_score": None if score is None else str(score),
        "readings_differ": list(line.differing),
    }
