"""What follows from a lock, in the lock's own transaction.

    locking.register(reveal_after)

A higher layer registers when its app is ready: the prediction that waited for the lock is opened to
analysis with it, or the lock does not come about.
"""

from collections.abc import Callable
from datetime import datetime

from audit.acts import Actor
from casebook.models import Lock

Follower = Callable[[Lock, Actor, datetime], None]

_followers: list[Follower] = []


def register(follower: Follower) -> None:
    if follower not in _followers:
        _followers.append(follower)


def follow(lock: Lock, *, by: Actor, at: datetime) -> None:
    for follower in _followers:
        follower(lock, by, at)
