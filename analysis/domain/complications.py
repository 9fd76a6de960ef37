"""Complications of surgery by Clavien and Dindo: each participant once, at the worst grade."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.domain.counted import Line, counted_table
from analysis.domain.safety import Arm
from analysis.domain.tables import RowRef, Table
from followup.domain.clavien_dindo import GRADE_LABELS, ClavienDindo, Complication
from trials.domain.messages import Message
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`complication` is None where nobody graded it, or where `clear`: there was none."""

    participant: int
    ref: RowRef
    complication: Complication | None = None
    clear: bool = False


def complications_table(operations: Iterable[Operation], arms: Sequence[Arm]) -> Table:
    return counted_table(
        "complications",
        _("Complications of surgery, Clavien-Dindo"),
        _("Worst grade"),
        list(lines_of(list(operations))),
        arms,
        footnotes=(_("Shares are of those operated. Major: grade IIIa or worse."),),
    )


def lines_of(operations: Sequence[Operation]) -> Iterator[Line]:
    refs = refs_of(operations)
    operated, worst = frozenset(refs), worst_of(operations)
    yield Line(key="operated", label=_("Operated"), people=operated, refs=refs)
    major = frozenset(one for one, grade in worst.items() if grade.is_major)
    lines = [("major", _("Major complication"), major, 0)]
    lines += [
        (f"grade:{grade}", in_words(grade), having(worst, grade), 1) for grade in ClavienDindo
    ]
    lasting = frozenset(
        one.participant for one in operations if one.complication and one.complication.lasting
    )
    lines.append(("lasting", _("With a lasting disability"), lasting, 0))
    clear = frozenset(one.participant for one in operations if one.clear) - frozenset(worst)
    lines.append(("none", _("Without complication"), clear, 0))
    lines.append(("ungraded", _("No grade recorded"), operated - frozenset(worst) - clear, 0))
    for key, label, people, level in lines:
        yield Line(key=key, label=label, people=people, of=operated, refs=refs, level=level)


def in_words(grade: ClavienDindo) -> Message:
    return _("{grade}: {meaning}", grade=grade.value, meaning=Message(GRADE_LABELS[grade]))


def having(worst: Mapping[int, ClavienDindo], grade: ClavienDindo) -> frozenset[int]:
    return frozenset(one for one, found in worst.items() if found is grade)


def refs_of(operations: Iterable[Operation]) -> dict[int, list[RowRef]]:
    found: dict[int, list[RowRef]] = {}
    for one in operations:
        found.setdefault(one.participant, []).append(one.ref)
    return found


def worst_of(operations: Iterable[Operation]) -> dict[int, ClavienDindo]:
    found: dict[int, ClavienDindo] = {}
    for one in operations:
        if one.complication is not None:
            grade, before = one.complication.grade, found.get(one.participant)
            if before is None or grade.rank > before.rank:
                found[one.participant] = grade
    return found
