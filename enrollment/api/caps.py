"""How many the trial and each arm may take, as the page shows and sets it."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from enrollment.actions import caps
from enrollment.models import ArmCap, EnrollmentCap
from enrollment.permissions import sees_arm_sizes
from enrollment.selectors.caps import Places, places_in
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class CapInput(serializers.Serializer):
    """`arm` is left out, or empty, for the whole trial; `reason` stands beside the cap."""

    cap = serializers.IntegerField()
    arm = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    reason = serializers.CharField(max_length=500)


class Caps(ReadView, ActView):
    """GET: the whole trial first, then each arm. `taken` is null for whom arms are letters; it
    counts all sites under a cap, the sites in reach without one; `settings` has who set which cap,
    when and why, the latest first. POST: set one."""

    serializer_class = CapInput
    right = Right.APPROVE_PROTOCOL_VERSION

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_in_trial(by, Right.SEE_POOLED_COUNTS, trial=target, on=self.request.today)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)

    @extend_schema(responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Any, **kwargs: Any) -> Any:
        return super().post(request, **kwargs)

    def act(self, trial: Trial, *, by: User, at: datetime, **fields: Any) -> EnrollmentCap | ArmCap:
        return caps.set_for(trial=trial, **fields, by=by, at=at)

    def answer(self, result: Trial | EnrollmentCap | ArmCap) -> list[dict[str, Any]]:
        trial = result if isinstance(result, Trial) else result.trial
        by_arm = sees_arm_sizes(self.request.user, trial=trial, on=self.request.today)
        return [as_data(one) for one in places_in(trial, by_arm=by_arm)]


def as_data(one: Places) -> dict[str, Any]:
    return {
        "arm": one.arm.id if one.arm else "",
        "planned": one.planned,
        "cap": one.cap,
        "taken": one.taken,
        "left": one.left,
        "settings": [
            {"cap": was.cap, "by": was.by, "at": was.at.isoformat(), "reason": was.reason}
            for was in one.settings
        ],
    }
