"""Eligibility, its signature, enrollment and allocation, as the pages do them."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.models import Participant
from casebook.scope import check_may_read, participant_or_404
from casebook.selectors.calendar import day_at
from enrollment.actions import allocations, eligibility, enrollments
from enrollment.domain.assessment_records import stored_atom
from enrollment.domain.findings import AtomFinding
from enrollment.domain.prescreening_report import turning_as_data
from enrollment.models import Allocation, EligibilityDecision, Enrollment
from enrollment.selectors.assessments import assessment_of, governing_version
from enrollment.selectors.decisions import (
    Standing,
    content_of,
    judged_day,
    latest_decision,
    standing_against,
    unsigned,
)
from trials.api.acts import ActView, ReadView
from trials.api.signing import SigningView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach
from trials.wording import worded


class DecisionAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")
    signed_by = serializers.CharField(source="signature.printed_name")

    class Meta:
        model = EligibilityDecision
        fields = ("participant", "verdict", "signed_by", "decided_at", "content_sha256")


class EnrollmentAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")
    protocol_version = serializers.CharField(source="protocol_version.version")

    class Meta:
        model = Enrollment
        fields = ("participant", "enrolled_date", "protocol_version")


class AllocationInput(serializers.Serializer):
    arm = serializers.CharField(max_length=30)
    allocated_date = serializers.DateField()
    reason = serializers.CharField(max_length=30)
    reason_text = serializers.CharField(max_length=500, required=False, allow_blank=True)
    preference = serializers.CharField(max_length=10)
    decided_by = serializers.CharField(max_length=120)


class AllocationAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")

    class Meta:
        model = Allocation
        fields = ("participant", "arm", "allocated_date", "reason", "preference", "decided_by")


class OfParticipant:
    """The address names a participant the caller reaches and may read."""

    request: Any

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        row = participant_or_404(reach, trial, code)
        check_may_read(row, by=self.request.user, on=self.request.today)
        return row


@extend_schema(responses=OpenApiTypes.OBJECT)
class Eligibility(OfParticipant, ReadView):
    """Each atom with its finding, the values it rests on, what is missing, and the signature."""

    def answer(self, row: Participant) -> dict[str, Any]:
        today = day_at(row.activation, timezone.now())
        day = judged_day(row, today=today)
        assessment, version = assessment_of(row, on=day), governing_version(row, on=today)
        decision = latest_decision(row)
        return {
            "participant": row.code,
            "protocol_version": governing_version(row, on=day).version,
            "judged_on": day.isoformat(),
            "verdict": assessment.verdict.value,
            "missing": list(assessment.missing),
            "atoms": [told(atom) for atom in assessment.atoms],
            "to_sign": content_of(unsigned(row, assessment, version)).as_shown().token(),
            "decision": decided(standing_against(decision, assessment)) if decision else None,
        }


def told(atom: AtomFinding) -> dict[str, Any]:
    """As it is signed, and in the reader's language why, and what would turn it."""
    why = [worded(line) for line in atom.explanation]
    return {**stored_atom(atom), "why": why, **turning_as_data(atom, say=worded)}


def decided(standing: Standing) -> dict[str, Any]:
    changed = [change.criterion_id for change in standing.changes]
    return {
        **DecisionAnswer(standing.decision).data,
        "is_void": standing.is_void,
        "changed": changed,
    }


class Decide(OfParticipant, SigningView):
    answer_class = DecisionAnswer
    right = Right.SIGN_ELIGIBILITY

    def act(self, row: Participant, *, by: User, at: datetime, **typed: Any) -> Any:
        return eligibility.decide(participant=row, by=by, at=at, **typed)


class Enroll(OfParticipant, ActView):
    answer_class = EnrollmentAnswer
    right = Right.ENROLL

    def act(self, row: Participant, *, by: User, at: datetime) -> Any:
        return enrollments.enroll(participant=row, by=by, at=at)


class Allocate(OfParticipant, ActView):
    serializer_class = AllocationInput
    answer_class = AllocationAnswer
    right = Right.ENROLL

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> Any:
        return allocations.allocate(participant=row, by=by, at=at, **fields)
