"""What other parts of the platform do when something written about a participant is corrected.

    corrections.register(watch=..., foresee=...)

A watcher is asked before the correction and answers with what to do after it, in the same
transaction. A foreseer says what the correction would change, before anybody saves it. Both belong
to higher layers, which register when their app is ready.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from accounts.models import User
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
def watched(participant: Participant, *, by: User, at: datetime) -> Iterator[None]:
    """Around the writing of a correction, inside its act."""
    afterwards = [watch(participant) for watch in _watchers]
    yield
    for follow_up in afterwards:
        if follow_up is not None:
            follow_up(by, at)


def foreseen(participant: Participant, facts: Facts, *, today: date) -> list[Foreseen]:
    """Were these the participant's facts."""
    return [one for foresee in _foreseers for one in foresee(participant, facts, today=today)]
