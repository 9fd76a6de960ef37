"""What other parts of the platform wait for about participants, for the list of work.

    pending.register(predictions_at)

A provider takes site activations and yields what waits there; it registers when its app is ready.
It says that something waits and never what came out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Waits(StrEnum):
    """What has to happen next."""

    RUNNING = "running"
    FAILED = "failed"
    LACKS_INPUT = "lacks_input"


@dataclass(frozen=True, kw_only=True)
class Pending:
    """`name` is what to call it, `waits` what has to happen next."""

    id: str
    participant: str
    activation_id: int
    name: str
    waits: Waits
    since: datetime


Provider = Callable[[Collection[int]], Iterable[Pending]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def at(activations: Collection[int]) -> Iterator[Pending]:
    for provider in _providers:
        yield from provider(activations)
