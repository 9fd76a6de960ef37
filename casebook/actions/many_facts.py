"""The facts of many records just made, in one statement: nothing of theirs can stand yet."""

from collections.abc import Callable, Iterable, Sequence

from audit.guarded import check_acting
from casebook.actions.facts import FactSource, NewFact
from casebook.actions.prepared import prepared
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
    """Collects what sources say, for one statement."""

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
        texts = [fact.json for fact in facts]
        if texts:
            self.add_texts(
                participant,
                kind=source.kind,
                key=source.id,
                sha256=source.hash,
                facts=texts,
                day=day,
            )

    def add_texts(
        self,
        participant: Participant,
        *,
        kind: str,
        key: str,
        sha256: str,
        facts: Sequence[str],
        day: PartialDate | None,
    ) -> None:
        """The same, where the facts were written out before."""
        if facts:
            whose = f'"activation":{participant.activation_id},"participant":{participant.pk}'
            source = f'"kind":"{kind}","id":"{key}","hash":"{sha256}"'
            dated = f',"day":"{day.iso()}"' if day else ""
            self.said.append(f'{{{whose},{source}{dated},"facts":[{",".join(facts)}]}}')

    def statement(self) -> Callable[[], object]:
        """Writes them when called, by whichever thread; nothing can be added any more."""
        check_acting(Fact)
        text = f"[{','.join(self.said)}]"
        self.said.clear()
        return prepared(INTO_FACTS, [text])
