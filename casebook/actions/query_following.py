"""What a saved form does to its queries: doubts somebody confirmed, and questions it settles."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import translation

from accounts.models import User
from casebook.actions.query_entries import move, raised, said
from casebook.domain.doubts import Problem, Severity
from casebook.domain.queries import Move, QueryState, says_as_asked
from casebook.models import FormRecord, Query
from trials.domain.rights import Right
from trials.wording import worded

# The rule behind a value outside the item's plausible bounds; checks between answers have names.
PLAUSIBLE = "plausible"
LANGUAGES = {"en": "en", "zh": "zh-hans"}
Place = tuple[str, str]


def follow(record: FormRecord, problems: Iterable[Problem], *, by: User, at: datetime) -> None:
    """In the transaction of the saving, whichever way the form was saved."""
    confirmed = {place_of(one): one for one in problems if is_confirmed(one)}
    standing = list(
        Query.objects.select_for_update(of=("self",))
        .filter(record=record)
        .exclude(state=QueryState.CLOSED)
        .select_related("activation__site")
    )
    settle(record, standing, confirmed, by=by, at=at)
    doubts = {place_of_query(one): one for one in standing if one.origin == Query.Origin.WARNING}
    for place, problem in confirmed.items():
        answer_oneself(record, problem, doubts.get(place), by=by, at=at)


def place_of(problem: Problem) -> Place:
    in_cell = f"{PLAUSIBLE}-{problem.row}-{problem.column}" if problem.column else PLAUSIBLE
    return problem.item, problem.check or in_cell


def place_of_query(query: Query) -> Place:
    return query.item, query.rule


def is_confirmed(problem: Problem) -> bool:
    return problem.severity is Severity.UNLIKELY and bool(problem.confirmed_by)


def settle(
    record: FormRecord,
    standing: Iterable[Query],
    confirmed: Mapping[Place, Problem],
    *,
    by: User,
    at: datetime,
) -> None:
    for query in standing:
        as_asked = says_as_asked(record.data.get(query.item), query.suggestion)
        is_warning = query.origin == Query.Origin.WARNING
        if as_asked or (is_warning and place_of_query(query) not in confirmed):
            move(query, Move.SETTLE, "", by=by, at=at, right=Right.ENTER_DATA)


def answer_oneself(
    record: FormRecord, problem: Problem, standing: Query | None, *, by: User, at: datetime
) -> None:
    """The warning asks, the reason given is the answer; a reviewer has the last word."""
    message, reason = in_both_languages(problem), problem.confirmed_by
    if standing is not None:
        if (standing.message, last_answer(standing)) != (message, reason):
            again(standing, message, reason, by=by, at=at)
    elif not was_reviewed(record, problem, message, reason):
        item, rule = place_of(problem)
        query = raised(
            record,
            item,
            state=QueryState.ANSWERED,
            origin=Query.Origin.WARNING,
            rule=rule,
            message=message,
            by=by,
            at=at,
        )
        said(query, "answer", reason, by=by, at=at, right=Right.ENTER_DATA)


def again(query: Query, message: Mapping[str, str], reason: str, *, by: User, at: datetime) -> None:
    """Another value or another reason: the reviewer has it to read anew."""
    query.message, query.state, query.waiting_since = message, QueryState.ANSWERED, at
    query.save()
    said(query, "answer", reason, by=by, at=at, right=Right.ENTER_DATA)


def was_reviewed(
    record: FormRecord, problem: Problem, message: Mapping[str, str], reason: str
) -> bool:
    item, rule = place_of(problem)
    closed = Query.objects.filter(record=record, item=item, rule=rule).order_by("pk").last()
    return closed is not None and (closed.message, last_answer(closed)) == (message, reason)


def last_answer(query: Query) -> str:
    found = query.entries.filter(said="answer").values_list("text", flat=True)
    return found.last() or ""


def in_both_languages(problem: Problem) -> dict[str, str]:
    words = {}
    for language, code in LANGUAGES.items():
        with translation.override(code):
            words[language] = worded(problem.message)
    return words
