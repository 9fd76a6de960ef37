import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Trouble(SystemExit):
    """Ends the program with what happened and what the reader can do about it."""

    def __init__(self, what: str, todo: str, headline: str = "Concord could not start.") -> None:
        self.what = what
        self.todo = todo
        super().__init__(f"{headline}\n  What happened: {what}\n  What to do: {todo}")


@contextmanager
def disk_in_words(folder: Path) -> Iterator[None]:
    """What the disk refuses is said in a sentence, never as a traceback."""
    try:
        yield
    except PermissionError as error:
        raise Trouble(
            f"no right to use {error.filename or folder}.",
            "Start as the user who owns that folder, or choose another one with --data DIR.",
        ) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Trouble(
            f"the disk that holds {folder} is full.",
            "Free some space, then start again; what was saved is still there.",
        ) from None
