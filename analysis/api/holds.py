"""Holds of enrollment: the sponsor confirms or lifts one, and notes when ethics was informed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from analysis.permissions import check_may_see_board
from audit.domain.signing import Signing
from enrollment.actions import holds
from enrollment.models import EnrollmentHold
from enrollment.selectors.holds import content_of
from trials.api.acts import ActView, ReachView, ReadView
from trials.api.signing import SigningInput, SigningView
from trials.domain.rights import Right
from trials.models import Trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class DecisionInput(SigningInput):
    reason = serializers.CharField(max_length=500)


class EthicsInput(serializers.Serializer):
    informed_date = serializers.DateField()


class HoldRow(serializers.ModelSerializer):
    """`to_sign` is empty once it is lifted."""

    placed_by = serializers.CharField(source="placed_by.username")
    confirmed_by = serializers.CharField(source="confirmed_by.username", default=None)
    lifted_by = serializers.CharField(source="lifted_by.username", default=None)
    to_sign = serializers.SerializerMethodField()

    class Meta:
        model = EnrollmentHold
        fields = (
            "id",
            "kind",
            "placed_by",
            "placed_at",
            "confirmed_by",
            "confirmed_at",
            "confirmed_reason",
            "lifted_by",
            "lifted_at",
            "lifted_reason",
            "ethics_informed_date",
            "to_sign",
        )

    def get_to_sign(self, row: EnrollmentHold) -> str:
        return "" if row.lifted_at else content_of(row).as_shown().token()


class Holds(ReadView):
    """Those of a trial, the last first."""

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    @extend_schema(responses=HoldRow(many=True))
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_see_board(by, trial=target, on=self.request.today)

    def answer(self, trial: Trial) -> Any:
        found = EnrollmentHold.objects.filter(trial=trial).order_by("-placed_at", "-pk")
        people = found.select_related("trial", "placed_by", "confirmed_by", "lifted_by")
        return HoldRow(people, many=True).data


class OfHold(ReachView):
    answer_class = HoldRow

    def target(self, reach: Reach, *, trial: str, pk: int) -> EnrollmentHold:
        found = EnrollmentHold.objects.select_related("trial")
        return get_object_or_404(found, trial=trial_or_404(reach, trial), pk=pk)


class Decision(OfHold, SigningView):
    serializer_class = DecisionInput
    right = Right.CONFIRM_HOLD
    step: ClassVar[Callable[..., EnrollmentHold]]

    def check_may_act(self, target: EnrollmentHold, *, by: User) -> None:
        super().check_may_act(target.trial, by=by)

    def act(
        self, hold: EnrollmentHold, *, by: User, at: datetime, signing: Signing, reason: str
    ) -> EnrollmentHold:
        return type(self).step(hold=hold, reason=reason, signing=signing, by=by, at=at)


class ConfirmHold(Decision):
    """It stays."""

    step = holds.confirm


class LiftHold(Decision):
    """Participants may be enrolled again."""

    step = holds.lift


class EthicsInformed(OfHold, ActView):
    serializer_class = EthicsInput
    right = Right.CONFIRM_HOLD

    def check_may_act(self, target: EnrollmentHold, *, by: User) -> None:
        super().check_may_act(target.trial, by=by)

    def act(
        self, hold: EnrollmentHold, *, by: User, at: datetime, informed_date: date
    ) -> EnrollmentHold:
        return holds.note_ethics_informed(hold=hold, informed_date=informed_date, by=by, at=at)
