import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from .home import Home
from .trouble import Trouble


@contextmanager
def held(home: Home) -> Iterator[bool]:
    """Whether the folder is ours. The lock dies with the process, so it is never stale."""
    with home.lock.open("a") as file:
        yield _taken(file)


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def running(home: Home, *, patience: float = 600) -> str | None:
    """The address of the Concord that holds the folder; None when it has gone meanwhile."""
    give_up, told = time.monotonic() + patience, False
    while time.monotonic() < give_up:
        if home.up.exists():
            return str(json.loads(home.up.read_text())["address"])
        with held(home) as free:
            if free:
                return None
        if not told:
            print("Another start with this folder is under way; waiting for it.", flush=True)
            told = True
        time.sleep(0.2)
    raise Trouble(
        f"another Concord holds {home.folder} and is not ready after {patience:.0f} seconds.",
        f"Read {home.folder / 'log'}, or stop it, or choose another folder with --data DIR.",
    )
