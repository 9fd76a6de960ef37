"""YAML 1.2 as plain data, with the line of every key.

libyaml reads the marks and dashes, twenty times faster than Python can. What a scalar means is said
here: by YAML 1.1, which libyaml's callers speak, `no` is false and 1:30 is ninety. Numbers are as
JSON writes them, so a code 01 keeps its zero, and a decimal is the one written, not its binary
neighbor.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
Lines = dict[Path, int]
Pairs = dict[str, tuple[Node, Node]]  # the nodes of key and value, by the key's text

TAG = "tag:yaml.org,2002:"
MEANINGS = {
    "null": r"~|null|Null|NULL|",
    "bool": r"true|True|TRUE|false|False|FALSE",
    "int": r"-?(0|[1-9][0-9]*)",
    "float": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?",
    "timestamp": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "merge": r"<<",
}
# An alias inside what it stands for would be read for ever.
DEEPEST, MOST = 40, 200_000
# No trial counts so far, and Python is a long time at a number that does.
LONGEST_NUMBER = 1_000


class UnreadableYaml(ValueError):
    """The text is no YAML, or more than plain data; the line is where that shows."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        self.message, self.line = message, line
        super().__init__(f"line {line}: {message}")


# The parser in C where the library was built with it, as every published wheel is.
class Composer(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str | None, list[Any]] = {}


class Writer(yaml.SafeDumper):
    """Quotes what YAML 1.1 or 1.2 would take for something else than text."""


for _name, _pattern in MEANINGS.items():
    for _speaker in (Composer, Writer):
        _speaker.add_implicit_resolver(TAG + _name, re.compile(rf"^(?:{_pattern})$"), None)
Writer.add_representer(Decimal, lambda writer, it: writer.represent_scalar(TAG + "float", str(it)))


def read_yaml(text: str) -> tuple[Any, Lines]:
    """Dicts, lists and scalars, and the line of each key and entry by its path.

    Mapping keys are always text, so code 0 is "0". Raises UnreadableYaml.
    """
    reader = Reader()
    try:
        check_depth(text)
        node = Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        raise unreadable(error) from error
    except yaml.YAMLError as error:
        raise UnreadableYaml(" ".join(str(error).split())) from error
    return (None if node is None else reader.plain(node, ())), reader.lines


def check_depth(text: str) -> None:
    """Before it is composed: libyaml goes down by recursion, and would take the process with it."""
    depth = 0
    for event in yaml.parse(text, Loader=Composer):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise UnreadableYaml(f"nested more than {DEEPEST} deep", line=at(event))


def write_yaml(data: Any, *, flow: bool | None = False) -> str:
    """In the order of the data; `flow=None` sets the innermost lists and mappings in one line."""
    return yaml.dump(
        data, Dumper=Writer, sort_keys=False, allow_unicode=True, width=100, default_flow_style=flow
    )


def unreadable(error: yaml.MarkedYAMLError) -> UnreadableYaml:
    mark = error.problem_mark or error.context_mark
    said = [part.strip() for part in (error.context, error.problem) if part]
    return UnreadableYaml(", ".join(said), line=mark.line + 1 if mark else 1)


class Reader:
    """One text on its way from nodes to plain data."""

    def __init__(self) -> None:
        self.lines: Lines = {}
        # What each mapping says, its merges included; None while it is being looked into.
        self.said: dict[int, Pairs | None] = {}

    def plain(self, node: Node, path: Path) -> Any:
        if len(path) > DEEPEST or len(self.lines) > MOST:
            raise UnreadableYaml("too deep or too long: does an alias hold itself?", line=at(node))
        if isinstance(node, MappingNode):
            return {
                key: self.plain(value, self.noted(key_node, (*path, key)))
                for key, (key_node, value) in self.pairs(node).items()
            }
        if isinstance(node, SequenceNode):
            return [
                self.plain(value, self.noted(value, (*path, index)))
                for index, value in enumerate(node.value)
            ]
        return scalar(node)

    def pairs(self, node: MappingNode) -> Pairs:
        """Its own keys, then those merged in (<<) that it does not say itself.

        Each mapping is looked into once: merges of merges multiply as aliases do.
        """
        if id(node) not in self.said:
            self.said[id(node)] = None
            self.said[id(node)] = self.merged(node)
        found = self.said[id(node)]
        if found is None:
            raise UnreadableYaml("a mapping merges itself with <<", line=at(node))
        return found

    def merged(self, node: MappingNode) -> Pairs:
        own: Pairs = {}
        others: list[Node] = []
        for key, value in node.value:
            if key.tag == TAG + "merge":
                others += value.value if isinstance(value, SequenceNode) else [value]
            elif (name := key_text(key)) in own:
                raise UnreadableYaml(f"duplicate key “{name}”", line=at(key))
            else:
                own[name] = (key, value)
        for other in others:
            if not isinstance(other, MappingNode):
                raise UnreadableYaml("only mappings can be merged with <<", line=at(other))
            own = self.pairs(other) | own
        return own

    def noted(self, node: Node, path: Path) -> Path:
        self.lines[path] = at(node)
        return path


def at(node: Node | yaml.Event) -> int:
    mark = node.start_mark
    return mark.line + 1 if mark else 1


def key_text(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise UnreadableYaml("a key has to be a word or a number", line=at(node))
    value = scalar(node)
    return str(value).lower() if isinstance(value, bool) else str(value)


def scalar(node: Node) -> Any:
    kind, written = node.tag.removeprefix(TAG), node.value
    if kind in MEANINGS and not re.fullmatch(MEANINGS[kind], written):
        raise UnreadableYaml(f"“{written[:40]}” does not fit its tag {kind}", line=at(node))
    match kind:
        case "str" | "merge":
            return written
        case "null":
            return None
        case "bool":
            return written.lower() == "true"
        case "int":
            return int(checked(written, node))
        case "float":
            return Decimal(checked(written, node))
        case "timestamp":
            return day(written)
    raise UnreadableYaml(f"the tag {kind} has no meaning here", line=at(node))


def checked(written: str, node: Node) -> str:
    """The number as written, when it is of a size that can be reckoned with."""
    _, _, exponent = written.lower().partition("e")
    if (
        len(written) > LONGEST_NUMBER
        or len(exponent) > 5
        or abs(int(exponent or 0)) > LONGEST_NUMBER
    ):
        raise UnreadableYaml(f"the number {written[:40]} is out of all measure", line=at(node))
    return written


def day(written: str) -> date | str:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written  # 30 February is no day: the schema refuses the text
