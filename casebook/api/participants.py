"""Participants, their consent, identity kept out, and the facts that stand."""

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casebook.actions import consents, participants, withdrawals
from casebook.domain.identity import Person
from casebook.models import Consent, Fact, Participant, Withdrawal
from casebook.scope import check_may_read, participant_or_404
from casebook.selectors.participants import Listed, listed
from trials.api.acts import ActView, ReadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import activation_or_404, trial_or_404
from trials.selectors.delegations import Reach


class ParticipantInput(serializers.Serializer):
    site = serializers.CharField(max_length=8)
    screened_date = serializers.DateField()
    age = serializers.IntegerField()
    sex = serializers.ChoiceField(choices=Participant.Sex.choices)
    screening_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ParticipantAnswer(serializers.ModelSerializer):
    site = serializers.CharField(source="activation.site.code")

    class Meta:
        model = Participant
        fields = ("code", "site", "number", "screened_date", "sex", "age_at_screening")


class Participants(ActView):
    """The participants a person reaches; POST registers one at a site."""

    serializer_class = ParticipantInput
    answer_class = ParticipantAnswer
    right = Right.ENTER_DATA

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def act(self, target: Trial, *, site: str, **fields: Any) -> Participant:
        activation = activation_or_404(self.request.reach, target.slug, site)
        return participants.register(activation=activation, **fields)

    @extend_schema(
        parameters=[OpenApiParameter("code"), OpenApiParameter("standing")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, trial: str) -> Response:
        found = self.target(request.reach, trial=trial)
        check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
        given = request.query_params
        everybody = listed(
            found, activations=request.reach.activation_ids, code=given.get("code", "")
        )
        chosen = [one for one in everybody if given.get("standing", "") in {"", one.standing}]
        pages = LimitOffsetPagination()
        page = pages.paginate_queryset(chosen, request, view=self) or []
        return pages.get_paginated_response([line(one) for one in page])


def line(one: Listed) -> dict[str, Any]:
    return {
        "code": one.code,
        "site": one.site,
        "screened_date": one.screened_date,
        "consent_date": one.consent_date,
        "standing": one.standing.value,
    }


class OfParticipant(ReadView):
    """Anything that hangs on one participant."""

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        return participant_or_404(reach, trial, code)

    def check_may_read(self, target: Participant, *, by: User) -> None:
        check_may_read(target, by=by, on=self.request.today)


@extend_schema_view(
    get=extend_schema(operation_id="participant_retrieve", responses=ParticipantAnswer)
)
class OneParticipant(OfParticipant):
    answer_class = ParticipantAnswer


class PersonInput(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    birth_date = serializers.DateField()
    record_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ConsentInput(serializers.Serializer):
    consent_date = serializers.DateField()
    scopes = serializers.DictField(child=serializers.BooleanField(), required=False)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)
    explained_by = serializers.CharField(max_length=120, required=False, allow_blank=True)
    person = PersonInput(required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ConsentAnswer(serializers.ModelSerializer):
    protocol_version = serializers.CharField(source="protocol_version.version")
    consent_version = serializers.CharField(source="consent_version.label", default=None)

    class Meta:
        model = Consent
        fields = (
            "protocol_version",
            "consent_version",
            "basis",
            "consent_date",
            "language",
            "scopes",
            "recorded_at",
        )


class Consents(OfParticipant, ActView):
    """The consents of a participant; POST records one. Who it is goes in and never comes out."""

    serializer_class = ConsentInput
    answer_class = ConsentAnswer
    right = Right.ENTER_DATA
    secret: ClassVar[frozenset[str]] = frozenset({"person"})

    def answer(self, result: Any) -> Any:
        if isinstance(result, Participant):
            return ConsentAnswer(
                result.consents.select_related("protocol_version", "consent_version"), many=True
            ).data
        return super().answer(result)

    def act(self, target: Participant, **fields: Any) -> Consent:
        person = fields.pop("person", None)
        return consents.record(
            participant=target, person=Person(**person) if person else None, **fields
        )


class WithdrawalInput(serializers.Serializer):
    scope = serializers.ChoiceField(choices=Withdrawal.Scope.choices)
    withdrawal_date = serializers.DateField()
    reason = serializers.CharField(required=False, allow_blank=True)


class WithdrawalAnswer(serializers.ModelSerializer):
    class Meta:
        model = Withdrawal
        fields = ("scope", "withdrawal_date", "reason", "recorded_at")


class Withdrawals(OfParticipant, ActView):
    serializer_class = WithdrawalInput
    answer_class = WithdrawalAnswer
    right = Right.ENTER_DATA

    def answer(self, result: Any) -> Any:
        if isinstance(result, Participant):
            return WithdrawalAnswer(result.withdrawals.all(), many=True).data
        return super().answer(result)

    def act(self, target: Participant, **fields: Any) -> Withdrawal:
        return withdrawals.record(participant=target, **fields)


class FactAnswer(serializers.ModelSerializer):
    class Meta:
        model = Fact
        fields = (
            "name",
            "occasion",
            "value",
            "missing",
            "unit",
            "date",
            "source_kind",
            "source_id",
            "source_hash",
        )


@extend_schema(responses=FactAnswer(many=True))
class Facts(OfParticipant):
    """What is held true of the participant now, each fact with the record behind it."""

    def answer(self, result: Participant) -> Any:
        return FactAnswer(
            result.facts.standing().order_by("name", "occasion", "pk"), many=True
        ).data
