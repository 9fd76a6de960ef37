"""Row history by database triggers: bulk writes and raw SQL leave an entry too."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pghistory.trigger
import pgtrigger
from django.apps import apps
from django.db.models import ForeignKey, Model

from audit.events import Event

M = TypeVar("M", bound=type[Model])


LOOKED_UP_BY = ("participant", "pgh_obj")
SETTING = "COALESCE(NULLIF(CURRENT_SETTING("


class InsertedAtOnce(pghistory.trigger.Event):
    """Asks who acts once for all rows: a setting in the list of values is read, and taken apart
    as JSON, for each of them."""

    def get_func(self, model: type[Model]) -> pgtrigger.Func:
        text = str(super().get_func(model).func)
        for setting, kind in (("context_metadata", "JSONB"), ("context_id", "UUID")):
            each = f"{SETTING}'pghistory.{setting}', TRUE), ''), NULL)::{kind}"
            text = text.replace(each, f"(SELECT {each})")
        return pgtrigger.Func(text)


class InsertEvent(pghistory.InsertEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        trigger = InsertedAtOnce(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def events() -> tuple[pghistory.Tracker, ...]:
    """Inserts are noted once a statement: an import brings a hundred thousand facts in a few.

    condition=None: OLD.* IS DISTINCT FROM NEW.* takes jsonb 1.50 and 1.5 for equal and misses it.
    """
    return (
        InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(condition=None),
        pghistory.DeleteEvent(),
    )


def tracked(model: M) -> M:
    """Keep every insert, update and delete of this model's rows."""
    decorate: Callable[[M], M] = pghistory.track(*events())
    return decorate(model)


def tracked_without(*fields: str) -> Callable[[M], M]:
    """As `tracked`, but these fields never enter the history (a password's hash)."""
    decorate: Callable[[M], M] = pghistory.track(*events(), exclude=list(fields))
    return decorate


def tracked_by_participant(model: M) -> M:
    """As `tracked`, for records that an import brings by the hundred thousand: their history is
    looked up by the record or the participant, and no other key has an index."""
    tracked(model)
    history = apps.get_registered_model(model._meta.app_label, f"{model.__name__}{Event.__name__}")
    for field in history._meta.local_fields:
        if isinstance(field, ForeignKey) and field.name not in LOOKED_UP_BY:
            field.db_index = False
    return model
