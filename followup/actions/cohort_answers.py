"""What archived forms say, as the texts that travel to the database.

Ten thousand rows give few different answers: each is written out once, as it is kept, as it is
hashed and as the fact it becomes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.content import canonical_json, sha256_of_text
from casebook.actions import form_facts, many_forms
from casebook.actions.many_facts import ManyFacts
from casebook.domain.answers import Answer
from casebook.domain.form_facts import day_of_form, is_settled, statement_of
from casebook.domain.occasions import CHECKS, Occasion, fact_occasion
from casebook.models import Participant
from followup.actions.cohort_kinds import Batch
from followup.domain.cohort_forms import FilledForm
from followup.domain.cohort_rows import CohortRow
from trials.domain.protocol.forms import Item

# The answer is held, so that no other ever takes its place in memory.
Held = tuple[Answer, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenForm:
    participant: Participant
    filled: FilledForm
    key: int
    line: str


@dataclass
class Answers:
    batch: Batch
    kept: dict[int, Held] = field(default_factory=dict)
    facts: dict[tuple[int, int], Held] = field(default_factory=dict)
    occasions: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(
        self, participant: Participant, row: CohortRow, keys: Iterator[int], said: ManyFacts
    ) -> Iterator[WrittenForm]:
        """Its forms as they are to be kept; their facts join what is `said`."""
        for filled in row.forms:
            key, data = next(keys), self.document(filled)
            self.say(participant, filled, key, sha256_of_text(data), said)
            line = many_forms.line(
                key=key,
                participant=participant.pk,
                form_id=filled.form_id,
                visit=filled.visit,
                data=data,
            )
            yield WrittenForm(participant=participant, filled=filled, key=key, line=line)

    def document(self, filled: FilledForm) -> str:
        """The answers as canonical JSON, so that the text is its own hash's."""
        texts = {name: self.stored(one) for name, one in filled.answers.items()}
        if filled.kept:
            texts[CHECKS] = canonical_json(dict(filled.kept)).decode()
        return "{" + ",".join([f'"{name}":{texts[name]}' for name in sorted(texts)]) + "}"

    def stored(self, answer: Answer) -> str:
        held = self.kept.get(id(answer))
        if held is None:
            held = self.kept[id(answer)] = (answer, canonical_json(answer.stored).decode())
        return held[1]

    def say(
        self, participant: Participant, filled: FilledForm, key: int, sha256: str, said: ManyFacts
    ) -> None:
        """An archived record has no visit of ours to date it."""
        form = self.batch.protocol.form(filled.form_id)
        items, occasion = form.by_name, self.occasion_of(filled)
        texts = [self.fact(items[name], one, occasion) for name, one in filled.answers.items()]
        said.add_texts(
            participant,
            kind=form_facts.SOURCE_KIND,
            key=str(key),
            sha256=sha256,
            facts=[text for text in texts if text],
            day=day_of_form(form, filled.answers),
        )

    def fact(self, item: Item, answer: Answer, occasion: str) -> str:
        """Empty where it is none yet; dated by the answer alone."""
        held = self.facts.get((id(item), id(answer)))
        if held is None:
            text = ""
            if is_settled(item, answer, self.batch.today):
                text = form_facts.as_fact(statement_of(item, answer, None), occasion).json
            held = self.facts[id(item), id(answer)] = (answer, text)
        return held[1]

    def occasion_of(self, filled: FilledForm) -> str:
        place = (filled.form_id, filled.visit)
        if place not in self.occasions:
            occasion = Occasion(form_id=filled.form_id, visit=filled.visit)
            self.occasions[place] = fact_occasion(self.batch.protocol, occasion)
        return self.occasions[place]
