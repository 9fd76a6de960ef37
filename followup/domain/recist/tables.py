"""A table of lesions, one row per lesion and scan, judged per participant and reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from followup.domain.flat_tables import Fault, Row, UnreadableCell, read
from followup.domain.recist.best import Best, Terms, best
from followup.domain.recist.cells import Seen, plain, seen_in
from followup.domain.recist.columns import BASELINE, COLUMNS
from followup.domain.recist.lesions import Kind, Lesion, Scan, State, too_many
from followup.domain.recist.responses import TimePoint, time_points
from trials.domain.messages import Message
from trials.domain.messages import message as _


@dataclass(frozen=True, kw_only=True)
class Course:
    """`faults` are cells that could not be read: then nothing of the course is judged."""

    participant: str
    reader: str
    points: tuple[TimePoint, ...] = ()
    best: Best | None = None
    best_confirmed: Best | None = None
    faults: tuple[Fault, ...] = ()


def judge_table(text: str, *, terms: Terms) -> tuple[Course, ...]:
    groups: dict[tuple[str, str], list[Row]] = {}
    rows = read(text, COLUMNS)
    for row in rows:
        groups.setdefault((row.text("participant"), row.text("reader")), []).append(row)
    named = any(plain(row.text("visit")) in BASELINE for row in rows)
    return tuple(course_of(who, rows, terms, named=named) for who, rows in groups.items())


def course_of(who: tuple[str, str], rows: Sequence[Row], terms: Terms, *, named: bool) -> Course:
    """`named`: some visit of the table is called baseline."""
    participant, reader = who
    seen, faults = all_seen(rows)
    if not faults:
        seen = with_nodes(seen)
        faults = [*misfits(seen), *(baseline_misfits(seen) if named else ())]
    if faults:
        return Course(participant=participant, reader=reader, faults=tuple(faults))
    points = time_points(scans_of(seen))
    return Course(
        participant=participant,
        reader=reader,
        points=points,
        best=best(points, terms=terms, confirmed=False),
        best_confirmed=best(points, terms=terms, confirmed=True),
    )


def all_seen(rows: Sequence[Row]) -> tuple[list[Seen], list[Fault]]:
    seen, faults = [], []
    for row in rows:
        try:
            seen.append(seen_in(row))
        except UnreadableCell as error:
            faults.append(Fault(row=row.number, column=error.column, message=error.message))
    return seen, faults


def with_nodes(seen: Sequence[Seen]) -> list[Seen]:
    """A lesion that some row calls a node is one on the scans whose rows do not say."""
    nodes = {one.lesion.name for one in seen if one.lesion and one.is_node}
    return [
        replace(one, lesion=replace(one.lesion, is_node=True))
        if one.lesion and one.is_node is None and one.lesion.name in nodes
        else one
        for one in seen
    ]


def misfits(seen: Sequence[Seen]) -> Iterator[Fault]:
    """Rows that contradict each other, or a target that nobody chose at baseline."""
    start = min(seen, key=lambda one: one.day).visit
    in_time = sorted(seen, key=lambda one: one.day, reverse=True)
    kinds = {one.lesion.name: one.lesion.kind for one in in_time if one.lesion}
    chosen = {one.lesion.name for one in seen if one.lesion and one.visit == start}
    nodes = {one.lesion.name for one in seen if one.lesion and one.is_node}
    places: dict[tuple[str, object], Lesion] = {}
    for one in seen:
        if one.lesion is None:
            continue
        if is_twice(one, one.lesion, places):
            yield fault(one, "lesion", _("This lesion stands twice on this scan."))
        if one.lesion.kind is not kinds[one.lesion.name]:
            yield fault(one, "kind", _("This lesion is of another kind on another scan."))
        if one.is_node is False and one.lesion.name in nodes:
            yield fault(one, "node", _("Another row calls this lesion a lymph node."))
        if one.lesion.kind is Kind.NEW and one.visit == start:
            yield fault(one, "kind", _("The first scan is the baseline: nothing is new there."))
        if one.lesion.kind is not Kind.NEW and one.lesion.name not in chosen:
            yield fault(
                one, "lesion", _("This lesion was not chosen at baseline; call it new if it is.")
            )
    yield from target_misfits([one for one in seen if one.visit == start])
    yield from merged_misfits(seen)


def is_twice(one: Seen, lesion: Lesion, places: dict[tuple[str, object], Lesion]) -> bool:
    """On a visit or on a day, unless both are parts of what was one lesion."""
    before = [places.setdefault((lesion.name, place), lesion) for place in (one.visit, one.day)]
    return any(
        other is not lesion and {other.state, lesion.state} != {State.SPLIT} for other in before
    )


def target_misfits(seen: Sequence[Seen]) -> Iterator[Fault]:
    targets = [one for one in seen if one.lesion and one.lesion.kind is Kind.TARGET]
    for message in too_many([one.lesion for one in targets if one.lesion]):
        yield fault(targets[-1], "lesion", message)


def merged_misfits(seen: Sequence[Seen]) -> Iterator[Fault]:
    first: dict[str, Seen] = {}
    for one in seen:
        if not one.lesion or one.lesion.state is not State.MERGED:
            continue
        if one.lesion.diameter_mm is not None and first.setdefault(one.visit, one) is not one:
            yield fault(
                one,
                "diameter",
                _("Give the diameter of merged lesions once, and leave it out of the others."),
            )


def baseline_misfits(seen: Sequence[Seen]) -> Iterator[Fault]:
    """Where visits are called baseline, each course has one, and it is the first."""
    first = min(seen, key=lambda one: one.day)
    if plain(first.visit) in BASELINE:
        return
    if any(plain(one.visit) in BASELINE for one in seen):
        yield fault(first, "date", _("This scan lies before the one that is called baseline."))
    else:
        yield fault(
            first,
            "visit",
            _("No scan of this course is called baseline, as others are: there is no response."),
        )


def fault(one: Seen, column: str, message: Message) -> Fault:
    return Fault(row=one.row.number, column=column, message=message)


def scans_of(seen: Sequence[Seen]) -> list[Scan]:
    """A visit may take several days; it counts from the first."""
    visits: Mapping[str, list[Seen]] = {one.visit: [] for one in seen}
    for one in seen:
        visits[one.visit].append(one)
    return [
        Scan(
            visit=visit,
            day=min(one.day for one in parts),
            lesions=tuple(together([one.lesion for one in parts if one.lesion])),
        )
        for visit, parts in visits.items()
    ]


def together(lesions: Sequence[Lesion]) -> Iterator[Lesion]:
    """The parts of a lesion that split are one, as long as all of them together."""
    names = dict.fromkeys(one.name for one in lesions)
    for name in names:
        parts = [one for one in lesions if one.name == name]
        sizes = [one.diameter_mm for one in parts if one.diameter_mm is not None]
        whole = len(parts) > 1 and len(sizes) == len(parts)
        yield replace(parts[0], diameter_mm=sum(sizes, Decimal(0))) if whole else parts[0]
