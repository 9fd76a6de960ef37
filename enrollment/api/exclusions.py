"""Exclusions after enrollment: proposed, confirmed and taken back, as the pages do it."""

from datetime import datetime
from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from casebook.scope import check_may_read, participant_or_404
from enrollment.actions import exclusions
from enrollment.domain.assessment_records import stored_atom
from enrollment.domain.exclusions import State
from enrollment.models import Exclusion
from enrollment.selectors.exclusions import Case, case_of, cases_in, content_of
from trials.api.acts import ReadView
from trials.api.signing import SigningInput, SigningView
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class ExclusionInput(SigningInput):
    reason = serializers.CharField(max_length=500)


class ExclusionAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")

    class Meta:
        model = Exclusion
        fields = (
            "participant",
            "criterion",
            "excluded_date",
            "reason",
            "reinstated_date",
            "reinstated_reason",
        )


def as_data(case: Case) -> dict[str, Any]:
    return {
        "participant": case.participant.code,
        "site": case.participant.activation.site.code,
        "criterion": case.criterion,
        "state": case.state.value if case.state else None,
        "is_found": case.is_found,
        "exclusion": ExclusionAnswer(case.exclusion).data if case.exclusion else None,
    }


@extend_schema_view(get=extend_schema(operation_id="exclusions", responses=OpenApiTypes.OBJECT))
class Exclusions(ReadView):
    """Whoever is proposed, excluded or reinstated at the sites in reach."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_in_trial(by, Right.READ_RECORDS, trial=target, on=self.request.today)

    def answer(self, trial: Trial) -> list[dict[str, Any]]:
        return [as_data(case) for case in cases_in(trial, self.request.reach.activation_ids)]


class OfCase:
    request: Any

    def target(self, reach: Reach, *, trial: str, code: str, criterion: str) -> Case:
        row = participant_or_404(reach, trial, code)
        check_may_read(row, by=self.request.user, on=self.request.today)
        case = case_of(row, criterion)
        if case is None:
            raise Http404
        return case


@extend_schema_view(get=extend_schema(operation_id="exclusion", responses=OpenApiTypes.OBJECT))
class OneExclusion(OfCase, ReadView):
    """What is recorded, and what a signature on the next step is bound to."""

    def answer(self, case: Case) -> dict[str, Any]:
        to = State.REINSTATED if case.state is State.CONFIRMED else State.CONFIRMED
        shown = content_of(case, to=to).as_shown().token()
        return {**as_data(case), "finding": stored_atom(case.atom), "to": to, "to_sign": shown}


class Deciding(OfCase, SigningView):
    serializer_class = ExclusionInput
    answer_class = ExclusionAnswer
    right = Right.ENROLL

    def check_may_act(self, target: Any, *, by: User) -> None:
        super().check_may_act(target.participant, by=by)

    def of(self, case: Case) -> dict[str, Any]:
        return {"participant": case.participant, "criterion": case.criterion}


class Confirm(Deciding):
    def act(self, case: Case, *, by: User, at: datetime, **typed: Any) -> Exclusion:
        return exclusions.confirm(**self.of(case), by=by, at=at, **typed)


class Reinstate(Deciding):
    def act(self, case: Case, *, by: User, at: datetime, **typed: Any) -> Exclusion:
        return exclusions.reinstate(**self.of(case), by=by, at=at, **typed)
