"""Deviations, found and judged, as the pages do it."""

from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from casebook.actions import deviations
from casebook.actions.deviations import Found
from casebook.models import Deviation, Participant
from casebook.permissions import check_reads_deviations
from casebook.scope import check_may_read, deviation_or_404, participant_or_404
from casebook.selectors.deviations import deviations_in, words_of
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class DeviationInput(serializers.Serializer):
    kind = serializers.CharField(max_length=20)
    what = serializers.CharField(max_length=1000)
    found_date = serializers.DateField()
    happened_date = serializers.DateField(required=False, allow_null=True)
    action_taken = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    reported_to = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AnswerInput(serializers.Serializer):
    version = serializers.IntegerField()
    action_taken = serializers.CharField(max_length=1000)
    reported_to = serializers.CharField(max_length=200, required=False, allow_blank=True)


class SeverityInput(serializers.Serializer):
    version = serializers.IntegerField()
    severity = serializers.CharField(max_length=10)


class DeviationAnswer(serializers.ModelSerializer):
    """`what` in words, also where the system found it."""

    participant = serializers.CharField(source="participant.code")
    site = serializers.CharField(source="participant.activation.site.code")
    what = serializers.SerializerMethodField()
    is_open = serializers.BooleanField()

    class Meta:
        model = Deviation
        fields = (
            "id",
            "participant",
            "site",
            "kind",
            "what",
            "criterion",
            "was",
            "is_now",
            "happened_date",
            "found_date",
            "action_taken",
            "reported_to",
            "severity",
            "is_open",
            "version",
        )

    def get_what(self, row: Deviation) -> str:
        return words_of(row, row.activation.trial)


@extend_schema_view(get=extend_schema(operation_id="deviations", responses=OpenApiTypes.OBJECT))
class Deviations(ReadView):
    """Those of the trial that the person reaches, the last found first."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_reads_deviations(by, target, on=self.request.today)

    def answer(self, trial: Trial) -> list[dict[str, Any]]:
        found = deviations_in(trial, self.request.reach.activation_ids)
        return [DeviationAnswer(one.deviation).data for one in found]


class NewDeviation(ActView):
    serializer_class = DeviationInput
    answer_class = DeviationAnswer
    right = Right.RECORD_DEVIATION

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        row = participant_or_404(reach, trial, code)
        check_may_read(row, by=self.request.user, on=self.request.today)
        return row

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> Deviation:
        return deviations.record(participant=row, found=Found(**fields), by=by, at=at)


class OfDeviation(ActView):
    answer_class = DeviationAnswer
    success: ClassVar[int] = 200

    def target(self, reach: Reach, *, trial: str, pk: int) -> Deviation:
        return deviation_or_404(reach, trial_or_404(reach, trial), pk)

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        version = validated.pop("version")
        return {**validated, "expected_version": version}


class Answering(OfDeviation):
    """What was done about it, and who was told."""

    serializer_class = AnswerInput
    right = Right.RECORD_DEVIATION

    def act(self, row: Deviation, *, by: User, at: datetime, **fields: Any) -> Deviation:
        fields.setdefault("reported_to", row.reported_to)
        return deviations.answer(deviation=row, by=by, at=at, **fields)


class Classifying(OfDeviation):
    serializer_class = SeverityInput
    right = Right.CLASSIFY_DEVIATION

    def act(self, row: Deviation, *, by: User, at: datetime, **fields: Any) -> Deviation:
        return deviations.classify(deviation=row, by=by, at=at, **fields)
