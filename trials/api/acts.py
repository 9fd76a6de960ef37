"""The one pattern of the API: read the input, find the record, do one act, answer.

class RegisterParticipant(ActView):
    serializer_class = ParticipantInput
    answer_class = ParticipantAnswer

    def target(self, reach, *, trial, site):
        return activation_or_404(reach, trial, site)

    def act(self, activation, *, by, at, **fields):
        return participants.register(activation=activation, by=by, at=at, **fields)
"""

import json
import re
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView

from accounts.models import User
from audit.submissions import Answer, once
from trials.api.schema import ActSchema
from trials.api.unknown import check_known
from trials.domain.rights import Right
from trials.permissions import check_may_at_large
from trials.selectors.delegations import Reach

KEY_HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{8,80}")


class ReachView(APIView):
    """Finds its record within the person's reach; what lies outside is 404."""

    answer_class: ClassVar[type[BaseSerializer] | None] = None

    def target(self, reach: Reach, *args: Any, **kwargs: Any) -> Any:
        """The record the address names, or Http404. None where the address names none."""
        return None

    def answer(self, result: Any) -> Any:
        if self.answer_class is None:
            return result
        return self.answer_class(result, context={"request": self.request}).data


class ReadView(ReachView):
    def get(self, request: Request, **kwargs: Any) -> Response:
        target = self.target(request.reach, **kwargs)
        self.check_may_read(target, by=request.user)
        return Response(self.answer(target))

    def check_may_read(self, target: Any, *, by: User) -> None:
        """Raise NotPermitted; nothing to raise where whoever reaches a record may read it."""


class NoFields(Serializer):
    """The address says it all."""


class ActView(ReachView):
    """POST does one act, once per idempotency key."""

    serializer_class: ClassVar[type[Serializer]] = NoFields
    success: ClassVar[int] = 201
    # Fields of which not even a hash may be stored: passwords.
    secret: ClassVar[frozenset[str]] = frozenset()
    # Asked before anything that was sent is looked at; the action asks again.
    right: ClassVar[Right | None] = None
    schema = ActSchema()

    def check_may_act(self, target: Any, *, by: User) -> None:
        if self.right is not None:
            check_may_at_large(by, self.right, target=target, on=self.request.today)

    def act(self, *args: Any, **fields: Any) -> Any:
        """Call one action with `by`, `at` and the fields; return what `answer` shows."""
        raise NotImplementedError

    def post(self, request: Request, **kwargs: Any) -> Response:
        # Before looking for an earlier answer: who lost the record loses its answers too.
        target = self.target(request.reach, **kwargs)
        self.check_may_act(target, by=request.user)
        at = timezone.now()
        answer = once(
            by=request.user,
            key=key_of(request),
            content=self.content(request),
            at=at,
            do=lambda: self.perform(target, at),
        )
        headers = {"Idempotent-Replayed": "true"} if answer.repeated else None
        return Response(answer.body, status=answer.status, headers=headers)

    def content(self, request: Request) -> list[Any]:
        """What tells a retry from another act under the same key; its hash is stored."""
        given = request.data
        if self.secret and isinstance(given, dict):
            given = {name: value for name, value in given.items() if name not in self.secret}
        return [request.method, request.path, given]

    def perform(self, target: Any, at: datetime) -> Answer:
        given = self.serializer_class(data=self.request.data, context={"target": target})
        check_known(given)
        given.is_valid(raise_exception=True)
        fields = self.fields(given.validated_data, at=at)
        result = self.act(target, by=self.request.user, at=at, **fields)
        return Answer(status=self.success, body=plain(self.answer(result)))

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        """What the act takes, from what was sent and is well formed."""
        return validated


def key_of(request: Request) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.fullmatch(key):
        raise ValidationError(
            {
                KEY_HEADER: _(
                    "Send a header Idempotency-Key of 8 to 80 characters, new for each act and "
                    "the same when you retry it."
                )
            }
        )
    return key


def plain(body: Any) -> Any:
    """As the client will read it, so that the stored answer is the given answer."""
    return json.loads(JSONRenderer().render(body))
