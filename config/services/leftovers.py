"""After a supervisor was killed: what it started, and could not stop, is ended by the next one."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from .processes import command_line, kill_group, wait_until
from .program import Program


def note(path: Path, programs: Iterable[object]) -> None:
    """Write down who was started. PostgreSQL is not on the list: it can be used as it is."""
    running = [
        {"pid": program.pid, "mark": program.mark}
        for program in programs
        if isinstance(program, Program) and program.pid
    ]
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(running))
    draft.replace(path)


def end(path: Path, *, patience: float = 10) -> None:
    """Give them time to end by themselves, as on Linux they do, then kill them."""
    for pid, mark in _noted(path):
        if not wait_until(partial(_is_gone, pid, mark), seconds=patience):
            kill_group(pid)
    path.unlink(missing_ok=True)


def _noted(path: Path) -> list[tuple[int, str]]:
    try:
        return [(entry["pid"], entry["mark"]) for entry in json.loads(path.read_text())]
    except (FileNotFoundError, ValueError):
        return []


def _is_gone(pid: int, mark: str) -> bool:
    # A number may belong to a stranger by now: only a matching command line makes it ours.
    return mark not in command_line(pid)
