"""The facts of many records just made, in one statement: nothing of theirs can stand yet."""

import json
from collections.abc import Iterable

from django.db import connection

from audit.guarded import check_acting
from casebook.actions.facts import FactSource, NewFact
from casebook.models import Fact, Participant
from trials.domain.partial_dates import PartialDate

# One text travels instead of a million cells, and the database takes it apart. A fact without a day
# of its own has that of its source, where it has a value.
INTO_FACTS = """
INSERT INTO casebook_fact (activation_id, participant_id, source_kind, source_id, source_hash,
    name, occasion, value, missing, unit, date, retracted)
SELECT source.activation, source.participant, source.kind, source.id, source.hash,
    fact.name, coalesce(fact.occasion, ''), fact.value, coalesce(fact.missing, ''),
    coalesce(fact.unit, ''),
    coalesce(fact.date, CASE WHEN fact.missing IS NULL THEN source.day END, ''), false
FROM jsonb_to_recordset(%s::jsonb) AS source(activation bigint, participant bigint, kind text,
    id text, hash text, day text, facts jsonb),
  jsonb_to_recordset(source.facts) AS fact(name text, occasion text, value jsonb, missing text,
    unit text, date text)
"""


class ManyFacts:
    """Collects what sources say, and writes it with `write`."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def add(
        self,
        participant: Participant,
        source: FactSource,
        facts: Iterable[NewFact],
        day: PartialDate | None = None,
    ) -> None:
        """`day` dates those that have a value and no date of their own."""
        told = ",".join([fact.json for fact in facts])
        if told:
            self.said.append(f'{head(participant, source, day)},"facts":[{told}]}}')

    def write(self) -> None:
        check_acting(Fact)
        with connection.cursor() as cursor:
            cursor.execute(INTO_FACTS, [f"[{','.join(self.said)}]"])
        self.said.clear()


def head(participant: Participant, source: FactSource, day: PartialDate | None) -> str:
    """The beginning of a JSON object that the facts are still to join."""
    known = {
        "activation": participant.activation_id,
        "participant": participant.pk,
        "kind": source.kind,
        "id": source.id,
        "hash": source.hash,
    }
    dated = {**known, "day": day.iso()} if day else known
    return json.dumps(dated).removesuffix("}")
