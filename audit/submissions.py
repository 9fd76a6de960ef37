"""Doing a thing once, however often it is sent: double clicks, retries, the back button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from audit.acts import Actor, Refusal
from audit.content import sha256_of
from audit.models import Submission


class KeyAlreadyUsed(Refusal):
    """The same key came with other content: not a retry but a mistake."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`body` is plain JSON. `repeated` tells that nothing was done now."""

    status: int
    body: Any
    repeated: bool = False


def once(*, by: Actor, key: str, content: Any, at: datetime, do: Callable[[], Answer]) -> Answer:
    """Do it and keep the answer in the same transaction; the same key again gets that answer.

    What was refused is not kept: a retry after mending the cause is a new attempt.
    """
    content_sha256 = sha256_of(content)
    wait_for(f"{by.pk} {key}")
    known = Submission.objects.filter(user_id=by.pk, key=key).first()
    if known is not None:
        return answer_again(known, content_sha256)
    answer = do()
    Submission.objects.create(
        user_id=by.pk,
        key=key,
        request_sha256=content_sha256,
        status=answer.status,
        answer=answer.body,
        received_at=at,
    )
    return answer


def answer_again(known: Submission, content_sha256: str) -> Answer:
    if known.request_sha256 != content_sha256:
        raise KeyAlreadyUsed(
            _("This key was already used for other content. Send the new content under a new key.")
        )
    return Answer(status=known.status, body=known.answer, repeated=True)


def wait_for(name: str) -> None:
    """Twins sent at once queue here until the first has committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def wait_beside(name: str) -> None:
    """Those who wait beside each other go on together; whoever waits by `wait_for` goes alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])
