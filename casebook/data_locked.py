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

LOCKED = """
  SELECT FROM casebook_datalock AS l
   WHERE l.activation_id = here.activation_id AND l.state IN ('standing', 'unlock_asked')
     AND (l.scope IN ('site', 'trial')
          OR (l.scope = 'participant' AND l.participant_id = here.participant_id){form})
"""
REFUSE = f"""
    RAISE EXCEPTION '% of % is refused: {WHY}', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
"""
ONE_FORM = "\n          OR (l.scope = 'form' AND l.record_id = here.id)"
# An import brings a thousand records in a statement: they are held against the locks together.
MANY = """
  PERFORM pg_advisory_xact_lock_shared({keys}, site::int)
     FROM (SELECT DISTINCT activation_id AS site FROM written ORDER BY 1) AS sites;
  IF EXISTS (SELECT FROM written AS here WHERE EXISTS ({locked})) THEN {refuse} END IF;
  RETURN NULL;
"""
ONE = """
  here := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  PERFORM pg_advisory_xact_lock_shared({keys}, here.activation_id::int);
  IF EXISTS ({locked}) THEN {refuse} END IF;
  RETURN here;
"""


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
        for trigger in (of_new(model), of_standing(model)):
            pgtrigger.register(trigger)(model)


def of_new(model: type[Record]) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"new_{TRIGGER}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="written"),
        func=body(MANY, model),
    )


def of_standing(model: type[Record]) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=TRIGGER,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("here", f'"{model._meta.db_table}"%ROWTYPE')],
        func=body(ONE, model),
    )


def body(text: str, model: type[Record]) -> str:
    locked = LOCKED.format(form=ONE_FORM if model is FormRecord else "")
    return text.format(keys=KEYS, locked=locked, refuse=REFUSE)


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
