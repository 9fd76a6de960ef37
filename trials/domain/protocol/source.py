"""Read a protocol file as plain data, remembering the line of every key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import ScalarNode

from trials.domain.protocol.problems import Path, Problem, ProtocolError


class ExactConstructor(RoundTripConstructor):
    """Reads 0.1 as the decimal that is written, not as its binary neighbor."""

    def construct_decimal(self, node: ScalarNode) -> Decimal | str:
        try:
            number = Decimal(node.value.replace("_", ""))
        except InvalidOperation:
            return str(node.value)  # .inf and .nan are no measurements: the schema refuses text
        return number


ExactConstructor.add_constructor("tag:yaml.org,2002:float", ExactConstructor.construct_decimal)


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
    reader = YAML(typ="rt", pure=True)
    reader.Constructor = ExactConstructor
    try:
        tree = reader.load(canonical(text))
    except MarkedYAMLError as error:
        raise ProtocolError([syntax_problem(error, name)]) from error
    lines: dict[Path, int] = {}
    return Document(name=name, data=plain(tree, (), lines), lines=lines)


def syntax_problem(error: MarkedYAMLError, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = [part.strip() for part in (error.context, error.problem) if part]
    return Problem(
        file=name,
        line=mark.line + 1 if mark else 1,
        key="",
        message="not readable as YAML: " + ", ".join(said),
    )


def plain(node: Any, path: Path, lines: dict[Path, int]) -> Any:
    """Plain dicts, lists and scalars; mapping keys are always text, so code 0 is "0"."""
    if isinstance(node, CommentedMap):
        return {
            key_text(key): plain(value, note_line(node, key, (*path, key_text(key)), lines), lines)
            for key, value in node.items()
        }
    if isinstance(node, CommentedSeq):
        return [
            plain(value, note_line(node, index, (*path, index), lines), lines)
            for index, value in enumerate(node)
        ]
    return scalar(node)


def key_text(key: Any) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def note_line(node: Any, key: Any, path: Path, lines: dict[Path, int]) -> Path:
    # A key merged in from elsewhere (<<) has no line of its own here.
    if key in (node.lc.data or {}):
        lines[path] = node.lc.data[key][0] + 1
    return path


def scalar(node: Any) -> Any:
    if node is None or isinstance(node, bool | Decimal | datetime):
        return node
    if isinstance(node, date):
        return date(node.year, node.month, node.day)
    return int(node) if isinstance(node, int) else str(node)
