"""Import a retrospective cohort: all of a file, or nothing, or knowingly its good rows."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.content import sha256_of
from casebook.actions.facts import FactSource, NewFact, hand_down_many
from casebook.actions.form_facts import facts_of_record, source_of
from casebook.actions.participants import code_of
from casebook.models import Consent, FormRecord, Participant, Record
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from enrollment.facts import said_by_allocation, said_by_enrollment
from enrollment.models import Allocation, Enrollment
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_rows import CohortRow, RowProblem, read_rows
from followup.facts import contact_by_scan, said_by_scan, said_by_status
from followup.models import CohortImport, TumorAssessment, VitalStatus
from trials.domain.messages import message
from trials.domain.protocol.trial import ConsentBasis
from trials.models import ProtocolVersion, SiteActivation
from trials.selectors.protocols import protocol_of, version_in_force

NOT_IN_SOURCE = "not in the source data"


class UnableToImport(Refusal):
    """Nothing was imported; `problems` lists every row that cannot be."""

    def __init__(self, message: str, problems: Sequence[RowProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class CohortFile:
    """The text of a CSV file and how its columns are meant."""

    text: str
    mapping: CohortMapping
    mapping_text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def mapping_sha256(self) -> str:
        return hashlib.sha256(self.mapping_text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The records of one import, in the making."""

    activation: SiteActivation
    version: ProtocolVersion
    origin: date
    form: str
    by: User
    at: datetime

    def record(self, model: type[Record], participant: Participant, **values: Any) -> Any:
        return model(
            activation=self.activation,
            participant=participant,
            protocol_version=self.version,
            entered_by=self.by,
            entered_at=self.at,
            **values,
        )


@act
def import_cohort(
    *,
    activation: SiteActivation,
    file: CohortFile,
    by: User,
    at: datetime,
    hold_bad_rows: bool = False,
) -> CohortImport:
    """Take the file in. With `hold_bad_rows` its bad rows are listed and left out, else one bad
    row refuses them all. The same file under the same mapping changes nothing."""
    today = day_at(activation, at)
    check_can_enter(by, activation=activation, on=today)
    known = CohortImport.objects.filter(
        activation=activation, file_sha256=file.sha256, mapping_sha256=file.mapping_sha256
    ).first()
    if known is not None:
        return known
    version = version_in_force(activation, on=today)
    rows, problems = check_file(activation, file, version, today=today)
    if problems and (not hold_bad_rows or not rows):
        raise UnableToImport(
            _("Nothing was imported: %(count)s problems.") % {"count": len(problems)}, problems
        )
    batch = Batch(
        activation=activation,
        version=version,
        origin=file.mapping.nominal_origin,
        form=file.mapping.form,
        by=by,
        at=at,
    )
    store(batch, rows)
    return CohortImport.objects.create(
        activation=activation,
        file_sha256=file.sha256,
        mapping_sha256=file.mapping_sha256,
        imported=len(rows),
        held=[str(problem) for problem in problems],
        imported_by=by,
        imported_at=at,
    )


def check_file(
    activation: SiteActivation, file: CohortFile, version: ProtocolVersion, *, today: date
) -> tuple[list[CohortRow], list[RowProblem]]:
    """Good rows and every problem, nothing stored: what a dry run shows."""
    protocol = protocol_of(version)
    if protocol.consent.basis is not ConsentBasis.WAIVER:
        raise UnableToImport(
            _("%(trial)s asks each participant for consent; a cohort file cannot give it.")
            % {"trial": activation.trial.slug}
        )
    if file.mapping.trial != activation.trial.slug:
        raise UnableToImport(
            _("The mapping is for %(mapped)s, not for %(trial)s.")
            % {"mapped": file.mapping.trial, "trial": activation.trial.slug}
        )
    rows, problems = read_rows(file.text, mapping=file.mapping, protocol=protocol, today=today)
    taken = set(Participant.objects.filter(activation=activation).values_list("number", flat=True))
    again = [row for row in rows if row.number in taken]
    problems += [already_there(row, file.mapping) for row in again]
    return [row for row in rows if row.number not in taken], problems


def already_there(row: CohortRow, mapping: CohortMapping) -> RowProblem:
    text = message("{number} is in the trial already, from another file.", number=row.number)
    return RowProblem(row=row.row, column=mapping.number, message=text)


def store(batch: Batch, rows: Sequence[CohortRow]) -> None:
    participants = Participant.objects.bulk_create(participant_of(batch, row) for row in rows)
    pairs = list(zip(participants, rows, strict=True))
    Consent.objects.bulk_create(waiver_of(batch, one) for one in participants)
    records: list[Any] = []
    for model, made in (
        (FormRecord, [form_of(batch, one, row) for one, row in pairs]),
        (Enrollment, [enrollment_of(batch, one) for one in participants]),
        (Allocation, [allocation_of(batch, one, row) for one, row in pairs if row.arm]),
        (TumorAssessment, [recurrence_of(batch, one, row) for one, row in pairs if row.recurrence]),
        (VitalStatus, [status_of(batch, one, row) for one, row in pairs]),
    ):
        records += model.objects.bulk_create(made)
    hand_down_many(said(records))


def said(records: Sequence[Any]) -> Iterator[tuple[Participant, FactSource, list[NewFact]]]:
    """The facts of records that are each the only one of their kind."""
    for record in records:
        for source, facts in VOICES[type(record)](record):
            yield record.participant, source, facts


VOICES: dict[type, Callable[[Any], Iterable[tuple[FactSource, list[NewFact]]]]] = {
    FormRecord: lambda record: [(source_of(record), facts_of_record(record))],
    Enrollment: lambda record: [said_by_enrollment(record, None)],
    Allocation: lambda record: [said_by_allocation(record)],
    TumorAssessment: lambda record: [
        said_by_scan(record, is_first_recurrence=True),
        contact_by_scan(record),
    ],
    VitalStatus: lambda record: [said_by_status(record)],
}


def participant_of(batch: Batch, row: CohortRow) -> Participant:
    return Participant(
        activation=batch.activation,
        code=code_of(batch.activation, row.number),
        number=row.number,
        origin=Participant.Origin.RETROSPECTIVE,
        screened_date=batch.origin,
        sex=row.sex,
        age_at_screening=row.age,
        screening_reason="",
    )


def waiver_of(batch: Batch, participant: Participant) -> Consent:
    return Consent(
        activation=batch.activation,
        participant=participant,
        protocol_version=batch.version,
        basis=Consent.Basis.WAIVER,
        consent_date=batch.origin,
        recorded_by=batch.by,
        recorded_at=batch.at,
    )


def form_of(batch: Batch, participant: Participant, row: CohortRow) -> FormRecord:
    return batch.record(FormRecord, participant, form_id=batch.form, data=dict(row.data))


def enrollment_of(batch: Batch, participant: Participant) -> Enrollment:
    return Enrollment(
        activation=batch.activation,
        participant=participant,
        protocol_version=batch.version,
        enrolled_date=batch.origin,
        enrolled_by=batch.by,
        enrolled_at=batch.at,
    )


def allocation_of(batch: Batch, participant: Participant, row: CohortRow) -> Allocation:
    return Allocation(
        activation=batch.activation,
        participant=participant,
        arm=row.arm,
        allocated_date=batch.origin,
        reason=Allocation.Reason.IMPORTED,
        preference=Allocation.Preference.NOT_ASKED,
        baseline_sha256=sha256_of({}),
        decided_by=NOT_IN_SOURCE,
        recorded_by=batch.by,
        recorded_at=batch.at,
    )


def recurrence_of(batch: Batch, participant: Participant, row: CohortRow) -> TumorAssessment:
    return batch.record(
        TumorAssessment,
        participant,
        scan_date=row.recurrence,
        modality=TumorAssessment.Modality.OTHER,
        adequate=True,
        finding=TumorAssessment.Finding.RECURRENCE,
        location=TumorAssessment.Location.UNKNOWN,
    )


def status_of(batch: Batch, participant: Participant, row: CohortRow) -> VitalStatus:
    dead = row.death is not None
    day = row.death or row.last_contact
    return batch.record(
        VitalStatus,
        participant,
        vital_status=VitalStatus.Vital.DEAD if dead else VitalStatus.Vital.ALIVE,
        status_date=day.isoformat(),
        status_earliest=day,
        information_source=VitalStatus.InformationSource.RECORDS,
        cause_of_death=NOT_IN_SOURCE if dead else "",
    )
