"""Have a release run on a participant; read what became of each try, never what came out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.models import Participant
from inference.actions import attempts
from inference.models import PredictionAttempt
from inference.scope import whose_predictions
from inference.selectors.attempts import attempts_of
from inference.selectors.releases import runnable_releases
from inference.wording import reasons_of
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach
from trials.selectors.protocols import protocol_of


class RunInput(serializers.Serializer):
    """`release` as it is shown: "pre reference 1"."""

    release = serializers.CharField(max_length=100)

    def validate_release(self, value: str) -> Any:
        trial = self.context["target"].activation.trial
        for release in runnable_releases(trial):
            if str(release) == value:
                return release
        raise serializers.ValidationError(_("The trial has no such release that runs here."))


class AttemptAnswer(serializers.ModelSerializer):
    release = serializers.CharField()
    state = serializers.CharField()
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = PredictionAttempt
        fields = (
            "id",
            "release",
            "number",
            "state",
            "reasons",
            "input_sha256",
            "used",
            "platform",
            "started_at",
            "ended_at",
        )

    def get_reasons(self, attempt: PredictionAttempt) -> list[str]:
        return reasons_of(attempt, protocol_of(attempt.protocol_version))


class Attempts(ReadView, ActView):
    serializer_class = RunInput
    right = Right.RUN_INFERENCE

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        user, today = self.request.user, self.request.today
        return whose_predictions(reach, trial, code, by=user, on=today)

    def answer(self, result: Participant | PredictionAttempt) -> Any:
        if isinstance(result, Participant):
            return [AttemptAnswer(one).data for one in attempts_of(result)]
        return AttemptAnswer(result).data

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> PredictionAttempt:
        return attempts.request(participant=row, by=by, at=at, **fields)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)
