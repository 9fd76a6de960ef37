"""A query as a page draws it: what was said, how long it waits, what this person may do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from casebook import other_records
from casebook.actions.record_suggestions import as_suggested
from casebook.domain.queries import STATE_LABELS, TONES, Move, after, days_waiting, is_old
from casebook.forms.shown import answer_shown
from casebook.models import Query, QueryEntry
from casebook.selectors.calendar import day_at
from casebook.selectors.protocols import protocol_behind
from trials.domain.messages import gettext_noop
from trials.domain.rights import Right
from trials.domain.roles import ROLE_LABELS, Role

NEEDS: Mapping[Move, Right] = {
    Move.ANSWER: Right.ANSWER_QUERY,
    Move.CLOSE: Right.CLOSE_QUERY,
    Move.REOPEN: Right.CLOSE_QUERY,
}
BUTTONS: Mapping[Move, str] = {
    Move.ANSWER: gettext_noop("Send the answer"),
    Move.CLOSE: gettext_noop("Close the query"),
    Move.REOPEN: gettext_noop("Open it again"),
}
ACCEPT = "accept"


@dataclass(frozen=True, kw_only=True)
class Thread:
    """`moves` are the buttons this person has: what is sent, and its word."""

    pk: int
    item: str
    url: str
    tone: str
    word: str
    entries: list[dict[str, str]]
    moves: list[tuple[str, str]]
    suggestion: str = ""
    can_accept: bool = False
    is_closed: bool = False

    @property
    def can_reply(self) -> bool:
        return bool(self.moves)


def threads_by_item(
    queries: Iterable[Query], *, rights: Collection[Right], today: date
) -> dict[str, list[Thread]]:
    found: dict[str, list[Thread]] = {}
    for query in queries:
        found.setdefault(query.item, []).append(thread(query, rights=rights, today=today))
    return found


def thread(query: Query, *, rights: Collection[Right], today: date) -> Thread:
    moves = [
        (move.value, _(BUTTONS[move]))
        for move, right in NEEDS.items()
        if right in rights and after(query.current, move)
    ]
    suggestion = suggestion_shown(query)
    is_closed = after(query.current, Move.SETTLE) is None
    return Thread(
        pk=query.pk,
        item=query.item,
        url=reverse("casebook:query", args=[query.activation.trial.slug, query.pk]),
        tone=TONES[query.current],
        word=state_and_age(query, today=today),
        entries=list(entries(query)),
        moves=moves,
        suggestion=suggestion,
        can_accept=bool(suggestion) and not is_closed and Right.ANSWER_QUERY in rights,
        is_closed=is_closed,
    )


def suggestion_shown(query: Query) -> str:
    if query.suggestion is None or query.record is not None:
        return answer_shown(protocol_behind(query.about), query.item, query.suggestion)
    kind = other_records.kind_behind(query.about)
    return kind.shown(as_suggested(query), query.item)


def state_and_age(query: Query, *, today: date) -> str:
    """ "Unanswered, 16 days": nobody has to count."""
    word = _(STATE_LABELS[query.current])
    days = waiting_days(query, today=today)
    return f"{word}, {counted(days)}" if days else word


def counted(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def waiting_days(query: Query, *, today: date) -> int:
    since = day_at(query.activation, query.waiting_since)
    return days_waiting(query.current, since=since, today=today)


def has_waited_long(query: Query, *, today: date) -> bool:
    return is_old(waiting_days(query, today=today))


def message_of(query: Query) -> str:
    """What the platform asked, in the reader's language."""
    language = "zh" if (get_language() or "en").startswith("zh") else "en"
    return str(query.message.get(language, ""))


def entries(query: Query) -> Iterable[dict[str, str]]:
    if query.message:
        yield said("Concord", _("the platform"), query.raised_at, message_of(query))
    for one in query.entries.all():
        text = one.text or QueryEntry.Said(one.said).label
        role = _(ROLE_LABELS[Role(one.role)]) if one.role else _("the platform")
        yield said(str(one.by or "Concord"), role, one.at, str(text))


def said(by: str, role: str, at: Any, text: str) -> dict[str, str]:
    return {"by": by, "role": role, "at": f"{at:%Y-%m-%d %H:%M} UTC", "text": text}
