"""What is sent to record treatment, surgery, scans, contacts and adverse events."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from followup.actions.adverse_events import Event
from followup.actions.assessments import Scan
from followup.actions.surgeries import Operation
from followup.actions.treatments import Course
from followup.actions.vital_status import Contact
from followup.domain.seriousness import NOT_RELATED, RELATED
from followup.models import AdverseEvent, Surgery, TumorAssessment, VitalStatus
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.wording import worded


@extend_schema_field(OpenApiTypes.STR)
class PartialDateField(serializers.Field):
    """2026, 2026-03 or 2026-03-05: as far as it is known."""

    def to_internal_value(self, data: Any) -> PartialDate:
        try:
            return PartialDate.parse(str(data))
        except ImpossibleDate as error:
            raise serializers.ValidationError(worded(error.message)) from error

    def to_representation(self, value: Any) -> str:
        return str(value)


class RecordInput(serializers.Serializer):
    """`as_value` makes of the fields what the acts take."""

    as_value: Callable[..., Any]


class CourseInput(RecordInput):
    as_value = Course

    agent = serializers.CharField(max_length=60)
    start_date = serializers.DateField()
    end_date = serializers.DateField(required=False, allow_null=True)
    product = serializers.CharField(max_length=120, required=False, allow_blank=True)
    dose = serializers.DecimalField(10, 3, required=False, allow_null=True)
    dose_unit = serializers.CharField(max_length=20, required=False, allow_blank=True)
    stop_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OperationInput(RecordInput):
    as_value = Operation

    surgery_date = serializers.DateField()
    procedure = serializers.ChoiceField(Surgery.Procedure.choices)
    margin = serializers.ChoiceField(Surgery.Margin.choices)
    histology = serializers.ChoiceField(Surgery.Histology.choices)
    histology_date = serializers.DateField(required=False, allow_null=True)
    blood_loss_ml = serializers.IntegerField(
        min_value=0, max_value=50_000, required=False, allow_null=True
    )
    clavien_dindo = serializers.CharField(max_length=12, required=False, allow_blank=True)


class ScanInput(RecordInput):
    as_value = Scan

    scan_date = serializers.DateField()
    modality = serializers.ChoiceField(TumorAssessment.Modality.choices)
    adequate = serializers.BooleanField()
    finding = serializers.ChoiceField(TumorAssessment.Finding.choices)
    inadequate_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    location = serializers.CharField(max_length=12, required=False, allow_blank=True)
    first_seen_date = serializers.DateField(required=False, allow_null=True)


class ContactInput(RecordInput):
    as_value = Contact

    vital_status = serializers.ChoiceField(VitalStatus.Vital.choices)
    status_date = PartialDateField()
    information_source = serializers.ChoiceField(VitalStatus.InformationSource.choices)
    cause_of_death = serializers.CharField(max_length=300, required=False, allow_blank=True)
    recurrence_told = serializers.ChoiceField(
        VitalStatus.Recurrence.choices, required=False, allow_blank=True
    )


class EventInput(RecordInput):
    as_value = Event

    term = serializers.CharField(max_length=120)
    grade = serializers.IntegerField()
    onset = PartialDateField()
    outcome = serializers.ChoiceField(AdverseEvent.Outcome.choices)
    aware_at = serializers.DateTimeField()
    serious_aware_at = serializers.DateTimeField(required=False, allow_null=True)
    end = PartialDateField(required=False, allow_null=True)
    term_text = serializers.CharField(max_length=300, required=False, allow_blank=True)
    seriousness = serializers.ListField(
        child=serializers.CharField(max_length=30), required=False, max_length=6
    )
    causality = serializers.DictField(
        child=serializers.ChoiceField([RELATED, NOT_RELATED]), required=False
    )
    action_taken = serializers.DictField(
        child=serializers.ChoiceField(AdverseEvent.ActionTaken.choices), required=False
    )
    expected = serializers.BooleanField(required=False, allow_null=True)
    narrative = serializers.CharField(required=False, allow_blank=True)


class TellSponsorInput(serializers.Serializer):
    told_at = serializers.DateTimeField()
