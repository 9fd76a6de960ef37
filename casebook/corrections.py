"""What other parts of the platform do when something written about a participant is corrected.

    corrections.register(watch=..., foresee=...)

A correction is a source that changes what it said, or says it no more: a form, a score, a birth
date, all pass through the facts. A watcher is asked before it and answers with what to do after it,
in the same transaction and in the name of whoever acts. A foreseer says what the correction would
change, before anybody saves it. Both belong to higher layers, which register when their app is
ready.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounts.models import User
from audit.acts import current
from casebook.models import Participant
from trials.domain.values import Facts

Afterwards = Callable[[User, datetime], None]
Watcher = Callable[[Participant], Afterwards | None]


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """One line of what a correction changes elsewhere, in the reader's language."""

    what: str
    before: str
    after: str
    note: str = ""


class Foreseer(Protocol):
    def __call__(
        self, participant: Participant, facts: Facts, *, today: date
    ) -> list[Foreseen]: ...


_watchers: list[Watcher] = []
_foreseers: list[Foreseer] = []


def register(*, watch: Watcher, foresee: Foreseer) -> None:
    if watch not in _watchers:
        _watchers.append(watch)
        _foreseers.append(foresee)


@contextmanager
def watched(participant: Participant) -> Iterator[None]:
    """Around the writing of corrected facts, inside the act. What the system works out anew by
    itself is nobody's correction."""
    act = current()
    by, at = (act.actor, act.at) if act else (None, None)
    if not isinstance(by, User) or at is None:
        yield
        return
    afterwards = [watch(participant) for watch in _watchers]
    yield
    for follow_up in afterwards:
        if follow_up is not None:
            follow_up(by, at)


def foreseen(participant: Participant, facts: Facts, *, today: date) -> list[Foreseen]:
    """Were these the participant's facts."""
    return [one for foresee in _foreseers for one in foresee(participant, facts, today=today)]
