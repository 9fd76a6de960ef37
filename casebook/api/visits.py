"""Visits: planned by the protocol, recorded as done or not."""

from typing import Any

from rest_framework import serializers

from casebook.actions import visits
from casebook.actions.visits import Attendance
from casebook.api.participants import OfParticipant
from casebook.models import Participant, Visit
from casebook.selectors.overview import overview_of
from trials.api.acts import ActView
from trials.domain.rights import Right
from trials.domain.visit_plan import PlannedVisit


class VisitInput(serializers.Serializer):
    """With `version` and `reason` a recorded visit is corrected."""

    visit = serializers.CharField(max_length=30)
    outcome = serializers.ChoiceField(choices=Visit.Outcome.choices)
    visit_date = serializers.DateField(required=False, allow_null=True)
    mode = serializers.ChoiceField(choices=Visit.Mode.choices, default=Visit.Mode.CLINIC)
    not_done_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class VisitAnswer(serializers.ModelSerializer):
    class Meta:
        model = Visit
        fields = ("visit", "outcome", "visit_date", "mode", "not_done_reason", "version")


class Visits(OfParticipant, ActView):
    """GET: the plan as of today. POST: record one, or correct it."""

    serializer_class = VisitInput
    answer_class = VisitAnswer
    right = Right.ENTER_DATA

    def answer(self, result: Any) -> Any:
        if isinstance(result, Participant):
            overview = overview_of(result, user=self.request.user, today=self.request.today)
            return [planned(one) for one in overview.planned]
        return super().answer(result)

    def act(self, target: Participant, *, by: Any, at: Any, **given: Any) -> Visit:
        code = given.pop("visit")
        version, reason = given.pop("version", None), given.pop("reason", "")
        attendance = Attendance(**given)
        recorded = Visit.objects.filter(participant=target, visit=code).first()
        if recorded is None or version is None:
            return visits.record(
                participant=target, visit=code, attendance=attendance, by=by, at=at
            )
        return visits.correct(
            visit=recorded,
            attendance=attendance,
            expected_version=version,
            reason=reason,
            by=by,
            at=at,
        )


def planned(one: PlannedVisit) -> dict[str, Any]:
    window = one.window
    return {
        "visit": one.visit.visit,
        "label": {"en": one.visit.label.en, "zh": one.visit.label.zh},
        "due": window.due if window else None,
        "opens": window.opens if window else None,
        "closes": window.closes if window else None,
        "state": one.state.value if one.state else None,
        "done_on": one.done_on,
    }
