"""A query on a record that is no form suggests what one of its fields should say: kept as the
record would keep it, taken over in one step, and settled by whichever correction says so."""

from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal
from casebook import other_records
from casebook.actions.query_entries import move
from casebook.domain.queries import Move, QueryState
from casebook.models import Query, Record
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.domain.rights import Right
from trials.wording import worded

VALUE = "value"


class UnableToSuggest(Refusal):
    """The suggestion cannot be recorded."""


def suggested(record: Record, name: str, value: object, *, at: datetime) -> dict[str, object]:
    """As the query keeps it, once it is clear that the record could be corrected so."""
    mending = other_records.kind_behind(record).mending
    if mending is None or name not in mending.fields:
        raise UnableToSuggest(
            _("No answer can be suggested for this field. Say in words what should be corrected.")
        )
    try:
        changed = mending.fitted(with_value(record, name, value), at)
    except (ValidationError, ImpossibleDate, Refusal) as error:
        raise UnableToSuggest(
            _("The suggested answer cannot be recorded. %(why)s") % {"why": why(error)}
        ) from error
    if kept(changed, name) == kept(record, name):
        raise UnableToSuggest(_("The record says so already; suggest another answer, or none."))
    return {VALUE: kept(changed, name)}


def why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return worded(error.message) if isinstance(error, ImpossibleDate) else str(error)


def with_value(record: Record, name: str, value: object) -> Record:
    """The record as it would be; never saved."""
    changed = copy(record)
    typed = as_typed(value, is_list=isinstance(getattr(record, name), list))
    setattr(changed, name, record._meta.get_field(name).clean(typed, record))
    return changed


def as_typed(value: Any, *, is_list: bool) -> str | list[str]:
    """A program sends what it likes; a field reads text, or a list of it."""
    if is_list != isinstance(value, list | tuple) or isinstance(value, dict):
        raise ValidationError(_("Give one answer.") if not is_list else _("Give a list."))
    return [str(one) for one in value] if is_list else str(plain(value))


def kept(record: Record, name: str) -> object:
    return plain(record.as_values().get(name))


def plain(value: Any) -> Any:
    """As it stands in JSON: a dose of 8.000 mg is one of 8 mg."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, list | tuple):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def accept(query: Query, *, reason: str, by: User, at: datetime) -> None:
    record = query.about
    mending = other_records.kind_behind(record).mending
    assert mending is not None  # without it nothing is suggested
    mending.correct(record, as_suggested(query), reason=reason, by=by, at=at)


def as_suggested(query: Query) -> Record:
    return with_value(query.about, query.item, query.suggestion[VALUE])


def settle(record: Record, *, by: User, at: datetime) -> None:
    """In the transaction of the correction: close what it answers as asked."""
    standing = Query.objects.select_for_update(of=("self",)).filter(
        **other_records.columns(record), suggestion__isnull=False
    )
    for query in standing.exclude(state=QueryState.CLOSED).select_related("activation__site"):
        if kept(record, query.item) == query.suggestion[VALUE]:
            move(query, Move.SETTLE, "", by=by, at=at, right=Right.ENTER_DATA)
