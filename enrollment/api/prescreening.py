"""Would somebody with these values be eligible? Judged and forgotten."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from enrollment.domain.prescreening import UnfitValues, prescreen
from enrollment.domain.prescreening_report import as_data
from trials.api.acts import ReachView
from trials.api.unknown import check_known
from trials.domain.rights import Right
from trials.permissions import check_may_at_large
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read
from trials.wording import worded


class PrescreeningInput(serializers.Serializer):
    """`facts` maps a name of the protocol to a value, {value, unit, date} or {missing}."""

    facts = serializers.DictField(child=serializers.JSONField(allow_null=True))
    on = serializers.DateField(required=False, help_text="Day to judge on; default: today.")


class Prescreening(ReachView):
    """Nothing is written, so no idempotency key is asked for."""

    @extend_schema(request=PrescreeningInput, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, trial: str) -> Response:
        found = trial_or_404(request.reach, trial)
        check_may_at_large(request.user, Right.ENTER_DATA, target=found, on=request.today)
        given = PrescreeningInput(data=body_of(request))
        check_known(given)
        given.is_valid(raise_exception=True)
        on: date = given.validated_data.get("on") or timezone.localdate()
        protocol = latest_as_read(found)
        try:
            judged = prescreen(protocol=protocol, given=given.validated_data["facts"], on=on)
        except UnfitValues as error:
            raise ValidationError(faults(error)) from error
        return Response(as_data(judged, protocol=protocol, on=on, say=worded))


def body_of(request: Request) -> Any:
    try:
        return request.data
    except RecursionError as error:
        raise ParseError(_("The values are nested too deeply.")) from error


def faults(error: UnfitValues) -> dict[str, Any]:
    words = _("%(message)s %(mend)s")
    return {
        one.name: [words % {"message": worded(one.message), "mend": worded(one.mend)}]
        for one in error.faults
    }
