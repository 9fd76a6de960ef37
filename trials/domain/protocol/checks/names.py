"""Names that point elsewhere in the file must point at something."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from trials.domain.protocol.forms import ItemType
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol


def check_known(name: str, known: Collection[str], what: str, path: Path) -> Iterator[Fault]:
    if name not in known:
        yield Fault(path, f"there is no {what} '{name}'", suggestion(name, known))


def suggestion(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    if close:
        return f"'{close[0]}'"
    return "one of " + ", ".join(sorted(known)) if 0 < len(known) <= 12 else ""


def check_fact(name: str, protocol: Protocol, path: Path) -> Iterator[Fault]:
    return check_known(name, protocol.names, "item or fact", path)


def check_date_fact(name: str, protocol: Protocol, path: Path) -> Iterator[Fault]:
    if name not in protocol.names:
        yield from check_fact(name, protocol, path)
    elif protocol.declaration(name).type is not ItemType.DATE:
        yield Fault(path, f"'{name}' is no date", "a fact of type date")
