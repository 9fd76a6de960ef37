"""Ask about an answer, answer, close, open again; take a suggested answer over in one step."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook import other_records
from casebook.actions import forms, record_suggestions
from casebook.actions.query_entries import move, raised, said
from casebook.domain.answers import Answer, Entry, entry_from
from casebook.domain.doubts import Severity
from casebook.domain.occasions import CHECKS
from casebook.domain.queries import Move, QueryState, says_as_asked
from casebook.domain.reading import read_answer
from casebook.models import FormRecord, Query, QueryEntry, Record
from casebook.selectors.calendar import day_at
from casebook.selectors.forms import occasion_of
from casebook.selectors.protocols import protocol_behind
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.rights import Right
from trials.permissions import check_may
from trials.wording import worded


class UnableToAsk(Refusal):
    """The query was not raised."""


class UnableToSettle(Refusal):
    """The query was not answered, closed, opened again or accepted."""


@act
def ask(
    *,
    record: Record,
    item: str,
    text: str,
    suggestion: object = None,
    by: User,
    at: datetime,
) -> Query:
    """Raise a query on one answer, or on its absence. A suggestion can be taken over as it is: on a
    form an entry, on another record the value of its field."""
    today = day_at(record.activation, at)
    check_may(by, Right.RAISE_QUERY, activation=record.activation, on=today)
    instead = None
    if isinstance(record, FormRecord):
        asked = asked_item(record, item)
        if isinstance(suggestion, Entry):
            instead = suggested(record, asked, suggestion, at=at)
    elif item not in other_records.kind_behind(record).labels:
        raise UnableToAsk(has_no_question(item))
    elif suggestion not in other_records.EMPTY:
        instead = record_suggestions.suggested(record, item, suggestion, at=at)
    if not text.strip():
        raise UnableToAsk(_("Say what you ask about this answer."))
    query = raised(record, item, state=QueryState.OPEN, suggestion=instead, by=by, at=at)
    said(query, "raise", text, by=by, at=at, right=Right.RAISE_QUERY)
    return query


def asked_item(record: FormRecord, name: str) -> Item:
    found = protocol_behind(record).form(record.form_id).item(name)
    if found is None or found.type is ItemType.CALCULATED:
        raise UnableToAsk(has_no_question(name))
    return found


def has_no_question(item: str) -> str:
    return _("The form has no question “%(item)s” that somebody answers.") % {"item": item}


def suggested(record: FormRecord, item: Item, entry: Entry, *, at: datetime) -> dict[str, object]:
    """The suggestion as the form would store it, by the form's own rules."""
    answer, problems = read_answer(item, entry, day_at(record.activation, at))
    wrong = next((one for one in problems if one.severity is not Severity.UNLIKELY), None)
    if wrong is not None or answer is None:
        told = worded(wrong.message) if wrong else ""
        raise UnableToAsk(_("The suggested answer cannot be recorded. %(why)s") % {"why": told})
    if says_as_asked(record.data.get(item.id), answer.as_stored()):
        raise UnableToAsk(_("The form says so already; suggest another answer, or none."))
    return without_reason(answer)


def without_reason(answer: Answer) -> dict[str, object]:
    """Why an unlikely value is right, the site has to say."""
    return {name: one for name, one in answer.as_stored().items() if name != "reason"}


@act
def answer(*, query: Query, text: str, by: User, at: datetime) -> Query:
    row = to_move(query, Right.ANSWER_QUERY, by=by, at=at)
    if not text.strip():
        raise UnableToSettle(_("Write the answer: what the source document says, or why it is so."))
    return move(row, Move.ANSWER, text, by=by, at=at, right=Right.ANSWER_QUERY)


@act
def close(*, query: Query, text: str = "", by: User, at: datetime) -> Query:
    """By somebody else than whoever answered: an answer is looked at by two."""
    row = to_move(query, Right.CLOSE_QUERY, by=by, at=at)
    if answered_by(row) == by.pk:
        raise UnableToSettle(
            _("You answered this query yourself. Another reviewer has to look at it and close it.")
        )
    return move(row, Move.CLOSE, text, by=by, at=at, right=Right.CLOSE_QUERY)


@act
def reopen(*, query: Query, text: str, by: User, at: datetime) -> Query:
    row = to_move(query, Right.CLOSE_QUERY, by=by, at=at)
    if not text.strip():
        raise UnableToSettle(_("Say what is still open."))
    return move(row, Move.REOPEN, text, by=by, at=at, right=Right.CLOSE_QUERY)


@act
def accept(*, query: Query, by: User, at: datetime) -> Query:
    """Correct the record as suggested; the saving settles the query."""
    row = to_move(query, Right.ANSWER_QUERY, by=by, at=at)
    if row.suggestion is None or row.current is QueryState.CLOSED:
        raise UnableToSettle(_("There is no suggestion to accept in this query."))
    save_with(row, by=by, at=at)
    return Query.objects.get(pk=row.pk)


def save_with(query: Query, *, by: User, at: datetime) -> None:
    why, record = f"query: {first_words(query)}", query.record
    if record is None:
        record_suggestions.accept(query, reason=why, by=by, at=at)
        return
    entries = {name: entry_from(one) for name, one in record.data.items() if name != CHECKS}
    answers = forms.Answers(
        entries={**entries, query.item: entry_from(query.suggestion)},
        expected_version=record.version,
        reasons=record.data.get(CHECKS, {}),
    )
    if record.status == Record.Status.INCOMPLETE:
        forms.save(
            participant=record.participant,
            occasion=occasion_of(record),
            answers=answers,
            complete=False,
            by=by,
            at=at,
        )
    else:
        forms.correct(record=record, answers=answers, reason=why, by=by, at=at)


def first_words(query: Query) -> str:
    found = query.entries.filter(said="raise").values_list("text", flat=True)
    return found.first() or query.message.get("en", "")


def answered_by(query: Query) -> int | None:
    found = QueryEntry.objects.filter(query=query, said="answer").order_by("pk").last()
    return found.by_id if found else None


def to_move(query: Query, right: Right, *, by: User, at: datetime) -> Query:
    today = day_at(query.activation, at)
    check_may(by, right, activation=query.activation, on=today)
    rows = Query.objects.select_for_update(of=("self",)).select_related(
        "activation__site",
        "record__participant__activation__site",
        "record__activation__site",
        "record__protocol_version__trial",
    )
    row: Query = rows.get(pk=query.pk)
    return row
