"""The published table of CTCAE v5.0, row by row, held against the terms we know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trials.domain.ctcae.terms import all_terms
from trials.domain.messages import Message
from trials.domain.messages import message as _

CODE, TERM, DEFINITION = "MedDRA Code", "CTCAE Term", "Definition"
GRADES = {f"Grade {grade}": grade for grade in range(1, 6)}
NOTHING = {"", "-"}


@dataclass(frozen=True, kw_only=True)
class Official:
    """`grades`: the published text of each grade that exists."""

    term: str
    code: str
    definition: str
    grades: Mapping[int, str]


@dataclass(kw_only=True)
class Table:
    terms: list[Official] = field(default_factory=list)
    faults: list[Message] = field(default_factory=list)


def read(rows: Iterable[Sequence[object]]) -> Table:
    """The first row names the columns; others are told apart by the name of a term we know."""
    head, *body = [[plain(cell) for cell in row] for row in rows] or [[]]
    lacking = [name for name in (CODE, TERM, DEFINITION, *GRADES) if name not in head]
    if lacking:
        fault = _("The table has no column {names}.", names=", ".join(lacking))
        return Table(faults=[fault])
    found = Table()
    for number, cells in enumerate(body, start=2):
        if any(cells):
            take(found, dict(zip(head, cells, strict=False)), number)
    missing = sorted(set(known_grades()) - {one.term for one in found.terms})
    if missing and not found.faults:
        found.faults.append(_("The table lacks {names}.", names="; ".join(missing[:5])))
    return found


def take(table: Table, row: Mapping[str, str], number: int) -> None:
    grades = {grade: row[name] for name, grade in GRADES.items() if row[name] not in NOTHING}
    known = known_grades().get(row[TERM])
    if known is None:
        fault = _("Row {row}: {term} is no term of CTCAE v5.0.", row=number, term=row[TERM])
        table.faults.append(fault)
    elif set(grades) != known:
        fault = _("Row {row}: {term} has other grades here.", row=number, term=row[TERM])
        table.faults.append(fault)
    else:
        definition = "" if row[DEFINITION] in NOTHING else row[DEFINITION]
        table.terms.append(
            Official(term=row[TERM], code=row[CODE], definition=definition, grades=grades)
        )


def known_grades() -> Mapping[str, set[int]]:
    return {one.name: set(one.grades) for one in all_terms()}


def plain(cell: object) -> str:
    """Single spaces: the published file has others, and breaks lines within cells."""
    return " ".join(str(cell).split()) if cell is not None else ""
