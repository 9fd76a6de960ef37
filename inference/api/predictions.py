"""Runs recorded for a participant: read them, record one."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.models import Participant
from inference.actions import predictions
from inference.models import Prediction
from inference.scope import whose_predictions
from inference.selectors.predictions import counting, predictions_of, releases_for
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach


class PredictionInput(serializers.Serializer):
    """`release` as it is shown: "pre 1.0". `score` as text keeps every digit."""

    release = serializers.CharField(max_length=100)
    score = serializers.DecimalField(max_digits=20, decimal_places=None)
    run_id = serializers.CharField(max_length=100)
    computed_at = serializers.DateTimeField()
    imaging_date = serializers.DateField()
    series_uids = serializers.ListField(child=serializers.CharField(max_length=64), required=False)
    replaces = serializers.CharField(max_length=20, required=False, allow_blank=True)

    def validate_release(self, value: str) -> Any:
        trial = self.context["target"].activation.trial
        for release in releases_for(trial):
            if str(release) == value:
                return release
        raise serializers.ValidationError(_("The trial has no such release."))


class PredictionAnswer(serializers.ModelSerializer):
    release = serializers.CharField()
    weights_sha256 = serializers.CharField(source="release.weights_sha256")

    class Meta:
        model = Prediction
        fields = (
            "release",
            "weights_sha256",
            "score",
            "run_id",
            "computed_at",
            "imaging_date",
            "series_uids",
            "replaces",
        )


class Predictions(ReadView, ActView):
    serializer_class = PredictionInput
    right = Right.RECORD_CLINICAL_EVENT

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        user, today = self.request.user, self.request.today
        return whose_predictions(reach, trial, code, by=user, on=today)

    def answer(self, result: Participant | Prediction) -> Any:
        participant = result if isinstance(result, Participant) else result.participant
        runs = predictions_of(participant)
        counts = {one.pk for one in counting(runs)}
        shown = {one.pk: {**PredictionAnswer(one).data, "counts": one.pk in counts} for one in runs}
        return list(shown.values()) if isinstance(result, Participant) else shown[result.pk]

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> Prediction:
        return predictions.record(participant=row, by=by, at=at, **fields)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)
