"""One row of a table of lesions: which scan, which lesion, how large or in what state."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from followup.domain.flat_tables import Row, UnreadableCell
from followup.domain.recist.columns import KINDS, NO_LESION, STATE_NAMES
from followup.domain.recist.lesions import TOO_SMALL_MM, Kind, Lesion, State
from followup.domain.table_numbers import is_nothing
from trials.domain.messages import Message
from trials.domain.messages import message as _

TARGET_STATES = {
    *(State.MEASURED, State.ABSENT, State.TOO_SMALL, State.NOT_EVALUABLE),
    *(State.MERGED, State.SPLIT),
}
MORE_THAN_SIZE = (
    *(State.PROGRESSED, State.EQUIVOCAL, State.NOT_EVALUABLE),
    *(State.MERGED, State.SPLIT),
)
NODES = re.compile(r"lymph ?node|lymph ?nodes|淋巴结")
MERGED = re.compile(r"(?:merged|coalesced|fused|confluent) (?:with|into) .+|与.+融合")
SPLIT_FROM = re.compile(r"(?:split|fragment|fragmented|part) (?:from|of) (.+)")
LENGTH = re.compile(r"(?P<number>.*?)\s*(?P<unit>mm|cm|毫米|厘米)?")
TIMES = re.compile(r"\s*[x×*]\s*")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`is_node` is None where the row does not say."""

    row: Row
    visit: str
    day: date
    lesion: Lesion | None
    is_node: bool | None = None


def seen_in(row: Row) -> Seen:
    row.needed("participant")
    day = row.day("date")
    if day is None or day.full is None:
        raise UnreadableCell("date", _("A scan has a whole date, such as 2026-03-05."))
    visit = row.text("visit") or day.full.isoformat()
    is_node = is_node_in(row)
    lesion = lesion_in(row, is_node=bool(is_node))
    return Seen(row=row, visit=visit, day=day.full, lesion=lesion, is_node=is_node)


def lesion_in(row: Row, *, is_node: bool) -> Lesion | None:
    name = row.text("lesion")
    if not name and any(row.text(one) for one in ("kind", "diameter", "short_axis", "state")):
        row.needed("lesion")
    if plain(name) in NO_LESION:
        return None
    kind = KINDS.get(plain(row.needed("kind")))
    if kind is None:
        raise UnreadableCell("kind", _("Write target, non-target or new."))
    state, whole = state_in(row)
    size = size_in(row, is_node=is_node)
    named = Lesion(name=whole or name, kind=kind, state=State.MEASURED, is_node=is_node)
    lesion = described(replace(named, organ=row.text("organ").casefold()), size, state)
    if kind is Kind.TARGET and lesion.state not in TARGET_STATES:
        raise UnreadableCell(
            "diameter",
            _("A target has a diameter in mm, or is absent, too small or not evaluable."),
        )
    return lesion


def state_in(row: Row) -> tuple[State | None, str]:
    """Said in its own column or instead of the diameter; and of which lesion this is a part."""
    for column in ("state", "diameter"):
        text = unicodedata.normalize("NFKC", row.text(column)).casefold().strip()
        if MERGED.fullmatch(text):
            return State.MERGED, ""
        if part := SPLIT_FROM.fullmatch(text):
            # The parts bear the name of what they were part of, as it was written before.
            return State.SPLIT, row.text(column)[part.start(1) : part.end(1)]
        if state := STATE_NAMES.get(plain(text)):
            return state, ""
        if column == "state" and text and not is_nothing(text):
            raise UnreadableCell("state", not_a_state(row.text("state")))
    return None, ""


def size_in(row: Row, *, is_node: bool) -> Decimal | State | None:
    column = "short_axis" if is_node and row.text("short_axis") else "diameter"
    text = unicodedata.normalize("NFKC", row.text(column)).casefold().strip()
    if not text or is_nothing(text) or plain(text) in STATE_NAMES or is_said(text):
        return None
    below = text.startswith(("<", "≤"))
    size = length(row, column, text.lstrip("<≤= "), is_node=is_node)
    if size < 0:
        raise UnreadableCell(column, _("A diameter is not below zero."))
    if not below:
        return size
    if size > TOO_SMALL_MM:
        raise UnreadableCell(
            column,
            _(
                "“{text}” says only what it is less than: write a diameter, or too small.",
                text=text,
            ),
        )
    return State.TOO_SMALL


def is_said(text: str) -> bool:
    return bool(MERGED.fullmatch(text) or SPLIT_FROM.fullmatch(text))


def length(row: Row, column: str, text: str, *, is_node: bool) -> Decimal:
    """In mm; of two diameters the longer, of a node the shorter."""
    found = LENGTH.fullmatch(text)
    unit = (found["unit"] or "") if found else ""
    sizes = [row.decimal(column, one) for one in TIMES.split(found["number"] if found else text)]
    size = min(sizes) if is_node else max(sizes)
    return size * 10 if unit in ("cm", "厘米") else size


def described(lesion: Lesion, size: Decimal | State | None, state: State | None) -> Lesion:
    """What was measured is measured, unless somebody says more of it than its size."""
    if isinstance(size, State):
        return replace(lesion, state=state or size)
    if size is None:
        return replace(lesion, state=state or State.NOT_EVALUABLE)
    if state not in MORE_THAN_SIZE:
        state = State.MEASURED if size else State.ABSENT
    return replace(lesion, diameter_mm=size, state=state)


def not_a_state(text: str) -> Message:
    return _(
        "“{text}” is not a state. Write absent, too small, present, progression, equivocal, "
        "merged, split or NE.",
        text=text,
    )


def is_node_in(row: Row) -> bool | None:
    """Said in its column, or by the organ."""
    said = plain(row.text("node"))
    if said in {"node", "lymphnode", "nodal", "ln", "淋巴结"}:
        return True
    if said in {"nonnode", "notnode", "nonnodal", "notanode", "非淋巴结"}:
        return False
    answer = row.answer("node")
    return True if answer is None and NODES.search(row.text("organ").casefold()) else answer


def plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).casefold() if one.isalnum())
