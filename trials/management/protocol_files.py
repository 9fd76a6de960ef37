from pathlib import Path

from django.core.management import CommandError

from trials.domain.protocol.loader import load
from trials.domain.protocol.problems import ProtocolError
from trials.domain.protocol.protocol import Protocol


def protocol_in(path: Path) -> Protocol:
    """The protocol of a file named on the command line, or every problem it has, in words."""
    try:
        return load(path.read_text("utf-8"), name=str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    except ProtocolError as error:
        raise CommandError("\n".join(str(one) for one in error.problems)) from error
