"""The facts of a trial as they came and went, read from the row history."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from casebook.domain.rule_history import Change, Firings, replayed
from casebook.models import Fact, Participant
from casebook.selectors.facts import as_known
from trials.domain.protocol.protocol import Protocol
from trials.models import Trial

FIELDS = ("name", "value", "missing", "unit", "date", "source_kind", "source_id", "source_hash")


def firings_in(
    protocol: Protocol, trial: Trial, activation_ids: Iterable[int]
) -> dict[str, Firings]:
    return replayed(protocol, histories_in(trial, activation_ids))


def histories_in(trial: Trial, activation_ids: Iterable[int]) -> Iterator[Iterator[Change]]:
    """One for each participant; one statement, read as it comes."""
    people = Participant.objects.filter(
        activation__trial=trial, activation_id__in=list(activation_ids)
    )
    events: Any = Fact.pgh_event_model  # type: ignore[attr-defined]
    rows = events.objects.filter(participant__in=people).order_by(
        "participant_id", "pgh_created_at", "pgh_id"
    )
    for _person, group in groupby(rows.iterator(), key=lambda row: row.participant_id):
        yield map(change, group)


def change(event: Any) -> Change:
    stands = event.pgh_label != "delete" and not event.superseded_by_id and not event.retracted
    return Change(
        at=event.pgh_created_at,
        act=json.dumps(event.pgh_context, sort_keys=True, default=str),
        fact=event.pgh_obj_id,
        name=event.name,
        visit=event.occasion,
        order=(event.date, event.pgh_obj_id),
        known=as_known(Fact(**{one: getattr(event, one) for one in FIELDS})) if stands else None,
    )
