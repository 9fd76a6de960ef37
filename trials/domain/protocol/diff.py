"""What an amendment changes, line by line, as people would list it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trials.domain.protocol.problems import name_of
from trials.domain.protocol.protocol import Protocol

ABSENT = object()


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference; `old` and `new` as short text, empty where there is none."""

    kind: ChangeKind
    key: str
    old: str = ""
    new: str = ""

    @property
    def section(self) -> str:
        """The part of the protocol it belongs to: criteria, forms, schedule..."""
        return self.steps[0]

    @property
    def steps(self) -> tuple[str, ...]:
        """From the section to the field, as a reader walks there; an id holds no point."""
        return tuple(re.findall(r"[^.\[\]]+", self.key))

    def __str__(self) -> str:
        in_place = self.kind in (ChangeKind.CHANGED, ChangeKind.MOVED)
        values = f": {self.old} -> {self.new}" if in_place else ""
        return f"{self.kind} {self.key}{values}"


def diff(old: Protocol, new: Protocol) -> tuple[Change, ...]:
    return tuple(changes(plain(old), plain(new), ""))


def read_in(found: Iterable[Change], language: str) -> list[Change]:
    """A text changed in both languages is listed once, in the reader's."""
    listed = list(found)
    own, other = ("zh", "en") if language.startswith("zh") else ("en", "zh")
    keys = {change.key for change in listed}
    return [
        change
        for change in listed
        if not (change.key.endswith(f".{other}") and change.key.removesuffix(other) + own in keys)
    ]


def as_table(found: Iterable[Change]) -> Iterator[str]:
    """For a terminal: each section once, its changes under each other."""
    section = ""
    for change in found:
        if change.section != section:
            section = change.section
            yield section
        yield f"  {change.kind:<8} {' > '.join(change.steps[1:]) or change.key}"
        if change.old:
            yield f"    before  {change.old}"
        if change.new:
            yield f"    after   {change.new}"


def plain(protocol: Protocol) -> Any:
    return as_in_file(protocol.model_dump(mode="json", by_alias=True, exclude_none=True))


def as_in_file(tree: Any) -> Any:
    """In the file the readings of a condition stand beside the word `reading`."""
    if isinstance(tree, list):
        return [as_in_file(entry) for entry in tree]
    if not isinstance(tree, dict):
        return tree
    if set(tree) == {"reading", "alternatives"}:
        tree = {"reading": tree["reading"], **tree["alternatives"]}
    return {key: as_in_file(value) for key, value in tree.items()}


def changes(old: Any, new: Any, key: str) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from between_mappings(old, new, key, ".{}" if key else "{}")
    elif are_named(old) and are_named(new):
        yield from between_named(old, new, key)
    elif old is ABSENT:
        yield Change(kind=ChangeKind.ADDED, key=key, new=written(new))
    elif new is ABSENT:
        yield Change(kind=ChangeKind.REMOVED, key=key, old=written(old))
    else:
        yield Change(kind=ChangeKind.CHANGED, key=key, old=written(old), new=written(new))


def between_mappings(
    old: Mapping[str, Any], new: Mapping[str, Any], key: str, step: str
) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        where = key + step.format(name)
        yield from changes(old.get(name, ABSENT), new.get(name, ABSENT), where)


def between_named(old: list[Any], new: list[Any], key: str) -> Iterator[Change]:
    """Entries meet by their id, so that one put in between does not change all that follow."""
    before = {name_of(entry): entry for entry in old}
    after = {name_of(entry): entry for entry in new}
    yield from between_mappings(before, after, key, "[{}]")
    stayed = [name for name in before if name in after]
    order = [name for name in after if name in before]
    if stayed != order:
        line = ", ".join
        yield Change(kind=ChangeKind.MOVED, key=key, old=line(stayed), new=line(order))


def are_named(entries: Any) -> bool:
    return isinstance(entries, list) and all(name_of(entry) for entry in entries)


def written(value: Any) -> str:
    """Short enough for a table: a text by its English words, an entry by its parts."""
    if isinstance(value, Mapping):
        if set(value) == {"en", "zh"}:
            return f"{value['en']} / {value['zh']}"
        return "{" + ", ".join(f"{key}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
