"""The queries of many records just made: what somebody confirmed as unusual, all at once."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from casebook.actions.query_entries import role_behind
from casebook.actions.query_following import in_both_languages, is_confirmed, place_of
from casebook.domain.doubts import Problem
from casebook.domain.queries import QueryState
from casebook.models import FormRecord, Query, QueryEntry
from trials.domain.rights import Right


def answer_themselves(
    doubts: Sequence[tuple[FormRecord, Problem]], *, by: User, at: datetime
) -> None:
    """As one save raises them: the warning asks, the reason given is the answer."""
    confirmed = [(record, problem) for record, problem in doubts if is_confirmed(problem)]
    if not confirmed:
        return
    queries = Query.objects.bulk_create(
        [query_of(record, problem, by=by, at=at) for record, problem in confirmed]
    )
    role = role_behind(queries[0], by, Right.ENTER_DATA, at)
    QueryEntry.objects.bulk_create(
        QueryEntry(
            activation_id=query.activation_id,
            query=query,
            said=QueryEntry.Said.ANSWER,
            text=problem.confirmed_by,
            by=by,
            role=role,
            at=at,
        )
        for query, (_record, problem) in zip(queries, confirmed, strict=True)
    )


def query_of(record: FormRecord, problem: Problem, *, by: User, at: datetime) -> Query:
    item, rule = place_of(problem)
    return Query(
        activation=record.activation,
        participant=record.participant,
        record=record,
        item=item,
        origin=Query.Origin.WARNING,
        rule=rule,
        message=in_both_languages(problem),
        state=QueryState.ANSWERED,
        raised_by=by,
        raised_at=at,
        waiting_since=at,
    )
