"""Answers compared with their source: what stands verified, and marking it."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.actions.verifications import verify
from casebook.api.forms import OCCASION
from casebook.api.queries import record_asked_for
from casebook.models import Record, Verification
from casebook.scope import check_may_read, participant_or_404, record_or_404
from casebook.selectors.verifications import answers_in, is_verified, verifications_on
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach


class VerificationInput(serializers.Serializer):
    """`expected_version` is that of the form as it was compared."""

    items = serializers.ListField(child=serializers.CharField(max_length=60), max_length=500)
    expected_version = serializers.IntegerField(min_value=1)


class Marks(ReadView, ActView):
    serializer_class = VerificationInput
    right = Right.VERIFY_SOURCE

    def check_may_read(self, target: Record, *, by: User) -> None:
        check_may_read(target.participant, by=by, on=self.request.today)

    def answer(self, result: Any) -> dict[str, Any]:
        if isinstance(result, Record):
            marks = verifications_on(result).values()
            return {"version": result.version, "items": [told(one, result) for one in marks]}
        return {"verified": [one.item for one in result]}

    def act(self, record: Record, *, by: User, at: datetime, **given: Any) -> list[Verification]:
        return verify(record=record, by=by, at=at, **given)


@extend_schema(parameters=OCCASION)
@extend_schema(methods=["GET"], responses=OpenApiTypes.OBJECT)
@extend_schema(methods=["POST"], responses={201: OpenApiTypes.OBJECT})
class Verifications(Marks):
    def target(self, reach: Reach, *, trial: str, code: str, form_id: str) -> Record:
        return record_asked_for(self.request, reach, trial, code, form_id)


@extend_schema(methods=["GET"], responses=OpenApiTypes.OBJECT)
@extend_schema(methods=["POST"], responses={201: OpenApiTypes.OBJECT})
class RecordVerifications(Marks):
    """Of an adverse event, a scan or another record that is no form."""

    def target(self, reach: Reach, *, trial: str, code: str, kind: str, pk: int) -> Record:
        return record_or_404(participant_or_404(reach, trial, code), kind, pk)


def told(mark: Verification, record: Record) -> dict[str, Any]:
    """False where the answer was changed since."""
    return {
        "item": mark.item,
        "verified": is_verified(answers_in(record).get(mark.item), mark),
        "by": mark.verified_by.username,
        "at": mark.verified_at,
    }
