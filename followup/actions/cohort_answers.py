"""What archived forms say, as the texts that travel to the database.

Ten thousand rows give few different answers: each is written out once, as it is kept, as it is
hashed and as the fact it becomes.
"""

from collections.abc import Iterator, Sequence
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
from trials.domain.partial_dates import PartialDate


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An answer as its form keeps it, under its name, and as the fact it becomes: empty where it is
    none yet. The answer is held, so that no other ever takes its place in memory."""

    answer: Answer
    kept: str
    fact: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenForm:
    participant: Participant
    filled: FilledForm
    key: int
    line: str


@dataclass
class Answers:
    batch: Batch
    told: dict[int, Told] = field(default_factory=dict)
    occasions: dict[tuple[str, str], str] = field(default_factory=dict)

    def of(
        self, participant: Participant, row: CohortRow, keys: Iterator[int], said: ManyFacts
    ) -> Iterator[WrittenForm]:
        """Its forms as they are to be kept; their facts join what is `said`."""
        for filled in row.forms:
            key, told = next(keys), self.told_by(filled)
            data = document(filled, told)
            said.add_texts(
                participant,
                kind=form_facts.SOURCE_KIND,
                key=str(key),
                sha256=sha256_of_text(data),
                facts=[one.fact for one in told if one.fact],
                day=self.day_of(filled),
            )
            line = many_forms.line(
                key=key,
                participant=participant.pk,
                form_id=filled.form_id,
                visit=filled.visit,
                data=data,
            )
            yield WrittenForm(participant=participant, filled=filled, key=key, line=line)

    def told_by(self, filled: FilledForm) -> list[Told]:
        """An answer is of one item: each has its own column, and its own blank."""
        known = self.told
        return [
            known.get(id(one)) or self.tell(filled, name, one)
            for name, one in filled.answers.items()
        ]

    def tell(self, filled: FilledForm, name: str, answer: Answer) -> Told:
        """A fact is dated by the answer alone."""
        item, fact = self.batch.protocol.form(filled.form_id).by_name[name], ""
        if is_settled(item, answer, self.batch.today):
            statement = statement_of(item, answer, None)
            fact = form_facts.as_fact(statement, self.occasion_of(filled)).json
        found = Told(answer=answer, kept=entry(name, answer.stored), fact=fact)
        self.told[id(answer)] = found
        return found

    def day_of(self, filled: FilledForm) -> PartialDate | None:
        """An archived record has no visit of ours to date it."""
        return day_of_form(self.batch.protocol.form(filled.form_id), filled.answers)

    def occasion_of(self, filled: FilledForm) -> str:
        place = (filled.form_id, filled.visit)
        if place not in self.occasions:
            occasion = Occasion(form_id=filled.form_id, visit=filled.visit)
            self.occasions[place] = fact_occasion(self.batch.protocol, occasion)
        return self.occasions[place]


def document(filled: FilledForm, told: Sequence[Told]) -> str:
    """The answers as canonical JSON, so that the text is its own hash's. What stands in order by
    name does so with what is said under it: a quotation mark comes before any letter of a name."""
    texts = [one.kept for one in told]
    if filled.kept:
        texts.append(entry(CHECKS, dict(filled.kept)))
    return "{" + ",".join(sorted(texts)) + "}"


def entry(name: str, value: object) -> str:
    return f'"{name}":{canonical_json(value).decode()}'
