"""Attempts that reached nobody, and how follow-up of a participant ends."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from accounts.models import User
from casebook.models import Participant, Visit
from casebook.policies import has_consented
from casebook.scope import check_may_read, participant_or_404
from casebook.selectors.calendar import day_at
from followup.actions import contacts, endings
from followup.actions.endings import End, Ending
from followup.actions.vital_status import Contact
from followup.api.inputs import PartialDateField
from followup.domain.contact_ladder import MEANS_LABELS, Means
from followup.models import ContactAttempt, VitalStatus
from followup.selectors.contacts import climb_of
from trials.api.acts import ActView, ReadView
from trials.domain.partial_dates import PartialDate
from trials.domain.rights import Right
from trials.selectors.delegations import Reach


class AttemptInput(serializers.Serializer):
    means = serializers.ChoiceField([(one.value, MEANS_LABELS[one]) for one in Means])
    attempt_date = serializers.DateField()


class EndingInput(serializers.Serializer):
    """Of a death its day and source, of a withdrawal its day; a loss follows from the attempts."""

    ending = serializers.ChoiceField([(one.value, one.value) for one in Ending])
    closes_visits = serializers.BooleanField(
        default=False, help_text="Declare what fell due until then and is not recorded not done."
    )
    died = PartialDateField(required=False)
    information_source = serializers.ChoiceField(
        VitalStatus.InformationSource.choices, required=False
    )
    cause_of_death = serializers.CharField(max_length=300, required=False, allow_blank=True)
    withdrew_on = serializers.DateField(required=False)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True)


class OfOne(ReadView):
    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        return participant_or_404(reach, trial, code)

    def check_may_read(self, target: Participant, *, by: User) -> None:
        check_may_read(target, by=by, on=day_at(target.activation, timezone.now()))


@extend_schema(methods=["GET"], responses=OpenApiTypes.OBJECT)
@extend_schema(methods=["POST"], responses={201: OpenApiTypes.OBJECT})
class Attempts(OfOne, ActView):
    """Those since the participant was last heard of count; after enough, they may be lost."""

    serializer_class = AttemptInput
    right = Right.RECORD_CLINICAL_EVENT

    def answer(self, result: Participant | ContactAttempt) -> dict[str, Any]:
        if isinstance(result, ContactAttempt):
            return told(result)
        rows = ContactAttempt.objects.filter(participant=result)
        return {"attempts": [told(one) for one in rows], **ladder(result)}

    def act(self, row: Participant, *, by: User, at: datetime, **given: Any) -> ContactAttempt:
        return contacts.attempt(participant=row, by=by, at=at, **given)


def told(one: ContactAttempt) -> dict[str, Any]:
    return {"id": one.pk, **one.as_values()}


def ladder(row: Participant) -> dict[str, Any]:
    """Nobody is looked for who never agreed."""
    if not has_consented(row):
        return {}
    climb = climb_of(row)
    return {
        "last_heard_of": str(climb.contact),
        "counted": climb.counted,
        "needed": climb.needed,
        "may_be_lost": climb.may_be_lost,
    }


@extend_schema(responses={201: OpenApiTypes.OBJECT})
class Endings(ActView):
    """Death, withdrawal or loss; says which visits were declared not done with it."""

    serializer_class = EndingInput
    right = Right.RECORD_CLINICAL_EVENT

    def target(self, reach: Reach, *, trial: str, code: str) -> Participant:
        return participant_or_404(reach, trial, code)

    def act(self, row: Participant, *, by: User, at: datetime, **given: Any) -> list[Visit]:
        closes = given.pop("closes_visits")
        return endings.record(
            participant=row, end=end_of(**given), closes_visits=closes, by=by, at=at
        )

    def answer(self, result: list[Visit]) -> dict[str, Any]:
        return {"closed": [one.visit for one in result]}


def end_of(
    *,
    ending: str,
    died: PartialDate | None = None,
    information_source: str = "",
    cause_of_death: str = "",
    withdrew_on: date | None = None,
    why: str = "",
) -> End:
    death = None
    if died is not None:
        death = Contact(
            vital_status=str(VitalStatus.Vital.DEAD),
            status_date=died,
            information_source=information_source,
            cause_of_death=cause_of_death,
        )
    return End(ending=Ending(ending), death=death, withdrew_on=withdrew_on, why=why)
