"""Who hands down facts, and how each owner works them out again from its own records.

    sources.register("surgery", recompute=facts_of_surgeries)
    sources.register("vital_status", recompute=facts_of_contacts, follows=("visit",))

An owner of a higher layer registers itself when its app is ready, so the casebook never knows it.
`follows` names kinds of record whose writing may change what this owner says: a visit that took
place proves that the participant was alive that day.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from casebook.actions.facts import FactSource, NewFact, hand_down_all
from casebook.models import Participant

Said = Iterable[tuple[FactSource, Iterable[NewFact]]]
Recompute = Callable[[Participant], Said]


@dataclass(frozen=True, kw_only=True)
class Owner:
    kind: str
    recompute: Recompute
    follows: tuple[str, ...] = ()


_owners: dict[str, Owner] = {}


def register(kind: str, *, recompute: Recompute, follows: Iterable[str] = ()) -> None:
    if kind in _owners and _owners[kind].recompute is not recompute:
        raise ValueError(f"The facts of {kind} are registered twice")
    _owners[kind] = Owner(kind=kind, recompute=recompute, follows=tuple(follows))


def owners() -> Iterator[Owner]:
    return iter([_owners[kind] for kind in sorted(_owners)])


def restate(participant: Participant, *, kind: str) -> None:
    """Have this owner say again what its records say now."""
    hand_down_all(participant=participant, said=_owners[kind].recompute(participant))


def restate_followers(participant: Participant, *, of: str) -> None:
    """Runs inside the act that wrote a record of kind `of`."""
    for owner in owners():
        if of in owner.follows:
            restate(participant, kind=owner.kind)
