import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from .processes import wait_until
from .trouble import Trouble

MOST_RESTARTS = 5
WITHIN_SECONDS = 60.0
# What dies while it starts is seen at once; a busy or old computer only needs its time.
PATIENCE = 300.0


class Service(Protocol):
    """What can be watched: PostgreSQL and every child process."""

    @property
    def name(self) -> str: ...
    @property
    def log(self) -> Path: ...
    def start(self) -> None: ...
    def is_alive(self) -> bool: ...
    def is_ready(self) -> bool: ...
    def last_words(self) -> str: ...
    def terminate(self) -> None: ...
    def stop(self, seconds: float = 10) -> None: ...


class Supervisor:
    """Starts services in stages, starts again what dies, stops them in the opposite order."""

    def __init__(self, note: Callable[["Supervisor"], None] = lambda supervisor: None) -> None:
        self.stages: list[list[Service]] = []
        self.note = note
        self._restarts: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=MOST_RESTARTS))

    def __iter__(self) -> Iterator[Service]:
        return (service for stage in self.stages for service in stage)

    def start(self, *services: Service, patience: float = PATIENCE) -> None:
        """Start together and return when all are ready."""
        self.launch(*services)
        for service in services:
            self._wait_for(service, patience)

    def launch(self, *services: Service) -> None:
        """Start without waiting: nobody's first page shall stand still for these."""
        self.stages.append([])
        for service in services:
            self.stages[-1].append(service)
            service.start()
            self.note(self)

    def watch(self, *, until: Callable[[], bool], pause: float = 0.5) -> None:
        while not until():
            self.mend()
            time.sleep(pause)

    def mend(self) -> None:
        for service in self:
            if not service.is_alive():
                self._start_again(service)

    def stop(self, seconds: float = 10) -> None:
        for stage in reversed(self.stages):
            give_up = time.monotonic() + seconds
            for service in stage:
                service.terminate()
            for service in stage:
                service.stop(max(0.1, give_up - time.monotonic()))
        self.stages.clear()

    def _wait_for(self, service: Service, patience: float) -> None:
        if not wait_until(lambda: _settled(service), seconds=patience):
            raise Trouble(
                f"{service.name} is not ready after {patience:.0f} seconds.", f"Read {service.log}."
            )
        if not service.is_alive():
            raise Trouble(
                f"{service.name} stopped while it was starting: {service.last_words()}",
                f"Read {service.log}.",
            )

    def _start_again(self, service: Service) -> None:
        restarts, now = self._restarts[service.name], time.monotonic()
        if len(restarts) == MOST_RESTARTS and now - restarts[0] < WITHIN_SECONDS:
            raise Trouble(
                f"{service.name} died {MOST_RESTARTS + 1} times within a minute: "
                f"{service.last_words()}",
                f"Read {service.log}.",
                headline="Concord had to stop.",
            )
        restarts.append(now)
        print(f"{service.name} stopped by itself; starting it again.", flush=True)
        service.start()
        self.note(self)


def _settled(service: Service) -> bool:
    return not service.is_alive() or service.is_ready()
