"""Rows by the ten thousand, held until the last of them is written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Python looks through all it holds for circles of objects that nobody needs, the more often
    the faster that grows. A file's rows form none: looking takes a sixth of the time, for
    nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
