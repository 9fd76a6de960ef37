"""The treatment decision and the strategy received, as the page does them."""

from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook import models as casebook
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from enrollment.actions import treatment_decisions
from enrollment.api.eligibility import OfParticipant
from enrollment.domain.strategies import StrategyReceived
from enrollment.models import TreatmentDecision
from enrollment.received import received_by
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.treatment_decisions import content_to_lock, decision_of
from trials.api.acts import ActView, ReadView
from trials.api.signing import SigningView
from trials.domain.rights import Right
from trials.selectors.protocols import protocol_of


class ChoiceInput(serializers.Serializer):
    strategy = serializers.CharField(max_length=30)
    decided_date = serializers.DateField()
    decided_by = serializers.CharField(max_length=120)
    rationale = serializers.CharField(max_length=500)


class TreatmentAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")

    class Meta:
        model = TreatmentDecision
        fields = (
            "participant",
            "strategy",
            "decided_date",
            "decided_by",
            "rationale",
            "status",
            "version",
            "landmark_date",
            "received",
            "not_assessable",
        )


@extend_schema(responses=OpenApiTypes.OBJECT)
class Treatment(OfParticipant, ReadView, ActView):
    """The decision, and what the records say today of the strategy received."""

    serializer_class = ChoiceInput
    right = Right.LOCK_TREATMENT_DECISION

    def act(self, row: Participant, *, by: User, at: datetime, **fields: Any) -> Any:
        choice = treatment_decisions.Choice(**fields)
        return treatment_decisions.record(participant=row, choice=choice, by=by, at=at)

    def answer(self, result: Participant | TreatmentDecision) -> dict[str, Any]:
        if isinstance(result, TreatmentDecision):
            return dict(TreatmentAnswer(result).data)
        today = day_at(result.activation, timezone.now())
        decision = decision_of(result)
        compares = protocol_of(governing_version(result, on=today)).concordance is not None
        now = received_by(result, known_to=today) if compares else None
        to_sign = content_to_lock(decision, now).as_shown().token() if decision and now else None
        return {
            "participant": result.code,
            "decision": TreatmentAnswer(decision).data if decision else None,
            "received": said(now) if now else None,
            "to_sign": to_sign,
        }


def said(now: StrategyReceived) -> dict[str, Any]:
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "landmark": iso(now.landmark),
        "strategy": now.code,
        "not_assessable": now.not_assessable,
        "not_yet": now.not_yet,
        "later": [{"kind": one.kind, "day": iso(one.day)} for one in now.later],
    }


class LockAnswer(serializers.ModelSerializer):
    participant = serializers.CharField(source="participant.code")
    locked_by = serializers.CharField(source="signature.printed_name")

    class Meta:
        model = casebook.Lock
        fields = ("participant", "kind", "record_sha256", "locked_by", "locked_at")


class Lock(OfParticipant, SigningView):
    answer_class = LockAnswer
    right = Right.LOCK_TREATMENT_DECISION

    def act(self, row: Participant, *, by: User, at: datetime, **typed: Any) -> casebook.Lock:
        decision = get_object_or_404(TreatmentDecision, participant=row)
        return treatment_decisions.lock(record=decision, by=by, at=at, **typed)
