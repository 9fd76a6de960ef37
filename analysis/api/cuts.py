"""Data cuts and released reports over the API: the same acts and rights as on the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from analysis.actions import cuts
from analysis.models import DataCut, Report
from analysis.permissions import may_read
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class CutInput(serializers.Serializer):
    name = serializers.RegexField(r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    events_to = serializers.DateField()
    known_at = serializers.DateTimeField(required=False)


class CutAnswer(serializers.ModelSerializer):
    trial = serializers.CharField(source="trial.slug")

    class Meta:
        model = DataCut
        fields = ("trial", "name", "known_at", "events_to", "sha256", "taken_at")


class Cuts(ReadView, ActView):
    """The cuts of a trial; POST takes one."""

    serializer_class = CutInput
    answer_class = CutAnswer
    right = Right.TAKE_OPEN_CUT

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_in_trial(by, Right.TAKE_OPEN_CUT, trial=target, on=self.request.today)

    def answer(self, result: Any) -> Any:
        if isinstance(result, Trial):
            return CutAnswer(DataCut.objects.filter(trial=result), many=True).data
        return super().answer(result)

    def act(self, target: Trial, **fields: Any) -> DataCut:
        return cuts.take(trial=target, **fields)


@extend_schema(responses=OpenApiTypes.OBJECT)
class Reports(ReadView):
    """The reports of a trial that this person may open."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def answer(self, trial: Trial) -> list[dict[str, Any]]:
        found = Report.objects.filter(cut__trial=trial).select_related("cut__trial", "meeting")
        today = self.request.today
        return [row(one) for one in found if may_read(self.request.user, one, on=today)]


def row(report: Report) -> dict[str, Any]:
    return {
        "id": report.pk,
        "cut": report.cut.name,
        "cut_sha256": report.cut.sha256,
        "session": report.session,
        "language": report.language,
        "sha256": report.sha256,
        "meeting": report.meeting.number if report.meeting else None,
        "released_at": report.released_at,
    }
