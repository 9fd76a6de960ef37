"""An act: one atomic write with a person, a name, a moment and, where it corrects, a reason.

    @act
    def enroll(*, participant: Participant, by: User, at: datetime) -> Enrollment: ...

Whatever rows it touches, by any path, the database writes its history with this context.
"""

import functools
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

import structlog
from django.db import connection, transaction

log = structlog.get_logger("concord.acts")
F = TypeVar("F", bound=Callable[..., Any])

READ_THEN_SET = """
SELECT current_setting('app.activations', true), current_setting('pghistory.context_id', true),
       current_setting('pghistory.context_metadata', true),
       set_config('app.activations', %s, true), set_config('pghistory.context_id', %s, true),
       set_config('pghistory.context_metadata', %s, true)
"""


class Refusal(Exception):
    """An act that may not be done. The message speaks to the person: what, where, how to mend."""


class Actor(Protocol):
    @property
    def pk(self) -> Any: ...
    @property
    def username(self) -> str: ...


class Person(Actor, Protocol):
    """Someone who can sign: the account app's User, which lives a layer above."""

    @property
    def printed_name(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """A named part of the system: a sweep, a tick, a first set-up."""

    name: str

    @property
    def pk(self) -> str:
        return f"system:{self.name}"

    @property
    def username(self) -> str:
        return f"system:{self.name}"


@dataclass(frozen=True, kw_only=True)
class Context:
    """Who acts, on which site activations, what it is called; stored with every history row."""

    user: str
    username: str
    action: str
    activations: tuple[int, ...] = ()
    reason: str = ""
    request_id: str = ""
    is_act: bool = False
    # For what happens within the act by itself, in its author's name and at its moment.
    actor: Actor | None = None
    at: datetime | None = None

    def metadata(self) -> str:
        named = {
            "user": self.user,
            "username": self.username,
            "action": self.action,
            "reason": self.reason,
            "request": self.request_id,
        }
        return json.dumps({key: value for key, value in named.items() if value})

    def array(self) -> str:
        return "{" + ",".join(str(pk) for pk in self.activations) + "}"


_current: ContextVar[Context | None] = ContextVar("concord_act", default=None)


def current() -> Context | None:
    return _current.get()


def is_acting() -> bool:
    context = _current.get()
    return context is not None and context.is_act


@contextmanager
def within(context: Context) -> Iterator[Context]:
    """Open a transaction in which the database knows this context; put the outer one back."""
    with transaction.atomic():
        before = _tell_database(context.array(), str(uuid.uuid4()), context.metadata())
        token = _current.set(context)
        try:
            yield context
        finally:
            _current.reset(token)
        # A rolled-back savepoint restores by itself; after success we must, or what the outer
        # act writes next would carry the inner act's name.
        if not connection.needs_rollback:
            _tell_database(*before)


def _tell_database(activations: str, context_id: str, metadata: str) -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(READ_THEN_SET, [activations, context_id, metadata])
        row = cursor.fetchone()
    return row[0] or "", row[1] or "", row[2] or ""


def continue_as(by: Actor, *, activations: Iterable[int]) -> None:
    """Go on as this person in the transaction already open (an API token names its user late)."""
    context = replace(
        _current.get() or Context(user="", username="", action=""),
        user=str(by.pk),
        username=by.username,
        activations=tuple(sorted(activations)),
    )
    _current.set(context)
    _tell_database(context.array(), str(uuid.uuid4()), context.metadata())


@contextmanager
def acting(
    *,
    by: Actor,
    action: str,
    activations: Iterable[int] | None = None,
    reason: str = "",
    request_id: str | None = None,
    at: datetime | None = None,
) -> Iterator[Context]:
    """Act as a person (or SystemActor) outside a request: commands, jobs, tests."""
    outer = current() or Context(user="", username="", action="")
    context = replace(
        outer,
        user=str(by.pk),
        username=by.username,
        action=action,
        reason=reason,
        is_act=True,
        actor=by,
        at=at or outer.at,
    )
    if activations is not None:
        context = replace(context, activations=tuple(sorted(set(activations))))
    if request_id is not None:
        context = replace(context, request_id=request_id)
    with within(context):
        yield context


def act(function: F) -> F:
    """Make a keyword-only function one atomic, named, audited act; it must take `by=`."""
    name = f"{function.__module__.split('.')[0]}.{function.__name__}"

    @functools.wraps(function)
    def wrapped(**kwargs: Any) -> Any:
        by = kwargs["by"]
        reason = str(kwargs.get("reason") or "")
        with acting(by=by, action=name, reason=reason, at=kwargs.get("at")):
            result = function(**kwargs)
        log.info("act", action=name, user=str(by.pk))
        return result

    return wrapped  # type: ignore[return-value]
