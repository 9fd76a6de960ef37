"""Read a protocol file as plain data, remembering the line of every key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from trials.domain.protocol.problems import Path, Problem, ProtocolError
from trials.domain.yaml_text import UnreadableYaml, read_yaml


@dataclass(frozen=True)
class Document:
    name: str
    data: Any
    lines: Mapping[Path, int] = field(repr=False)

    def line_of(self, path: Path) -> int:
        """The line of the key, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def canonical(text: str) -> str:
    """The text as hashed: line ends and a byte order mark depend on the editor, not the author."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return lines.rstrip("\n") + "\n"


def fingerprint(text: str) -> str:
    """sha256 of the canonical text, in hexadecimal."""
    return sha256(canonical(text).encode()).hexdigest()


def read(text: str, *, name: str) -> Document:
    try:
        data, lines = read_yaml(canonical(text))
    except UnreadableYaml as error:
        message = f"not readable as YAML: {error.message}"
        raise ProtocolError(
            [Problem(file=name, line=error.line, key="", message=message)]
        ) from error
    return Document(name=name, data=data, lines=lines)
