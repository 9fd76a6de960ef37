"""Hand in concealed scores that were computed elsewhere; read which files came in."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from accounts.models import User
from inference.actions import score_files
from inference.actions.score_files import Received, UnableToRecordScores
from inference.models import PredictorRelease, ScoreFile
from trials.api.acts import ActView, ReadView
from trials.api.parsing import TextParser
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach
from trials.wording import worded


class ScoreFileInput(serializers.Serializer):
    """As multipart/form-data. `release` as it is listed: "metastasis_risk 1.0"."""

    release = serializers.CharField(max_length=100)
    file = serializers.FileField()

    def validate_release(self, value: str) -> Any:
        rows = PredictorRelease.objects.filter(predictor__trial=self.context["target"])
        for release in rows.select_related("predictor__trial"):
            if str(release) == value:
                return release
        raise serializers.ValidationError(_("The trial has no such release."))

    def validate_file(self, value: UploadedFile) -> Received:
        if (value.size or 0) > score_files.MOST_BYTES:
            raise serializers.ValidationError(_("The file is larger than 2 MB. Split it."))
        return Received(value.read())


class ScoreFileAnswer(serializers.ModelSerializer):
    release = serializers.CharField()
    handed_in_by = serializers.CharField()

    class Meta:
        model = ScoreFile
        fields = ("release", "rows", "computed_by", "handed_in_by", "handed_in_at")


class ScoreFiles(ReadView, ActView):
    serializer_class = ScoreFileInput
    parser_classes = (MultiPartParser, TextParser)
    right = Right.RECORD_SEALED_SCORES

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_in_trial(by, self.right, trial=target, on=self.request.today)

    def content(self, request: Request) -> list[Any]:
        """The file by its keyed digest: its bare hash could be guessed with the scores in it."""
        files = [keyed(file) for _name, group in request.FILES.lists() for file in group]
        fields = {name: value for name, value in request.data.items() if name not in request.FILES}
        return [request.method, request.path, fields, files]

    def answer(self, result: Trial | ScoreFile) -> Any:
        if isinstance(result, ScoreFile):
            return ScoreFileAnswer(result).data
        rows = ScoreFile.objects.filter(release__predictor__trial=result)
        return ScoreFileAnswer(
            rows.select_related("release__predictor", "handed_in_by"), many=True
        ).data

    def act(
        self, trial: Trial, *, by: User, at: datetime, release: PredictorRelease, file: Received
    ) -> ScoreFile:
        try:
            return score_files.record(release=release, file=file, by=by, at=at)
        except UnableToRecordScores as refusal:
            if not refusal.problems:
                raise
            raise ValidationError({"file": list(map(said, refusal.problems))}) from refusal

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)


def said(problem: Any) -> str:
    return _("Row %(row)s, column %(column)s: %(rule)s") % {
        "row": problem.row,
        "column": problem.column,
        "rule": worded(problem.message),
    }


def keyed(file: UploadedFile) -> str:
    found = Received(file.read()).digest
    file.seek(0)
    return found
