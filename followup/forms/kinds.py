"""The kinds of follow-up record: what each is called, typed into, recorded and corrected by."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casebook.models import Participant, Record
from followup.actions import adverse_events, assessments, surgeries, treatments, vital_status
from followup.forms.adverse_events import EventForm
from followup.forms.records import ContactForm, CourseForm, OperationForm, RecordForm, ScanForm
from followup.models import AdverseEvent, Surgery, TreatmentCourse, TumorAssessment, VitalStatus


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`slug` stands in addresses, `name` in the names of pages."""

    slug: str
    name: str
    heading: str | Promise
    many: str | Promise
    begin: str | Promise
    model: type[Record]
    form: type[RecordForm]
    record: Callable[..., Record]
    correct: Callable[..., Record]

    def as_record(self, value: Any, like: Record) -> Record:
        """What somebody typed, as the record it would have become; never saved."""
        columns = value.columns() if hasattr(value, "columns") else asdict(value)
        return self.model(
            activation=like.activation,
            participant=like.participant,
            protocol_version=like.protocol_version,
            **columns,
        )

    def of(self, participant: Participant) -> list[Record]:
        return list(
            self.model.objects.filter(participant=participant).select_related(
                "activation__site", "entered_by", "participant", "protocol_version__trial"
            )
        )


EVENTS = Kind(
    slug="adverse-events",
    name="adverse_event",
    heading=_("Adverse event"),
    many=_("Adverse events"),
    begin=_("Report an event"),
    model=AdverseEvent,
    form=EventForm,
    record=adverse_events.report,
    correct=adverse_events.correct,
)
COURSES = Kind(
    slug="courses",
    name="course",
    heading=_("Treatment course"),
    many=_("Treatment courses"),
    begin=_("Record a course"),
    model=TreatmentCourse,
    form=CourseForm,
    record=treatments.record,
    correct=treatments.correct,
)
SURGERIES = Kind(
    slug="surgery",
    name="surgery",
    heading=_("Surgery"),
    many=_("Surgery"),
    begin=_("Record surgery"),
    model=Surgery,
    form=OperationForm,
    record=surgeries.record,
    correct=surgeries.correct,
)
SCANS = Kind(
    slug="scans",
    name="scan",
    heading=_("Scan"),
    many=_("Scans"),
    begin=_("Record a scan"),
    model=TumorAssessment,
    form=ScanForm,
    record=assessments.record,
    correct=assessments.correct,
)
CONTACTS = Kind(
    slug="vital-status",
    name="vital_status",
    heading=_("Vital status"),
    many=_("Vital status"),
    begin=_("Record a contact or death"),
    model=VitalStatus,
    form=ContactForm,
    record=vital_status.record,
    correct=vital_status.correct,
)

KINDS: tuple[Kind, ...] = (EVENTS, COURSES, SURGERIES, SCANS, CONTACTS)
