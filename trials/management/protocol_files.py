from pathlib import Path

from django.core.management import CommandError

from trials.domain.protocol.loader import load
from trials.domain.protocol.problems import ProtocolError
from trials.domain.protocol.protocol import Protocol


def protocol_in(path: Path) -> Protocol:
    """The protocol of a file named on the command line, or every problem it has, in words."""
    try:
        return load(text_in(path), name=str(path))
    except ProtocolError as error:
        raise CommandError("\n".join(str(one) for one in error.problems)) from error


def text_in(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CommandError(
            f"{path}:{line}: cannot be read, for it is not in UTF-8. Save it as UTF-8."
        ) from error
