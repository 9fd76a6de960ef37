"""The database works on some statements while the next are made ready: two processors, two hands.

    with OneAhead() as ahead:
        for part in parts:
            ahead.start(*ready(part))

All of it stays in the transaction that is open. `start` and `wait` first wait for the statements
before, and raise what they raised.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

Statement = Callable[[], object]


class OneAhead:
    def __enter__(self) -> Self:
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.running: Future[object] | None = None
        return self

    def start(self, *statements: Statement) -> None:
        self.wait()
        self.running = self.thread.submit(lambda: [one() for one in statements])

    def wait(self) -> None:
        if self.running is not None:
            running, self.running = self.running, None
            running.result()

    def __exit__(
        self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        """Nobody rolls back under a statement that still runs; its own fault comes second."""
        self.thread.shutdown()
        if kind is None:
            self.wait()
