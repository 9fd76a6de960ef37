"""Locks on entering data: the same acts as on the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casebook.actions import data_locks
from casebook.closings import closing_named
from casebook.domain.data_locks import right_to_lock
from casebook.models import DataLock
from casebook.permissions import check_locks_something, check_reads_locks
from casebook.scope import lock_or_404
from casebook.selectors.data_locks import locks_in
from trials.api.acts import ActView, NoFields
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class DataLockInput(serializers.Serializer):
    """The narrowest thing named is locked; `whole_trial` where nothing else is."""

    whole_trial = serializers.BooleanField(default=False)
    site = serializers.CharField(required=False)
    participant = serializers.CharField(required=False)
    form = serializers.CharField(required=False)
    visit = serializers.CharField(required=False, allow_blank=True)
    repeat = serializers.IntegerField(required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        names = bool(given.get("site") or given.get("participant"))
        if names is given["whole_trial"]:
            raise serializers.ValidationError("Name a site or a participant, or whole_trial.")
        return given


class UnlockInput(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class DataLockAnswer(serializers.ModelSerializer):
    site = serializers.CharField(source="activation.site.code")
    participant = serializers.CharField(source="participant.code", default=None)
    form = serializers.CharField(source="record.form_id", default=None)
    visit = serializers.CharField(source="record.visit", default=None)
    locked_by = serializers.CharField(source="locked_by.username")
    asked_by = serializers.CharField(source="asked_by.username", default=None)
    settled_by = serializers.CharField(source="settled_by.username", default=None)

    class Meta:
        model = DataLock
        fields = (
            "id",
            "scope",
            "site",
            "participant",
            "form",
            "visit",
            "state",
            "locked_by",
            "locked_at",
            "asked_by",
            "asked_at",
            "unlock_reason",
            "settled_by",
            "settled_at",
        )


@extend_schema_view(get=extend_schema(operation_id="locks", responses=OpenApiTypes.OBJECT))
class Locks(ActView):
    """Those in reach, the last first; POST locks what is named."""

    serializer_class = DataLockInput
    http_method_names: ClassVar[list[str]] = ["get", "post", "options", "head"]

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def get(self, request: Request, **kwargs: Any) -> Response:
        found = self.target(request.reach, **kwargs)
        check_reads_locks(request.user, found, on=request.today)
        return Response(
            DataLockAnswer(locks_in(found, request.reach.activation_ids), many=True).data
        )

    def check_may_act(self, target: Trial, *, by: User) -> None:
        check_locks_something(by, target, on=self.request.today)

    def act(self, trial: Trial, *, by: User, at: datetime, **given: Any) -> list[DataLock]:
        closing = closing_named(given, trial, self.request.reach)
        right = right_to_lock(closing.scope)
        check_may_in_trial(by, right, trial=trial, on=self.request.today)
        return data_locks.lock(closing=closing, by=by, at=at)

    def answer(self, result: list[DataLock]) -> Any:
        return DataLockAnswer(result, many=True).data


class OfLock(ActView):
    answer_class = DataLockAnswer
    serializer_class = NoFields
    success: ClassVar[int] = 200
    step: ClassVar[Callable[..., DataLock]]

    def target(self, reach: Reach, *, trial: str, pk: int) -> DataLock:
        return lock_or_404(reach, trial_or_404(reach, trial), pk)

    def check_may_act(self, target: DataLock, *, by: User) -> None:
        check_reads_locks(by, target.activation.trial, on=self.request.today)

    def act(self, row: DataLock, *, by: User, at: datetime, **given: Any) -> DataLock:
        return type(self).step(row=row, by=by, at=at, **given)


class Confirming(OfLock):
    step = data_locks.confirm


class AskingUnlock(OfLock):
    serializer_class = UnlockInput
    step = data_locks.ask_unlock


class Approving(OfLock):
    step = data_locks.approve


class Declining(OfLock):
    step = data_locks.decline
