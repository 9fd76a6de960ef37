"""The database refuses to write a record under a lock, whoever tries and by whichever way.

Whatever writes a record takes the key of its site (`site_keys`) together with others.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import DatabaseError
from django.utils.translation import gettext as _

from casebook.models import FormRecord, Record
from casebook.policies import RecordLocked
from casebook.site_keys import KEYS

WHY = "the data are locked"
TRIGGER = "refused_under_lock"

BODY = """
  PERFORM pg_advisory_xact_lock_shared({keys}, here.activation_id::int);
  IF EXISTS (
    SELECT FROM casebook_datalock AS l
     WHERE l.activation_id = here.activation_id AND l.state IN ('standing', 'unlock_asked')
       AND (l.scope IN ('site', 'trial')
            OR (l.scope = 'participant' AND l.participant_id = here.participant_id){form})
  ) THEN
    RAISE EXCEPTION '% of % is refused: {why}', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN here;
"""
ONE_FORM = "\n            OR (l.scope = 'form' AND l.record_id = here.id)"


def recorded() -> Iterator[type[Record]]:
    """Every kind of record there is, in whichever app."""
    waiting: list[type[Record]] = list(Record.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if not model._meta.abstract:
            yield model


def refuse_under_lock() -> None:
    """Called once all models are there; the harden step makes the triggers."""
    for model in recorded():
        pgtrigger.register(trigger_for(model))(model)


def trigger_for(model: type[Record]) -> pgtrigger.Trigger:
    form = ONE_FORM if model is FormRecord else ""
    table = model._meta.db_table
    return pgtrigger.Trigger(
        name=TRIGGER,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("here", f'"{table}"%ROWTYPE')],
        func="here := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;"
        + BODY.format(keys=KEYS, why=WHY, form=form),
    )


@contextmanager
def told_of_locks() -> Iterator[None]:
    """For whoever writes many records at once: the database's refusal in a person's words."""
    try:
        yield
    except DatabaseError as error:
        if WHY not in str(error):
            raise
        raise RecordLocked(
            _(
                "Nothing was written: some of these records are locked. The page of locks says "
                "which; leave their rows out, or have them unlocked."
            )
        ) from error
