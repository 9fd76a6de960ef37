"""The readings that count, and their changes, as the pages do them."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from enrollment.actions import readings
from trials.api.acts import ActView, ReadView
from trials.api.signing import SigningView
from trials.domain.rights import Right
from trials.models import ReadingChange, Trial
from trials.scope import change_or_404, trial_or_404
from trials.selectors.delegations import Reach
from trials.selectors.readings import changes_of, content_of, latest_as_read


class ProposalInput(serializers.Serializer):
    ambiguity = serializers.CharField(max_length=60)
    reading = serializers.CharField(max_length=60)
    reason = serializers.CharField(max_length=500)


class DecliningInput(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class ChangeAnswer(serializers.ModelSerializer):
    proposed_by = serializers.CharField(source="proposed_by.username")
    approved_by = serializers.CharField(source="approved_by.username", default=None)
    declined_by = serializers.CharField(source="declined_by.username", default=None)
    to_sign = serializers.SerializerMethodField()

    class Meta:
        model = ReadingChange
        fields = (
            "id",
            "ambiguity",
            "before",
            "reading",
            "reason",
            "proposed_by",
            "proposed_at",
            "approved_by",
            "approved_at",
            "declined_by",
            "declined_at",
            "declined_reason",
            "to_sign",
        )

    def get_to_sign(self, change: ReadingChange) -> str:
        return content_of(change).as_shown().token() if change.is_waiting else ""


class Readings(ReadView, ActView):
    """GET: each ambiguity with the reading that counts and its changes. POST: propose another."""

    serializer_class = ProposalInput
    right = Right.PROPOSE_READING

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)

    @extend_schema(responses={201: ChangeAnswer})
    def post(self, request: Any, **kwargs: Any) -> Any:
        return super().post(request, **kwargs)

    def act(self, trial: Trial, *, by: User, at: datetime, **fields: Any) -> ReadingChange:
        return readings.propose_reading(trial=trial, by=by, at=at, **fields)

    def answer(self, result: Trial | ReadingChange) -> Any:
        if isinstance(result, ReadingChange):
            return ChangeAnswer(result).data
        changes = changes_of(result)
        return [
            {
                "ambiguity": one.id,
                "chosen": one.chosen,
                "readings": {code: text.model_dump() for code, text in one.readings.items()},
                "changes": ChangeAnswer(changes.get(one.id, []), many=True).data,
            }
            for one in latest_as_read(result).ambiguities
        ]


class OfChange:
    def target(self, reach: Reach, *, trial: str, pk: int) -> ReadingChange:
        return change_or_404(trial_or_404(reach, trial), pk)


class Approve(OfChange, SigningView):
    answer_class = ChangeAnswer
    right = Right.APPROVE_READING

    def check_may_act(self, target: Any, *, by: User) -> None:
        super().check_may_act(target.trial, by=by)

    def act(self, change: ReadingChange, *, by: User, at: datetime, **typed: Any) -> ReadingChange:
        return readings.approve_reading(change=change, by=by, at=at, **typed)


class Decline(OfChange, ActView):
    """By who may approve, or by who proposed it."""

    serializer_class = DecliningInput
    answer_class = ChangeAnswer

    def act(self, change: ReadingChange, *, by: User, at: datetime, reason: str) -> ReadingChange:
        return readings.decline_reading(change=change, reason=reason, by=by, at=at)
