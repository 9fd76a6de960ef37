"""What concealed predictions said, once they are open to the sites: to whom the page shows it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from casebook.models import Participant
from inference.models import OpenedPrediction
from inference.scope import whose_predictions
from inference.selectors.opened import opened_of
from trials.api.acts import ReadView
from trials.selectors.delegations import Reach


class OpenedAnswer(serializers.ModelSerializer):
    release = serializers.CharField()
    predictor = serializers.CharField(source="release.predictor")
    release_sha256 = serializers.CharField(source="release.identity")

    class Meta:
        model = OpenedPrediction
        fields = (
            "predictor",
            "release",
            "release_sha256",
            "run_id",
            "computed_at",
            "opened_at",
            "lock_kind",
            "locked_at",
            "output",
        )


class OpenedPredictions(ReadView):
    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        user, today = self.request.user, self.request.today
        return whose_predictions(reach, trial, code, by=user, on=today)

    def answer(self, result: Participant) -> Any:
        return OpenedAnswer(opened_of(result), many=True).data

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)
