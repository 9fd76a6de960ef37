"""A table of lesions, one row per lesion and scan, judged per participant and reader."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from followup.domain.flat_tables import Column, Fault, Row, UnreadableCell, read
from followup.domain.recist.best import Best, Terms, best
from followup.domain.recist.lesions import Kind, Lesion, Scan, State
from followup.domain.recist.responses import TimePoint, time_points
from trials.domain.messages import Message
from trials.domain.messages import message as _

COLUMNS = (
    Column(name="participant", also=("subject", "usubjid", "受试者"), required=True),
    Column(name="reader", also=("trevalid", "evaluator", "阅片者")),
    Column(name="visit", also=("time point", "访视")),
    Column(name="date", also=("scan date", "日期"), required=True),
    Column(name="lesion", also=("lesion id", "trlnkid", "病灶"), required=True),
    Column(name="kind", also=("type", "target / non-target / new", "类型"), required=True),
    Column(name="node", also=("lymph node", "node or not", "淋巴结")),
    Column(name="organ", also=("site", "location", "部位")),
    Column(name="diameter", also=("diameter mm", "mm", "size", "diameter or state", "直径")),
    Column(name="state", also=("status", "finding", "状态")),
)
KINDS = {
    "target": Kind.TARGET,
    "t": Kind.TARGET,
    "靶病灶": Kind.TARGET,
    "nontarget": Kind.NON_TARGET,
    "nt": Kind.NON_TARGET,
    "非靶病灶": Kind.NON_TARGET,
    "new": Kind.NEW,
    "newlesion": Kind.NEW,
    "新病灶": Kind.NEW,
}
STATES = {
    State.ABSENT: "absent gone disappeared resolved none normal no cr 消失",
    State.TOO_SMALL: "toosmall toosmalltomeasure tstm 过小",
    State.PRESENT: "present unchanged stable noncrnonpd yes unequivocal definite confirmed 存在",
    State.PROGRESSED: "progressed progression unequivocalprogression worse pd 进展",
    State.EQUIVOCAL: "equivocal suspected possible doubtful 可疑",
    State.NOT_EVALUABLE: "ne notevaluable notevaluated notassessed notdone missing nd 不可评价",
}
STATE_NAMES = {word: state for state, words in STATES.items() for word in words.split()}
# A participant whose scan shows nothing to follow still was seen.
NO_LESION = {"", "none", "nolesion", "无"}
TARGET_STATES = {State.MEASURED, State.ABSENT, State.TOO_SMALL, State.NOT_EVALUABLE}


@dataclass(frozen=True, kw_only=True)
class Course:
    """`faults` are cells that could not be read: then nothing of the course is judged."""

    participant: str
    reader: str
    points: tuple[TimePoint, ...] = ()
    best: Best | None = None
    best_confirmed: Best | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seen:
    row: Row
    visit: str
    day: date
    lesion: Lesion | None


def judge_table(text: str, *, terms: Terms) -> tuple[Course, ...]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in read(text, COLUMNS):
        groups.setdefault((row.text("participant"), row.text("reader")), []).append(row)
    return tuple(course_of(who, rows, terms) for who, rows in groups.items())


def course_of(who: tuple[str, str], rows: Sequence[Row], terms: Terms) -> Course:
    participant, reader = who
    seen, faults = all_seen(rows)
    faults += [*misfits(seen)] if not faults else []
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


def seen_in(row: Row) -> Seen:
    row.needed("participant")
    day = row.day("date")
    if day is None or day.full is None:
        raise UnreadableCell("date", _("A scan has a whole date, such as 2026-03-05."))
    visit = row.text("visit") or day.full.isoformat()
    return Seen(row=row, visit=visit, day=day.full, lesion=lesion_in(row))


def lesion_in(row: Row) -> Lesion | None:
    name = row.text("lesion")
    if plain(name) in NO_LESION:
        return None
    kind = KINDS.get(plain(row.needed("kind")))
    if kind is None:
        raise UnreadableCell("kind", _("Write target, non-target or new."))
    is_node = is_node_in(row)
    lesion = described(row, Lesion(name=name, kind=kind, state=State.MEASURED, is_node=is_node))
    if kind is Kind.TARGET and lesion.state not in TARGET_STATES:
        raise UnreadableCell(
            "diameter",
            _("A target has a diameter in mm, or is absent, too small or not evaluable."),
        )
    return lesion


def described(row: Row, lesion: Lesion) -> Lesion:
    """A diameter, or a word in either column."""
    text, state = row.text("diameter"), STATE_NAMES.get(plain(row.text("state")))
    if row.text("state") and state is None:
        raise UnreadableCell("state", not_a_state(row.text("state")))
    organ = row.text("organ").casefold()
    size = None
    if plain(text) in STATE_NAMES:
        state = state or STATE_NAMES[plain(text)]
    elif text:
        size = row.decimal("diameter", text.casefold().removesuffix("mm"))
        if size < 0:
            raise UnreadableCell("diameter", _("A diameter is not below zero."))
    return Lesion(
        name=lesion.name,
        kind=lesion.kind,
        is_node=lesion.is_node,
        organ=organ,
        diameter_mm=size,
        state=state_with(size, state),
    )


def state_with(size: object, state: State | None) -> State:
    """What was measured is measured, unless somebody says more of it than its size."""
    if size is None:
        return state or State.NOT_EVALUABLE
    if state in (State.PROGRESSED, State.EQUIVOCAL, State.NOT_EVALUABLE):
        return state
    return State.MEASURED if size else State.ABSENT


def not_a_state(text: str) -> Message:
    return _(
        "“{text}” is not a state. Write absent, too small, present, progression, equivocal or NE.",
        text=text,
    )


def is_node_in(row: Row) -> bool:
    if plain(row.text("node")) in {"node", "lymphnode", "nodal", "淋巴结"}:
        return True
    return plain(row.text("node")) not in {"nonnode", "notnode", "nonnodal"} and bool(
        row.answer("node")
    )


def plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())


def misfits(seen: Sequence[Seen]) -> Iterator[Fault]:
    """Rows that contradict each other, or a target that nobody chose at baseline."""
    first = min((one.day for one in seen), default=None)
    backward = sorted(seen, key=lambda one: one.day, reverse=True)
    known = {one.lesion.name: one.lesion for one in backward if one.lesion}
    starts = {one.lesion.name for one in seen if one.lesion and one.day == first}
    twice: set[tuple[str, date]] = set()
    for one in seen:
        if one.lesion is None:
            continue
        if (one.lesion.name, one.day) in twice:
            yield fault(one, "lesion", _("This lesion stands twice on this scan."))
        twice.add((one.lesion.name, one.day))
        if one.lesion.kind is not known[one.lesion.name].kind:
            yield fault(one, "kind", _("This lesion is of another kind on another scan."))
        if one.lesion.kind is Kind.NEW and one.day == first:
            yield fault(one, "kind", _("The first scan is the baseline: nothing is new there."))
        if one.lesion.kind is not Kind.NEW and one.lesion.name not in starts:
            yield fault(
                one, "lesion", _("This lesion was not chosen at baseline; call it new if it is.")
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
            lesions=tuple(one.lesion for one in parts if one.lesion),
        )
        for visit, parts in visits.items()
    ]
