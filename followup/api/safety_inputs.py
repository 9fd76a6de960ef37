"""What is sent about a serious event, a grade, limits of normal and a read scan."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from followup.actions.reads import Seen
from followup.actions.serious_events import Judgment
from followup.api.inputs import PartialDateField
from followup.domain.laboratory.ranges import ANYBODY, Range
from followup.domain.recist.lesions import Kind, Lesion, State
from followup.domain.serious_reports import Report
from followup.domain.seriousness import NOT_RELATED, RELATED
from followup.domain.treatment_windows import Graded
from followup.models import ReferenceRange, SeriousReport, TumorAssessment

MOST_LESIONS = 20


class ReportInput(serializers.Serializer):
    recipient = serializers.ChoiceField(SeriousReport.Recipient.choices)
    stage = serializers.ChoiceField(SeriousReport.Stage.choices)
    told_at = serializers.DateTimeField()
    reference = serializers.CharField(max_length=120, required=False, allow_blank=True)
    content = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    turned_urgent = serializers.BooleanField(required=False, default=False)

    @staticmethod
    def as_value(fields: dict[str, Any]) -> Report:
        return Report(**fields)


class StrikeReportInput(serializers.Serializer):
    report = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)


class JudgmentInput(serializers.Serializer):
    causality = serializers.DictField(
        child=serializers.ChoiceField([RELATED, NOT_RELATED]), required=False
    )
    expected = serializers.BooleanField(required=False, allow_null=True, default=None)
    comment = serializers.CharField(max_length=1000, required=False, allow_blank=True)

    @staticmethod
    def as_value(fields: dict[str, Any]) -> Judgment:
        return Judgment(**fields)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Something has to be sent: an empty body is a slip, not a judgment."""
        if not attrs.get("causality") and attrs.get("expected") is None:
            why = _("Judge the cause of the event, whether it was expected, or both.")
            raise serializers.ValidationError({"causality": [why]})
        return attrs


class GradeInput(serializers.Serializer):
    day = PartialDateField()
    grade = serializers.IntegerField()
    expected_version = serializers.IntegerField(min_value=1)

    @staticmethod
    def as_value(fields: dict[str, Any]) -> Graded:
        return Graded(day=fields["day"], grade=fields["grade"])


class TakeBackInput(serializers.Serializer):
    expected_version = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)


class RangeInput(serializers.Serializer):
    site = serializers.CharField(max_length=20)
    analyte = serializers.CharField(max_length=40)
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    for_sex = serializers.ChoiceField(
        ReferenceRange.Sex.choices, required=False, allow_blank=True, default=ANYBODY, source="sex"
    )
    lower = serializers.DecimalField(14, 5, required=False, allow_null=True, default=None)
    upper = serializers.DecimalField(14, 5, required=False, allow_null=True, default=None)
    first = serializers.DateField()

    @staticmethod
    def as_value(fields: dict[str, Any]) -> Range:
        return Range(**fields)


class StrikeRangeInput(serializers.Serializer):
    row = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=300)


class LesionInput(serializers.Serializer):
    name = serializers.CharField(max_length=20)
    kind = serializers.ChoiceField([one.value for one in Kind])
    state = serializers.ChoiceField([one.value for one in State])
    mm = serializers.DecimalField(6, 1, required=False, allow_null=True, default=None)
    node = serializers.BooleanField(required=False, default=False)
    organ = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class SeenInput(serializers.Serializer):
    adequate = serializers.BooleanField()
    finding = serializers.ChoiceField(TumorAssessment.Finding.choices)
    inadequate_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    location = serializers.ChoiceField(
        TumorAssessment.Location.choices, required=False, allow_blank=True
    )
    lesions = LesionInput(many=True, required=False, default=list, max_length=MOST_LESIONS)

    @staticmethod
    def as_value(fields: dict[str, Any]) -> Seen:
        lesions = [lesion_of(one) for one in fields.pop("lesions")]
        return Seen(lesions=lesions, **fields)


def lesion_of(given: dict[str, Any]) -> Lesion:
    return Lesion(
        name=given["name"],
        kind=Kind(given["kind"]),
        state=State(given["state"]),
        diameter_mm=given["mm"],
        is_node=given["node"],
        organ=given["organ"],
    )
