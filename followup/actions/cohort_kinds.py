"""What one row of an archive becomes: its records of each kind, and the facts they say."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from accounts.models import User
from audit.content import sha256_of
from casebook.actions import consent_facts
from casebook.actions.facts import FactSource, NewFact
from casebook.actions.participants import code_of
from casebook.models import Consent, FormRecord, Participant, Record
from casebook.selectors.calendar import day_at
from enrollment.facts import said_by_allocation, said_by_enrollment
from enrollment.models import Allocation, Enrollment
from followup import facts
from followup.actions.adverse_events import Event
from followup.domain.cohort_adverse_events import ArchivedAdverseEvent
from followup.domain.cohort_events import NOT_IN_SOURCE
from followup.domain.cohort_rows import CohortRow
from followup.models import AdverseEvent, Surgery, TreatmentCourse, TumorAssessment, VitalStatus
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, SiteActivation
from trials.selectors.protocols import protocol_of

TOLD = [one.name for one in fields(ArchivedAdverseEvent)]
Said = Iterable[tuple[FactSource, Iterable[NewFact], PartialDate | None]]


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

    @cached_property
    def today(self) -> date:
        return day_at(self.activation, self.at)

    @cached_property
    def protocol(self) -> Protocol:
        return protocol_of(self.version)

    def record(self, model: type[Record], participant: Participant, **values: Any) -> Any:
        return model(
            activation=self.activation,
            participant=participant,
            protocol_version=self.version,
            entered_by=self.by,
            entered_at=self.at,
            **values,
        )


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


def adverse_events(
    batch: Batch, participant: Participant, row: CohortRow
) -> Iterator[AdverseEvent]:
    """The trial comes to know of them by the import."""
    for one in row.events.adverse_events:
        event = Event(aware_at=batch.at, **{name: getattr(one, name) for name in TOLD})
        yield batch.record(AdverseEvent, participant, **event.columns())


def silent(_batch: Batch, _row: CohortRow, _records: Sequence[Any]) -> Said:
    """No fact rests on them."""
    return ()


Make = Callable[[Batch, Participant, CohortRow], Iterator[Any]]
Voice = Callable[[Any, CohortRow, Sequence[Any]], Said]


def each(voice: Callable[[Any], tuple[FactSource, list[NewFact]]]) -> Voice:
    """Records that speak for themselves, one by one."""
    return lambda _batch, _row, records: ((*voice(record), None) for record in records)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Records of one model that a row becomes, and what they say; `of` counts them before they are
    made, so that their keys are known when they are."""

    model: type[Any]
    make: Make
    voice: Voice
    of: Callable[[CohortRow], int] = lambda _row: 1


# Forms speak for themselves: cohort_answers.
KINDS: Sequence[Kind] = (
    Kind(model=Consent, make=waivers, voice=said_by_waivers),
    Kind(
        model=Enrollment,
        make=enrollments,
        voice=each(lambda record: said_by_enrollment(record, None)),
    ),
    Kind(
        model=Allocation,
        make=allocations,
        voice=each(said_by_allocation),
        of=lambda row: bool(row.arm),
    ),
    Kind(
        model=Surgery,
        make=surgeries,
        voice=said_by_surgeries,
        of=lambda row: bool(row.events.operation),
    ),
    Kind(
        model=TumorAssessment,
        make=scans,
        voice=said_by_scans,
        of=lambda row: len(row.events.scans),
    ),
    Kind(
        model=TreatmentCourse,
        make=courses,
        voice=said_by_courses,
        of=lambda row: len(row.events.courses),
    ),
    Kind(model=VitalStatus, make=statuses, voice=each(facts.said_by_status)),
    # A fatal one needs the death on record.
    Kind(
        model=AdverseEvent,
        make=adverse_events,
        voice=silent,
        of=lambda row: len(row.events.adverse_events),
    ),
)
MAKERS: Sequence[Make] = (forms, *(kind.make for kind in KINDS))
