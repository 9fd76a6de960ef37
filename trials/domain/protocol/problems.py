"""What is wrong with a protocol file: where, what was found, what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """A mistake at a place in the tree, before its line in the file is looked up."""

    path: Path
    message: str
    expected: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    file: str
    line: int
    key: str
    message: str
    expected: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.key}: " if self.key else "")
        expected = f" Expected {self.expected}." if self.expected else ""
        return f"{where}{self.message}.{expected}"


class ProtocolError(ValueError):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def written(path: Path, data: Any) -> str:
    """criteria[I5a].when.fact: a list entry goes by its id where it has one."""
    key = ""
    for part in path:
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
            key += f"[{name_of(data) or part}]"
        else:
            data = data.get(part) if isinstance(data, dict) else None
            key += f".{part}" if key else str(part)
    return key


def name_of(entry: Any) -> str:
    """The id of a form, criterion... or the code of a visit."""
    if not isinstance(entry, dict):
        return ""
    name = entry.get("id", entry.get("visit"))
    return name if isinstance(name, str) else ""
