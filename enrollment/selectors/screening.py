"""Everyone who was screened, and where each stands. Screen failures stay in the list for good;
archived records never enter it: nobody screened them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Q

from casebook.models import Consent, Fact, Participant, Withdrawal
from casebook.models.participants import ParticipantQuerySet
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import as_facts
from casebook.selectors.identities import births_of
from enrollment.domain.assessment_records import (
    StoredAtom,
    VerdictsByReading,
    verdicts_by_reading,
)
from enrollment.domain.eligibility import Assessment, Verdict, assess
from enrollment.domain.reasons import DIED, WITHDREW
from enrollment.domain.status import Course, Status, records_treatment, status_of
from enrollment.models import EligibilityDecision, Enrollment, ScreeningClosure
from enrollment.selectors.assessments import with_age
from enrollment.selectors.closures import closures_by_participant
from enrollment.selectors.decisions import holds
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.readings import Chosen
from trials.domain.values import Absent, Facts, Known
from trials.models import ProtocolVersion, SiteActivation, Trial
from trials.selectors.protocols import version_in_force
from trials.selectors.readings import chosen_since, read_by

SCORE = "pre_score"
LEFT = {Status.WITHDRAWN: WITHDREW, Status.DIED: DIED}


@dataclass(frozen=True, kw_only=True)
class Screened:
    """One line of the log. `assessment` is asked for only while the verdict may still move;
    `enrolled_on` is the one the person was enrolled on."""

    participant: Participant
    facts: Facts
    birth: date | None
    version: ProtocolVersion
    decision: EligibilityDecision | None
    closure: ScreeningClosure | None
    enrolled_on: Sequence[StoredAtom]
    withdrawn: bool
    chosen: Chosen
    today: date

    @property
    def protocol(self) -> Protocol:
        return read_by(self.version, self.chosen)

    @cached_property
    def is_open(self) -> bool:
        """The verdict may still move; the values of whoever is enrolled are not judged here."""
        return not isinstance(self.facts.get("enrolled"), Known)

    @cached_property
    def assessment(self) -> Assessment | None:
        if not self.is_open:
            return None
        signed = self.on_the_day_signed
        return signed or self.assessed(on=self.today)

    def assessed(self, *, on: date) -> Assessment:
        facts = with_age(self.facts, birth=self.birth, on=on)
        return assess(protocol=self.protocol, facts=facts, on=on)

    @cached_property
    def on_the_day_signed(self) -> Assessment | None:
        """For a screen failure of which nothing has changed since."""
        decision = self.decision
        if decision is None or decision.verdict != EligibilityDecision.Verdict.INELIGIBLE:
            return None
        day = day_at(self.participant.activation, decision.decided_at)
        then = self.assessed(on=day)
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
                closed=self.closure is not None,
                withdrawn=self.withdrawn,
                records_treatment=records_treatment(self.protocol),
            )
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the person does not take part, the main reason first; empty while it is open."""
        if self.status is Status.NOT_ENROLLED and self.closure:
            return (self.closure.code,)
        if self.status is Status.NOT_ELIGIBLE and self.assessment:
            return tuple(atom.criterion.id for atom in self.assessment.failed)
        return (LEFT[self.status],) if self.is_open and self.status in LEFT else ()

    @property
    def reason(self) -> str:
        return next(iter(self.reasons), "")

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The ambiguities whose readings lead to different verdicts; once enrolled, as then."""
        found = self.verdicts_by_reading
        return tuple(name for name, verdicts in found.items() if len(set(verdicts.values())) > 1)

    @cached_property
    def verdicts_by_reading(self) -> VerdictsByReading:
        if self.assessment is not None:
            return self.assessment.verdict_by_reading
        return verdicts_by_reading(self.enrolled_on)

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
    decisions, closures = decisions_by_participant(rows), closures_by_participant(rows)
    births = births_of(row for row in rows if "enrolled" not in facts.get(row.pk, {}))
    enrolled, withdrew = assessments_at_enrollment(rows), withdrawn_among(rows)
    chosen = {pk: chosen_since(pk) for pk in {row.activation.trial_id for row in rows}}
    return [
        Screened(
            participant=row,
            facts=facts.get(row.pk, {}),
            birth=births.get(row.pk),
            version=versions[row.pk],
            decision=decisions.get(row.pk),
            closure=closures.get(row.pk),
            enrolled_on=enrolled.get(row.pk, []),
            withdrawn=row.pk in withdrew,
            chosen=chosen[row.activation.trial_id],
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


def assessments_at_enrollment(rows: Iterable[Participant]) -> Mapping[int, list[StoredAtom]]:
    found = Enrollment.objects.filter(participant__in=list(rows))
    return dict(found.values_list("participant_id", "assessment"))


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
