"""Tables that count participants: each line a group of people, each column an arm.

Every such table of a report has the same arms, so that its totals are those of all the others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.domain.safety import Arm, heading
from analysis.domain.tables import Cell, Column, Label, Row, RowRef, Table


@dataclass(frozen=True, kw_only=True)
class Line:
    """`of` are those it is counted among; everybody of the arm where it is None. `refs`: the
    records by which each of them is counted."""

    key: str
    label: Label
    people: frozenset[int]
    of: frozenset[int] | None = None
    level: int = 0
    refs: Mapping[int, Sequence[RowRef]] = field(default_factory=dict)


def counted_table(
    key: str,
    title: Label,
    stub: Label,
    lines: Iterable[Line],
    arms: Sequence[Arm],
    *,
    footnotes: Sequence[Label] = (),
) -> Table:
    return Table(
        key=key,
        title=title,
        stub=stub,
        columns=tuple(Column(key=arm.key, label=heading(arm)) for arm in arms),
        rows=tuple(row_of(line, arms) for line in lines),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=tuple(footnotes),
    )


def row_of(line: Line, arms: Sequence[Arm]) -> Row:
    return Row(
        key=line.key,
        label=line.label,
        level=line.level,
        cells=tuple(cell_of(line, arm) for arm in arms),
    )


def cell_of(line: Line, arm: Arm) -> Cell:
    inside = set(arm.members)
    of = len(inside) if line.of is None else len(inside & line.of)
    counted = inside & line.people
    return Cell.count(
        counted, of=of, rows=(ref for one in counted for ref in line.refs.get(one, ()))
    )


def lines_by(
    pairs: Iterable[tuple[str, int]],
    label: Callable[[str], Label],
    *,
    prefix: str = "",
    level: int = 0,
) -> list[Line]:
    """One line for each name, the most participants first, equals by name."""
    found: dict[str, set[int]] = {}
    for name, participant in pairs:
        found.setdefault(name, set()).add(participant)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Line(key=f"{prefix}{name}", label=label(name), people=frozenset(who), level=level)
        for name, who in ordered
    ]
