"""One line of the table of columns: what it may ask, what it says, and its place in a mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trials.domain.messages import Message
from trials.domain.messages import message as _

Data = dict[str, Any]
Steps = tuple[str | int, ...]
# What stays as it was: the table has no place for it.
KEPT = frozenset({"counted", "separator", "when", "yes", "no"})
# Whose value is the name of a column.
NAMES_COLUMN = ("column", "days", "when", "number", "name", "birth_date")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a line says; blank where it says nothing. `value` is the same for everybody."""

    column: str = ""
    value: str = ""
    unit: str = ""
    codes: str = ""
    blank: str = ""

    @property
    def is_nothing(self) -> bool:
        return not (self.column or self.value)


@dataclass(frozen=True, kw_only=True)
class Line:
    """`steps` lead to its place in the mapping. What a column of this kind never needs is not asked
    for: `units` and `blanks` (code and label) are what there is to choose from. What is `needed`
    has to be said: always of the record itself, else as soon as anything of the same place is."""

    steps: Steps
    group: object
    label: object
    said: Said = Said()
    units: tuple[str, ...] = ()
    blanks: tuple[tuple[str, str], ...] = ()
    takes_codes: bool = False
    takes_value: bool = False
    needed: bool = False

    @property
    def place(self) -> Steps:
        return self.steps[:-1]

    @property
    def name(self) -> str:
        return str(self.steps[-1])

    @property
    def key(self) -> str:
        return ".".join(str(step) for step in self.steps)


def said_at(data: Data, line: Line) -> Said:
    found = place_of(data, line).get(line.name)
    leaf: Data = {"column": found} if isinstance(found, str) else found or {}
    return Said(
        column=leaf.get("column") or leaf.get("days") or "",
        value=str(leaf.get("value", "")),
        unit=leaf.get("unit", ""),
        codes="; ".join(f"{code}={value}" for code, value in leaf.get("codes", {}).items()),
        blank=leaf.get("blank", ""),
    )


def put(data: Data, line: Line, said: Said) -> None:
    place, name = place_of(data, line), line.name
    if said.is_nothing:
        place.pop(name, None)
    elif line.steps[0] in ("number", "person"):
        place[name] = said.column
    else:
        place[name] = leaf_of(place.get(name) or {}, line, said)


def leaf_of(before: Data, line: Line, said: Said) -> Data:
    offered = {"unit": line.units, "codes": line.takes_codes, "blank": line.blanks}
    kept = KEPT | {name for name, is_offered in offered.items() if not is_offered}
    found = {
        "days" if "days" in before else "column": said.column,
        "value": said.value,
        "unit": said.unit if line.units else "",
        "codes": read_codes(said.codes) if line.takes_codes else {},
        "blank": said.blank if line.blanks else "",
    }
    return {key: value for key, value in before.items() if key in kept} | {
        key: value for key, value in found.items() if value
    }


def place_of(data: Data, line: Line) -> Data:
    place: Any = data
    for step in line.place:
        place = place[step]
    found: Data = place
    return found


def read_codes(text: str) -> dict[str, str]:
    """F=female; M=male"""
    return {code.strip(): value.strip() for code, _is, value in pairs(text)}


def pairs(text: str) -> list[tuple[str, str, str]]:
    return [pair.partition("=") for pair in text.replace("；", ";").split(";") if pair.strip()]


def faults(chosen: Mapping[str, Said], of: Sequence[Line]) -> Iterator[Message]:
    """What cannot be meant, in the order of the table."""
    begun = {(), *(line.place for line in of if not chosen.get(line.key, Said()).is_nothing)}
    for line in of:
        said = chosen.get(line.key, Said())
        if said.is_nothing and line.needed and line.place in begun:
            yield _(
                "{group}, {question}: choose its column.", group=line.group, question=line.label
            )
        if said.column and said.value:
            yield _(
                "{question}: choose a column or one value for everybody, not both.",
                question=line.label,
            )
        if said.column and line.units and not said.unit:
            yield _("{question}: choose the unit of the column.", question=line.label)
        if any(not value.strip() for _code, _is, value in pairs(said.codes)):
            yield _("{question}: write each code as F=female.", question=line.label)


def unused(header: Sequence[str], data: Data) -> list[str]:
    """The columns of a file that its mapping takes nothing from, in their order."""
    used = set(columns_in(data))
    return [one for one in header if one and one not in used]


def columns_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "person" and not isinstance(value, Mapping):
                yield from value
            elif key in NAMES_COLUMN and isinstance(value, str):
                yield value
            else:
                yield from columns_in(value)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from columns_in(one)
