"""The database keeps an event of grade 5 and the record of the death together, by whichever way
either is written: no fatal event without a death, no death taken away from under one.

Checked after each statement, and deferrable to the end of a transaction that must write them in
another order. Both sides take the participant's key first, so that neither overlooks the other.
"""

import pgtrigger

from followup.domain.seriousness import FATAL_GRADE
from followup.models import AdverseEvent, VitalStatus

# The number under which PostgreSQL keeps these keys apart from any other.
KEYS = 20252
EVENT_RULE, DEATH_RULE = "fatal_event_needs_death", "death_stays_under_fatal_event"

BODY = """
  PERFORM pg_advisory_xact_lock({keys}, {row}.participant_id::int);
  IF EXISTS (
    SELECT FROM followup_adverseevent AS e
     WHERE e.participant_id = {row}.participant_id AND e.grade = {grade}
       AND NOT EXISTS (
         SELECT FROM followup_vitalstatus AS v
          WHERE v.participant_id = e.participant_id AND v.vital_status = 'dead'
       )
  ) THEN
    RAISE EXCEPTION 'grade {grade} without a death on record'
      USING ERRCODE = 'check_violation', CONSTRAINT = '{rule}';
  END IF;
  RETURN NULL;
"""


def keep_together() -> None:
    """Called once all models are there; the harden step makes the triggers."""
    for model, name, operation, row in (
        (AdverseEvent, EVENT_RULE, pgtrigger.Insert | pgtrigger.Update, "NEW"),
        (VitalStatus, DEATH_RULE, pgtrigger.Update | pgtrigger.Delete, "OLD"),
    ):
        trigger = pgtrigger.Trigger(
            name=name,
            when=pgtrigger.After,
            operation=operation,
            timing=pgtrigger.Immediate,
            condition=condition_of(row),
            func=BODY.format(keys=KEYS, row=row, grade=FATAL_GRADE, rule=name),
        )
        pgtrigger.register(trigger)(model)


def condition_of(row: str) -> pgtrigger.Condition:
    """Nothing is asked of what is not about a death."""
    if row == "NEW":
        return pgtrigger.Condition(f"NEW.grade = {FATAL_GRADE}")
    return pgtrigger.Condition("OLD.vital_status = 'dead'")
