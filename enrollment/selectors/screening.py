"""Everyone who was screened, and where each stands. Screen failures stay in the list for good;
archived records never enter it: nobody screened them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Q

from casebook.models import Consent, Fact, Participant, Withdrawal
from casebook.models.participants import ParticipantQuerySet
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import as_facts
from enrollment.domain.eligibility import Assessment, Verdict, assess
from enrollment.domain.status import Course, Status, records_treatment, status_of
from enrollment.models import EligibilityDecision
from enrollment.selectors.decisions import holds
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known
from trials.models import ProtocolVersion, SiteActivation, Trial
from trials.selectors.protocols import protocol_of, version_in_force

SCORE = "pre_score"


@dataclass(frozen=True, kw_only=True)
class Screened:
    """One line of the log. `assessment` is asked for only while the verdict may still move."""

    participant: Participant
    facts: Facts
    version: ProtocolVersion
    decision: EligibilityDecision | None
    withdrawn: bool
    today: date

    @property
    def protocol(self) -> Protocol:
        return protocol_of(self.version)

    @cached_property
    def is_open(self) -> bool:
        """The verdict may still move; the values of whoever is enrolled are not judged here."""
        return not isinstance(self.facts.get("enrolled"), Known)

    @cached_property
    def assessment(self) -> Assessment | None:
        if not self.is_open:
            return None
        signed = self.on_the_day_signed
        return signed or assess(protocol=self.protocol, facts=self.facts, on=self.today)

    @cached_property
    def on_the_day_signed(self) -> Assessment | None:
        """For a screen failure of which nothing has changed since."""
        decision = self.decision
        if decision is None or decision.verdict != EligibilityDecision.Verdict.INELIGIBLE:
            return None
        day = day_at(self.participant.activation, decision.decided_at)
        then = assess(protocol=self.protocol, facts=self.facts, on=day)
        return then if holds(decision, then) else None

    @cached_property
    def is_void(self) -> bool:
        return (
            self.decision is not None
            and self.assessment is not None
            and not holds(self.decision, self.assessment)
        )

    @cached_property
    def status(self) -> Status:
        standing = None if self.is_void else self.decision
        return status_of(
            Course(
                facts=self.facts,
                decision=Verdict(standing.verdict) if standing else None,
                withdrawn=self.withdrawn,
                records_treatment=records_treatment(self.protocol),
            )
        )

    @property
    def score(self) -> Known | Absent | None:
        return self.facts.get(SCORE)


def screened_in(
    trial: Trial, activation_ids: Iterable[int], *, site: str = ""
) -> ParticipantQuerySet:
    """Newest screening number first, site by site."""
    found = Participant.objects.for_activations(activation_ids).filter(
        activation__trial=trial, origin=Participant.Origin.PROSPECTIVE
    )
    if site:
        found = found.filter(activation__site__code=site)
    return found.select_related("activation__site", "activation__trial").order_by(
        "activation__site__code", "-number"
    )


def lines_of(participants: Iterable[Participant], *, today: date) -> list[Screened]:
    """A fixed number of queries, however many participants."""
    rows = list(participants)
    facts, versions = facts_by_participant(rows), versions_by_participant(rows, today=today)
    decisions = decisions_by_participant(rows)
    withdrew = withdrawn_among(rows)
    return [
        Screened(
            participant=row,
            facts=facts.get(row.pk, {}),
            version=versions[row.pk],
            decision=decisions.get(row.pk),
            withdrawn=row.pk in withdrew,
            today=today,
        )
        for row in rows
    ]


def facts_by_participant(rows: list[Participant]) -> Mapping[int, Facts]:
    standing = Fact.objects.filter(participant__in=rows, occasion="").standing()
    ordered = standing.order_by("participant_id", "date", "pk")
    return {pk: as_facts(found) for pk, found in groupby(ordered, lambda f: f.participant_id)}


def versions_by_participant(
    rows: list[Participant], *, today: date
) -> Mapping[int, ProtocolVersion]:
    consents = Consent.objects.filter(participant__in=rows).select_related(
        "protocol_version__trial"
    )
    agreed = {
        one.participant_id: one.protocol_version for one in consents.order_by("consent_date", "pk")
    }
    places = {row.activation_id: row.activation for row in rows if row.pk not in agreed}
    in_force = {pk: version_in_force(place, on=today) for pk, place in places.items()}
    return {row.pk: agreed.get(row.pk) or in_force[row.activation_id] for row in rows}


def decisions_by_participant(rows: list[Participant]) -> Mapping[int, EligibilityDecision]:
    decisions = EligibilityDecision.objects.filter(participant__in=rows).select_related(
        "signature", "protocol_version", "participant"
    )
    return {one.participant_id: one for one in decisions.order_by("decided_at", "pk")}


def withdrawn_among(rows: list[Participant]) -> set[int]:
    """Who stopped follow-up; stopping treatment alone keeps a participant in the trial."""
    stopped = Withdrawal.objects.filter(participant__in=rows, scope=Withdrawal.Scope.FOLLOW_UP)
    return set(stopped.values_list("participant_id", flat=True))


def counts_by_site(trial: Trial, activation_ids: Iterable[int]) -> list[tuple[str, int]]:
    """Site code and how many were screened there, sites without anybody included."""
    sites = SiteActivation.objects.filter(trial=trial, pk__in=list(activation_ids))
    screened = Count("participants", filter=Q(participants__origin=Participant.Origin.PROSPECTIVE))
    counted = sites.annotate(screened=screened).order_by("site__code")
    return list(counted.values_list("site__code", "screened"))
