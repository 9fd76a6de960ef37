"""The rows of a query: raised, moved from state to state, each time with an entry."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal
from casebook import other_records
from casebook.domain.queries import STATE_LABELS, Move, QueryState, after
from casebook.models import Query, QueryEntry, Record
from casebook.selectors.calendar import day_at
from trials.domain.rights import Right, grant_of
from trials.selectors.delegations import reach_of


class UnableToMove(Refusal):
    """The query stays in the state it is in."""


def raised(
    record: Record,
    item: str,
    *,
    state: QueryState,
    by: User | None,
    at: datetime,
    **fields: Any,
) -> Query:
    return Query.objects.create(
        activation=record.activation,
        participant=record.participant,
        **other_records.columns(record),
        item=item,
        state=state,
        raised_by=by,
        raised_at=at,
        waiting_since=at,
        **fields,
    )


def said(
    query: Query,
    what: str,
    text: str,
    *,
    by: User | None,
    at: datetime,
    right: Right | None = None,
) -> None:
    QueryEntry.objects.create(
        activation=query.activation,
        query=query,
        said=what,
        text=text.strip(),
        by=by,
        role=role_behind(query, by, right, at),
        at=at,
    )


def role_behind(query: Query, by: User | None, right: Right | None, at: datetime) -> str:
    """The role that let the person say it."""
    if by is None or right is None:
        return ""
    roles = reach_of(by, on=day_at(query.activation, at)).roles_at(query.activation)
    return next((str(role) for role in sorted(roles) if grant_of(right, role)), "")


def move(
    query: Query,
    how: Move,
    text: str,
    *,
    by: User | None,
    at: datetime,
    right: Right | None = None,
) -> Query:
    """`query` was read FOR UPDATE."""
    then = after(query.current, how)
    if then is None:
        raise UnableToMove(
            _("This query is %(state)s already; look at it again.")
            % {"state": _(STATE_LABELS[query.current]).lower()}
        )
    query.state = then
    query.waiting_since = at
    query.save()
    said(query, str(how), text, by=by, at=at, right=right)
    return query
