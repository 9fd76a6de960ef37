"""A question about one answer: its states, whom it waits for, and when it settles by itself."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from casebook.domain.answers import answer_from
from trials.domain.messages import gettext_noop as _
from trials.domain.values import Absent


class QueryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Move(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    # By itself: the value was corrected as asked, or what was doubted is gone.
    SETTLE = "settle"


# From -> by which move -> to. Nothing is deleted, and a closed query can always be opened again.
ALLOWED: Mapping[QueryState, Mapping[Move, QueryState]] = {
    QueryState.OPEN: {
        Move.ANSWER: QueryState.ANSWERED,
        Move.CLOSE: QueryState.CLOSED,
        Move.SETTLE: QueryState.CLOSED,
    },
    QueryState.ANSWERED: {
        Move.CLOSE: QueryState.CLOSED,
        Move.REOPEN: QueryState.OPEN,
        Move.SETTLE: QueryState.CLOSED,
    },
    QueryState.CLOSED: {Move.REOPEN: QueryState.OPEN},
}

HAPPENED: Mapping[Move, str] = {
    Move.ANSWER: "the site answers",
    Move.CLOSE: "somebody else closes it",
    Move.REOPEN: "the answer does not settle it",
    Move.SETTLE: "corrected as asked, or no longer doubtful",
}


class Waiting(StrEnum):
    """Who has to do something next."""

    SITE = "site"
    REVIEWER = "reviewer"
    NOBODY = "nobody"


WAITS_FOR: Mapping[QueryState, Waiting] = {
    QueryState.OPEN: Waiting.SITE,
    QueryState.ANSWERED: Waiting.REVIEWER,
    QueryState.CLOSED: Waiting.NOBODY,
}

STATE_LABELS: Mapping[QueryState, str] = {
    QueryState.OPEN: _("Unanswered"),
    QueryState.ANSWERED: _("Answered"),
    QueryState.CLOSED: _("Closed"),
}

TONES: Mapping[QueryState, str] = {
    QueryState.OPEN: "query",
    QueryState.ANSWERED: "due",
    QueryState.CLOSED: "done",
}

# From this day of waiting on a query counts as old.
OLD_AFTER_DAYS = 14


def after(state: QueryState, move: Move) -> QueryState | None:
    """None where this move is not possible from here."""
    return ALLOWED[state].get(move)


def days_waiting(state: QueryState, *, since: date, today: date) -> int:
    """Since it was raised or last opened again; nobody waits for a closed one."""
    return 0 if state is QueryState.CLOSED else max((today - since).days, 0)


def is_old(days: int) -> bool:
    return days > OLD_AFTER_DAYS


def says_as_asked(stored: Mapping[str, Any] | None, asked: Mapping[str, Any] | None) -> bool:
    """Does the answer now mean what the query suggested, however it was typed?"""
    if not stored or not asked:
        return False
    here, there = answer_from(stored).content, answer_from(asked).content
    if isinstance(here, Absent) or isinstance(there, Absent):
        return (
            isinstance(here, Absent) and isinstance(there, Absent) and here.reason == there.reason
        )
    return (here.value, here.unit) == (there.value, there.unit) and rows_alike(stored, asked)


def rows_alike(stored: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Of a table: every cell means the same."""
    rows, others = stored.get("rows", {}), asked.get("rows", {})
    return all(
        cells.keys() == others[row].keys()
        and all(says_as_asked(one, others[row][column]) for column, one in cells.items())
        for row, cells in rows.items()
        if row in others
    )


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [
        f"    {before} --> {then}: {HAPPENED[move]}"
        for before, ways in ALLOWED.items()
        for move, then in ways.items()
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> open: raised", *arrows, ""])
