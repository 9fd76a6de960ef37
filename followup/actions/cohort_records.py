"""The records of imported rows and the facts they say, made in a few statements for many rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from casebook.actions import many_forms, many_queries, many_records, part_facts
from casebook.actions.keys import keys_for
from casebook.actions.many_facts import ManyFacts
from casebook.actions.one_ahead import OneAhead
from casebook.domain.doubts import Problem
from casebook.keys import identity_keys
from casebook.models import FormRecord, IdentityMark, Participant
from followup.actions.cohort_answers import Answers, WrittenForm
from followup.actions.cohort_kinds import KINDS, Batch, Kind, participant_of
from followup.actions.uncollected import uncollected
from followup.domain.cohort_rows import CohortRow
from followup.models import OutlookMark

Pair = tuple[Participant, CohortRow]
Keys = Mapping[type[Any], Iterator[int]]
# Rows held in memory at once as records and facts.
AT_ONCE = 500


@uncollected()
def store(
    batch: Batch, rows: Sequence[CohortRow], *, tell: Callable[[int], None] = lambda _more: None
) -> None:
    """`tell` hears how many more were written, each time some were."""
    participants = Participant.objects.bulk_create(participant_of(batch, row) for row in rows)
    count_anew()
    pairs = list(zip(participants, rows, strict=True))
    keys, answers = keys_of(rows), Answers(batch)
    doubted: list[WrittenForm] = []
    with OneAhead() as ahead:
        for first in range(0, len(pairs), AT_ONCE):
            some = pairs[first : first + AT_ONCE]
            forms = store_some(batch, some, keys, answers, ahead)
            doubted += [form for form in forms if form.filled.doubted]
            tell(len(some))
    doubt(batch, doubted)


def count_anew() -> None:
    """Each record is checked to be of a participant of its site, and to have them marked. As long
    as nobody has counted participants and marks, the database looks through all of them each
    time."""
    with connection.cursor() as cursor:
        for model in (Participant, OutlookMark):
            cursor.execute("SELECT concord_count_rows(%s::regclass)", [model._meta.db_table])


def keys_of(rows: Sequence[CohortRow]) -> Keys:
    """Drawn beforehand: what a record says names its key, and need not wait for it."""
    many = {kind.model: sum(map(kind.of, rows)) for kind in KINDS}
    many[FormRecord] = sum(len(row.forms) for row in rows)
    return {model: iter(keys_for(model, count)) for model, count in many.items()}


def store_some(
    batch: Batch, pairs: Sequence[Pair], keys: Keys, answers: Answers, ahead: OneAhead
) -> list[WrittenForm]:
    """All is made ready while the database still takes in the rows before."""
    said = ManyFacts()
    for one, _row in pairs:
        part = part_facts.facts_of_registration(one, batch.protocol)
        said.add(one, part_facts.source_of(one), part)
    forms = [form for one, row in pairs for form in answers.of(one, row, keys[FormRecord], said)]
    made = [made_of(kind, batch, pairs, keys[kind.model], said) for kind in KINDS]
    marks = list(marks_of(batch, [row for _one, row in pairs]))
    lines = [form.line for form in forms]
    ahead.start(
        *(many_records.statement(records) for records in (marks, *made) if records),
        many_forms.statement(batch, lines),
        said.statement(),
    )
    return forms


def made_of(
    kind: Kind, batch: Batch, pairs: Sequence[Pair], keys: Iterator[int], said: ManyFacts
) -> list[Any]:
    made = []
    for one, row in pairs:
        records = list(kind.make(batch, one, row))
        for record in records:
            record.pk = next(keys)
        for source, facts, day in kind.voice(batch, row, records):
            said.add(one, source, facts, day)
        made += records
    return made


def doubt(batch: Batch, doubted: Sequence[WrittenForm]) -> None:
    """What is unlikely in the archive is for a reviewer to look at, as if it had been typed."""
    doubts: list[tuple[FormRecord, Problem]] = []
    for form in doubted:
        record = batch.record(FormRecord, form.participant, pk=form.key)
        doubts += [(record, problem) for problem in form.filled.doubted]
    many_queries.answer_themselves(doubts, by=batch.by, at=batch.at)


def marks_of(batch: Batch, rows: Sequence[CohortRow]) -> Iterator[IdentityMark]:
    """So that no other site, and no prospective part, takes in the same person unnoticed."""
    for row in rows:
        index = identity_keys().index(row.person)
        yield IdentityMark(trial=batch.activation.trial, blind_index=index)
