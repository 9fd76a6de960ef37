"""What the laboratories of the sites call normal."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.models import User
from followup.actions import reference_ranges
from followup.api.safety_inputs import RangeInput, StrikeRangeInput
from followup.models import ReferenceRange
from followup.permissions import sites_of_limits
from followup.selectors.laboratory import limits_at
from trials.api.acts import ActView, ReachView, ReadView
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import activation_or_404, trial_or_404
from trials.selectors.delegations import Reach


class OfTrial(ReachView):
    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def places(self, trial: Trial) -> list[SiteActivation]:
        request = self.request
        return sites_of_limits(request.user, request.reach, trial, on=request.today)


def told(row: ReferenceRange) -> dict[str, Any]:
    names = "id analyte unit lower upper struck_reason"
    return {
        "site": row.activation.site.code,
        "for_sex": row.sex,
        "first": row.from_date,
        **{name: getattr(row, name) for name in names.split()},
    }


@extend_schema_view(
    get=extend_schema(operation_id="limits", responses=OpenApiTypes.OBJECT),
    post=extend_schema(request=RangeInput, responses={201: OpenApiTypes.OBJECT}),
)
class Limits(OfTrial, ReadView, ActView):
    serializer_class = RangeInput
    right = Right.RECORD_CLINICAL_EVENT

    def check_may_read(self, target: Trial, *, by: User) -> None:
        if not self.places(target):
            raise NotPermitted(refusal_text(Right.READ_RECORDS))

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        site = validated.pop("site")
        return {"site": site, "given": RangeInput.as_value(validated)}

    def act(self, trial: Trial, *, site: str, given: Any, by: User, at: datetime) -> ReferenceRange:
        place = activation_or_404(self.request.reach, trial.slug, site)
        return reference_ranges.enter(place=place, given=given, by=by, at=at)

    def answer(self, result: Any) -> Any:
        """All that stand, or the one that was entered."""
        if isinstance(result, ReferenceRange):
            return told(result)
        return [told(one) for one in limits_at(self.places(result))]


@extend_schema(request=StrikeRangeInput, responses={200: OpenApiTypes.OBJECT})
class StrikeLimits(OfTrial, ActView):
    serializer_class = StrikeRangeInput
    success = 200
    right = Right.CORRECT_DATA

    def act(self, trial: Trial, *, row: int, reason: str, by: User, at: datetime) -> ReferenceRange:
        found = get_object_or_404(limits_at(self.places(trial)), pk=row)
        return reference_ranges.strike(row=found, reason=reason, by=by, at=at)

    def answer(self, result: ReferenceRange) -> dict[str, Any]:
        return told(result)
