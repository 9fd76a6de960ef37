"""The database marks whose outlook is not what the records say any more, whoever writes them and by
whichever way: once a transaction and participant, and in that transaction.

A mark is only ever inserted, so that nobody who writes waits for anybody else.
"""

import pgtrigger
from django.db.models import Model

from casebook.models import (
    Consent,
    Fact,
    FormRecord,
    FormSignature,
    Participant,
    Query,
    Visit,
    Withdrawal,
)
from followup.models import AdverseEvent, OutlookMark, TumorAssessment

# All that the worklist reads of a participant; drafts are their author's, and read each time.
READ: tuple[type[Model], ...] = (
    Participant,
    Consent,
    Withdrawal,
    Fact,
    Visit,
    FormRecord,
    FormSignature,
    Query,
    TumorAssessment,
    AdverseEvent,
)
NAME = "outdates_outlook"
# People first, and only then whether they are marked: an import writes forty thousand facts of five
# hundred people in a statement.
BODY = """
  INSERT INTO {marks} (participant_id, activation_id, written_in)
  SELECT w.person, w.activation_id, pg_current_xact_id()
    FROM (SELECT DISTINCT {person} AS person, activation_id FROM written) AS w
   WHERE NOT EXISTS (
     SELECT FROM {marks} AS m
      WHERE m.participant_id = w.person AND m.written_in = pg_current_xact_id());
  RETURN NULL;
"""
OPERATIONS = {
    "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="written")),
    "update": (pgtrigger.Update, pgtrigger.Referencing(new="written")),
    "delete": (pgtrigger.Delete, pgtrigger.Referencing(old="written")),
}


def mark_outdated() -> None:
    """Called once all models are there; the harden step makes the triggers."""
    for model in READ:
        for name in OPERATIONS:
            pgtrigger.register(trigger_for(model, name))(model)


def trigger_for(model: type[Model], name: str) -> pgtrigger.Trigger:
    operation, rows = OPERATIONS[name]
    person = "id" if model is Participant else "participant_id"
    return pgtrigger.Trigger(
        name=f"{NAME}_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=rows,
        func=BODY.format(marks=OutlookMark._meta.db_table, person=person),
    )
