"""What other parts of the platform put on a participant's timeline.

    moments.register(adverse_events_of)

A provider takes the participant and yields moments; it registers when its app is ready.
"""

from collections.abc import Callable, Iterable, Iterator

from casebook.domain.timeline import Moment
from casebook.models import Participant

Provider = Callable[[Participant], Iterable[Moment]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def of(participant: Participant) -> Iterator[Moment]:
    for provider in _providers:
        yield from provider(participant)
