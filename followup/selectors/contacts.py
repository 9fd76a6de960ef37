"""When somebody was last heard of, what was tried since, and whom to ask about next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from casebook.models import Consent, Fact, Participant, Withdrawal
from casebook.selectors.consents import latest_consent
from casebook.selectors.facts import facts_of
from followup.domain.contact_ladder import Climb, climbed
from followup.models import ContactAttempt
from trials.domain.partial_dates import PartialDate
from trials.domain.values import day_of
from trials.models import Trial
from trials.selectors.protocols import protocol_of


def climb_of(participant: Participant) -> Climb:
    """Whoever consented was there that day."""
    consent = latest_consent(participant)
    assert consent is not None  # nothing is recorded before consent
    heard = day_of(facts_of(participant, "last_contact"), "last_contact")
    attempts = ContactAttempt.objects.filter(participant=participant)
    return climbed(
        protocol_of(consent.protocol_version).settings.contact_ladder,
        [one.as_attempt() for one in attempts],
        contact=heard or PartialDate.of(consent.consent_date),
    )


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One participant of a sweep: last heard of on `day`, empty if never since the consent."""

    participant: Participant
    day: str
    lost: bool


def to_ask(trial: Trial, *, activations: Iterable[int]) -> QuerySet[Participant]:
    """Enrolled, alive and still followed; whoever was heard of longest ago comes first. Each row
    carries `heard` and `is_lost`."""

    def said(name: str) -> Any:
        rows = Fact.objects.filter(participant=OuterRef("pk"), name=name, occasion="")
        return rows.standing()

    stopped = Withdrawal.objects.filter(
        participant=OuterRef("pk"), scope=Withdrawal.Scope.FOLLOW_UP
    )
    latest = said("last_contact").order_by("-date", "-pk").values("date")[:1]
    return (
        Participant.objects.for_activations(activations)
        .filter(activation__trial=trial)
        .filter(Exists(Consent.objects.filter(participant=OuterRef("pk"), basis="signed")))
        .filter(Exists(said("enrolled")), ~Exists(said("death")), ~Exists(stopped))
        .annotate(heard=Subquery(latest), lost_on=Subquery(said("lost").values("date")[:1]))
        .select_related("activation__site", "activation__trial")
        .order_by(F("heard").asc(nulls_first=True), "code")
    )


def heard_of(row: Any) -> Heard:
    """Somebody found again, by a contact after the loss, is not lost any more."""
    day = row.heard or ""
    return Heard(participant=row, day=day, lost=bool(row.lost_on) and day <= row.lost_on)
