"""The records of imported rows and the facts they say, made in a few statements for many rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from accounts.models import User
from audit.content import sha256_of
from casebook.actions import consent_facts, form_facts, many_forms, many_queries, part_facts
from casebook.actions.facts import FactSource, NewFact
from casebook.actions.many_facts import ManyFacts
from casebook.actions.participants import code_of
from casebook.domain.answers import Answer
from casebook.domain.form_facts import day_of_form, is_settled, statement_of
from casebook.domain.occasions import fact_occasion
from casebook.keys import identity_keys
from casebook.models import Consent, FormRecord, IdentityMark, Participant, Record
from casebook.selectors.calendar import day_at
from casebook.selectors.forms import occasion_of
from enrollment.facts import said_by_allocation, said_by_enrollment
from enrollment.models import Allocation, Enrollment
from followup import facts
from followup.domain.cohort_events import NOT_IN_SOURCE
from followup.domain.cohort_rows import CohortRow
from followup.models import Surgery, TreatmentCourse, TumorAssessment, VitalStatus
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import Item
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation
from trials.selectors.protocols import protocol_of

Said = Iterable[tuple[FactSource, Iterable[NewFact], PartialDate | None]]
Voice = Callable[[Any, CohortRow, Sequence[Any]], Said]
# Rows held in memory at once as records and facts.
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of one site, in the making. `taken_in` is the day they join the cohort: today, or the
    nominal origin of a source that has no calendar."""

    activation: SiteActivation
    version: ProtocolVersion
    taken_in: date
    first_number: int
    by: User
    at: datetime
    forms_said: "dict[tuple[int, int], tuple[Answer, NewFact | None]]" = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        return day_at(self.activation, self.at)

    @cached_property
    def protocol(self) -> Protocol:
        return protocol_of(self.version)

    def occasion_of(self, record: FormRecord) -> str:
        return fact_occasion(self.protocol, occasion_of(record))

    def record(self, model: type[Record], participant: Participant, **values: Any) -> Any:
        return model(
            activation=self.activation,
            participant=participant,
            protocol_version=self.version,
            entered_by=self.by,
            entered_at=self.at,
            **values,
        )


def store(
    batch: Batch, rows: Sequence[CohortRow], *, tell: Callable[[int], None] = lambda _more: None
) -> None:
    """`tell` hears how many more were written, each time some were."""
    participants = Participant.objects.bulk_create(participant_of(batch, row) for row in rows)
    count_anew()
    pairs = list(zip(participants, rows, strict=True))
    for first in range(0, len(pairs), AT_ONCE):
        some = pairs[first : first + AT_ONCE]
        store_some(batch, some)
        tell(len(some))


def count_anew() -> None:
    """Each record is checked to be of a participant of its site. As long as nobody has counted
    them, the database looks through all of the site each time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT concord_count_rows(%s::regclass)", [Participant._meta.db_table])


def store_some(batch: Batch, pairs: Sequence[tuple[Participant, CohortRow]]) -> None:
    IdentityMark.objects.bulk_create(marks_of(batch, [row for _one, row in pairs]))
    facts = ManyFacts()
    for one, _row in pairs:
        part = part_facts.facts_of_registration(one, batch.protocol)
        facts.add(one, part_facts.source_of(one), part)
    for make, voice in VOICES:
        made = [(one, row, list(make(batch, one, row))) for one, row in pairs]
        keep([record for _one, _row, records in made for record in records])
        if make is forms:
            doubt(batch, made)
        for one, row, records in made:
            for source, new, day in voice(batch, row, records):
                facts.add(one, source, new, day)
    facts.write()


def keep(records: Sequence[Any]) -> None:
    if records and isinstance(records[0], FormRecord):
        many_forms.insert(records)
    elif records:
        type(records[0]).objects.bulk_create(records)


def doubt(
    batch: Batch, made: Sequence[tuple[Participant, CohortRow, Sequence[FormRecord]]]
) -> None:
    """What is unlikely in the archive is for a reviewer to look at, as if it had been typed."""
    many_queries.answer_themselves(
        [
            (record, problem)
            for _one, row, records in made
            for record, filled in zip(records, row.forms, strict=True)
            for problem in filled.doubted
        ],
        by=batch.by,
        at=batch.at,
    )


def marks_of(batch: Batch, rows: Sequence[CohortRow]) -> Iterator[IdentityMark]:
    """So that no other site, and no prospective part, takes in the same person unnoticed."""
    for row in rows:
        index = identity_keys().index(row.person)
        yield IdentityMark(trial=batch.activation.trial, blind_index=index)


def participant_of(batch: Batch, row: CohortRow) -> Participant:
    number = batch.first_number + row.number
    return Participant(
        activation=batch.activation,
        code=code_of(batch.activation, number),
        number=number,
        origin=Participant.Origin.RETROSPECTIVE,
        screened_date=batch.taken_in,
        sex=row.sex,
        age_at_screening=row.age,
        screening_reason="",
    )


def waivers(batch: Batch, participant: Participant, _row: CohortRow) -> Iterator[Consent]:
    yield Consent(
        activation=batch.activation,
        participant=participant,
        protocol_version=batch.version,
        basis=Consent.Basis.WAIVER,
        consent_date=batch.taken_in,
        recorded_by=batch.by,
        recorded_at=batch.at,
    )


def said_by_waivers(_batch: Batch, _row: CohortRow, consents: Sequence[Consent]) -> Said:
    for consent in consents:
        facts_said = consent_facts.facts_of_consent(consent, person=None)
        yield consent_facts.source_of(consent), facts_said, None


def forms(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[FormRecord]:
    for filled in row.forms:
        yield batch.record(
            FormRecord,
            participant,
            form_id=filled.form_id,
            visit=filled.visit,
            data=filled.data,
        )


def said_by_forms(batch: Batch, row: CohortRow, records: Sequence[FormRecord]) -> Said:
    """An archived record has no visit of ours to date it."""
    for record, filled in zip(records, row.forms, strict=True):
        form = batch.protocol.form(record.form_id)
        occasion = batch.occasion_of(record)
        answers = filled.answers
        new = [
            fact
            for item in form.items
            if (answer := answers.get(item.id)) and (fact := said_by(batch, item, answer, occasion))
        ]
        yield form_facts.source_of(record), new, day_of_form(form, answers)


def said_by(batch: Batch, item: Item, answer: Answer, occasion: str) -> NewFact | None:
    """As the same answer of another row said it; dated by the answer alone."""
    known = batch.forms_said.get((id(item), id(answer)))
    if known is None:
        known = (answer, None)
        if is_settled(item, answer, batch.today):
            known = (answer, form_facts.as_fact(statement_of(item, answer, None), occasion))
        batch.forms_said[id(item), id(answer)] = known
    return known[1]


def enrollments(batch: Batch, participant: Participant, _row: CohortRow) -> Iterator[Enrollment]:
    yield Enrollment(
        activation=batch.activation,
        participant=participant,
        protocol_version=batch.version,
        enrolled_date=batch.taken_in,
        enrolled_by=batch.by,
        enrolled_at=batch.at,
    )


def allocations(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[Allocation]:
    if row.arm:
        yield Allocation(
            activation=batch.activation,
            participant=participant,
            arm=row.arm,
            allocated_date=batch.taken_in,
            reason=Allocation.Reason.IMPORTED,
            preference=Allocation.Preference.NOT_ASKED,
            baseline_sha256=sha256_of({}),
            decided_by=NOT_IN_SOURCE,
            recorded_by=batch.by,
            recorded_at=batch.at,
        )


def surgeries(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[Surgery]:
    if row.events.operation:
        yield batch.record(Surgery, participant, **asdict(row.events.operation))


def said_by_surgeries(_batch: Batch, _row: CohortRow, records: Sequence[Surgery]) -> Said:
    for record in records:
        yield (*facts.said_by_surgery(record), None)
        yield (*facts.contact_by_surgery(record), None)


def courses(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[TreatmentCourse]:
    for course in row.events.courses:
        yield batch.record(TreatmentCourse, participant, **asdict(course))


def said_by_courses(_batch: Batch, row: CohortRow, records: Sequence[TreatmentCourse]) -> Said:
    recurred = min((scan.scan_date for scan in row.events.recurrences), default=None)
    operated = row.operated.full if row.operated else None
    for said in facts.said_by_courses(records, operated=operated, recurred=recurred):
        yield (*said, None)


def scans(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[TumorAssessment]:
    for scan in row.events.scans:
        yield batch.record(
            TumorAssessment,
            participant,
            scan_date=scan.scan_date,
            modality=scan.modality,
            adequate=True,
            finding=scan.finding,
            location=scan.location,
        )


def said_by_scans(_batch: Batch, _row: CohortRow, records: Sequence[TumorAssessment]) -> Said:
    first = facts.first_recurrence(list(records))
    for record in records:
        yield (*facts.said_by_scan(record, is_first_recurrence=record is first), None)
        yield (*facts.contact_by_scan(record), None)


def statuses(batch: Batch, participant: Participant, row: CohortRow) -> Iterator[VitalStatus]:
    dead = row.events.death is not None
    day = row.events.death or row.events.last_contact
    assert day is not None  # a row without either was refused
    yield batch.record(
        VitalStatus,
        participant,
        vital_status=VitalStatus.Vital.DEAD if dead else VitalStatus.Vital.ALIVE,
        status_date=day.iso(),
        status_earliest=day.earliest(),
        information_source=VitalStatus.InformationSource.RECORDS,
        cause_of_death=row.events.cause_of_death,
    )


def each(voice: Callable[[Any], tuple[FactSource, list[NewFact]]]) -> Voice:
    """Records that speak for themselves, one by one."""
    return lambda _batch, _row, records: ((*voice(record), None) for record in records)


Make = Callable[[Batch, Participant, CohortRow], Iterator[Any]]
VOICES: Sequence[tuple[Make, Voice]] = (
    (waivers, said_by_waivers),
    (forms, said_by_forms),
    (enrollments, each(lambda record: said_by_enrollment(record, None))),
    (allocations, each(said_by_allocation)),
    (surgeries, said_by_surgeries),
    (scans, said_by_scans),
    (courses, said_by_courses),
    (statuses, each(facts.said_by_status)),
)
