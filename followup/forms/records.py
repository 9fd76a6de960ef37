"""What is typed about treatment, surgery, scans and contacts, made into what the acts take."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casebook.forms.dates import DayField
from casebook.models import Participant, Record
from followup.actions.assessments import Scan
from followup.actions.surgeries import Operation
from followup.actions.treatments import Course
from followup.actions.vital_status import Contact
from followup.domain.clavien_dindo import GRADE_LABELS, ClavienDindo, graded
from followup.forms.dates import PartialDateField
from followup.models import Surgery, TumorAssessment, VitalStatus
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.wording import worded

CLAVIEN_DINDO = [
    ("0", _("0: none")),
    *((one.value, format_lazy("{}: {}", one.value, _(GRADE_LABELS[one]))) for one in ClavienDindo),
]
CHOOSE, FILL_IN = _("Choose one answer."), _("Not filled in yet.")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
Choices = list[tuple[str, Any]]


def one_of(choices: Choices) -> Choices:
    """For a select: nothing chosen at first."""
    return [("", _("Choose")), *choices]


class RecordForm(forms.Form):
    """`keyword` is what the acts call the value that `value` returns."""

    keyword = ""

    def __init__(
        self, *args: Any, participant: Participant, protocol: Protocol, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participant, self.protocol = participant, protocol
        self.prepare()
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.error_messages["required"] = CHOOSE if is_choice else FILL_IN

    def prepare(self) -> None:
        """Fill the choices that the protocol gives."""

    def value(self) -> Any:
        raise NotImplementedError

    def entry(self) -> dict[str, Any]:
        return {self.keyword: self.value()}

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        """What to show when a record is opened to be corrected."""
        return dict(record.as_values())


class CourseForm(RecordForm):
    keyword = "course"

    agent = forms.ChoiceField(label=_("Agent"), widget=forms.RadioSelect)
    product = forms.CharField(
        label=_("Product"),
        help_text=_("Where the protocol names only a class, such as a PD-1 inhibitor."),
        max_length=120,
        required=False,
    )
    start_date = DayField(label=_("Begun on"))
    end_date = DayField(
        label=_("Ended on"),
        help_text=_(
            "Leave empty while it goes on. A session left without an end ends on the day it "
            "was given."
        ),
        required=False,
    )
    dose = forms.DecimalField(label=_("Dose"), max_digits=10, decimal_places=3, required=False)
    dose_unit = forms.ChoiceField(label=_("Unit"), required=False)
    stop_reason = forms.CharField(
        label=_("Why it was stopped or reduced"), max_length=200, required=False
    )

    def prepare(self) -> None:
        agents = self.protocol.agents
        units = dict.fromkeys(unit for agent in agents for unit in agent.dose_units)
        self.fields["agent"].choices = [(agent.id, worded(agent.label)) for agent in agents]
        self.fields["dose_unit"].choices = one_of([(unit, unit) for unit in units])

    def value(self) -> Course:
        return Course(**self.cleaned_data)


class OperationForm(RecordForm):
    keyword = "operation"

    surgery_date = DayField(label=_("Surgery on"))
    procedure = forms.ChoiceField(
        label=_("Procedure"), choices=Surgery.Procedure.choices, widget=forms.RadioSelect
    )
    margin = forms.ChoiceField(
        label=_("Resection margin"), choices=Surgery.Margin.choices, widget=forms.RadioSelect
    )
    histology = forms.ChoiceField(
        label=_("Histology"), choices=Surgery.Histology.choices, widget=forms.RadioSelect
    )
    histology_date = DayField(label=_("Pathology report of"), required=False)
    blood_loss_ml = forms.IntegerField(
        label=_("Blood loss"), min_value=0, max_value=50_000, required=False
    )
    clavien_dindo = forms.ChoiceField(
        label=_("Worst complication by Clavien-Dindo"),
        choices=one_of(CLAVIEN_DINDO),
        required=False,
    )
    lasting = forms.BooleanField(
        label=_("A disability was left at discharge (suffix d)"), required=False
    )

    def value(self) -> Operation:
        given = dict(self.cleaned_data)
        suffix = "d" if given.pop("lasting") else ""
        return Operation(**{**given, "clavien_dindo": given["clavien_dindo"] + suffix})

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        values = record.as_values()
        found = graded(values["clavien_dindo"])
        if found is None:
            return dict(values)
        return {**values, "clavien_dindo": found.grade.value, "lasting": found.lasting}


class ScanForm(RecordForm):
    keyword = "scan"

    scan_date = DayField(label=_("Scan of"))
    modality = forms.ChoiceField(
        label=_("Kind of scan"), choices=TumorAssessment.Modality.choices, widget=forms.RadioSelect
    )
    adequate = forms.ChoiceField(
        label=_("Adequate to judge recurrence"),
        help_text=_("Only an adequate scan without a new lesion proves freedom from recurrence."),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    inadequate_reason = forms.CharField(
        label=_("Why it is not adequate"), max_length=200, required=False
    )
    finding = forms.ChoiceField(
        label=_("What it shows"), choices=TumorAssessment.Finding.choices, widget=forms.RadioSelect
    )
    location = forms.ChoiceField(
        label=_("Where the recurrence is"),
        choices=TumorAssessment.Location.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    first_seen_date = DayField(
        label=_("First seen, equivocally, on the scan of"),
        help_text=_("The recurrence then counts from that scan."),
        required=False,
    )

    def value(self) -> Scan:
        given = dict(self.cleaned_data)
        return Scan(adequate=given.pop("adequate") == "yes", **given)

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        values = record.as_values()
        return {**values, "adequate": "yes" if values["adequate"] else "no"}


# Loss is declared by the ladder of contacts, on a page of its own.
HEARD = [one for one in VitalStatus.Vital.choices if one[0] != VitalStatus.Vital.LOST]


class ContactForm(RecordForm):
    keyword = "contact"

    vital_status = forms.ChoiceField(
        label=_("The participant is"), choices=VitalStatus.Vital.choices, widget=forms.RadioSelect
    )
    status_date = PartialDateField(
        label=_("On"),
        help_text=_("Last seen or heard of alive, died, or lost: as far as the day is known."),
    )
    information_source = forms.ChoiceField(
        label=_("Known from"),
        choices=VitalStatus.InformationSource.choices,
        widget=forms.RadioSelect,
    )
    cause_of_death = forms.CharField(
        label=_("Cause of death"),
        help_text=_("Only after a death. Write “unknown” where it is not known."),
        max_length=300,
        required=False,
    )
    recurrence_told = forms.ChoiceField(
        label=_("Recurrence told of"),
        help_text=_("What was said; the scan that shows it is recorded by itself."),
        choices=one_of(VitalStatus.Recurrence.choices),
        required=False,
    )

    def prepare(self) -> None:
        if self.initial.get("vital_status") != VitalStatus.Vital.LOST:
            self.fields["vital_status"].choices = HEARD

    def value(self) -> Contact:
        return Contact(**self.cleaned_data)

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        values: Mapping[str, Any] = record.as_values()
        return {**values, "status_date": PartialDate.parse(values["status_date"])}
