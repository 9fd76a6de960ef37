"""Everybody's way through a trial, from status data alone; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from casebook.models import Fact, Participant, Withdrawal
from casebook.models.participants import ParticipantQuerySet
from casebook.selectors.facts import as_facts
from enrollment.domain.eligibility import Verdict
from enrollment.domain.flow import Path
from enrollment.domain.flow_paths import names_needed, path_within
from enrollment.models import Exclusion, TreatmentDecision
from enrollment.selectors.screening import Screened, lines_of, screened_in, withdrawn_among
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts
from trials.models import Trial
from trials.selectors.readings import latest_as_read


@dataclass(frozen=True, kw_only=True)
class Archived:
    """Records nobody was screened for; they never enter the flow."""

    records: int
    lost: int
    died: int


def paths_in(trial: Trial, activation_ids: Iterable[int], *, today: date) -> list[Path]:
    people = screened_in(trial, activation_ids)
    protocol = latest_as_read(trial)
    outside = lines_of(people.filter(enrollment=None), today=today)
    return [*map(path_before, outside), *paths_within(people.exclude(enrollment=None), protocol)]


def path_before(line: Screened) -> Path:
    signed = line.decision
    return Path(
        status=line.status,
        site=line.participant.activation.site.code,
        reason=line.reason,
        was_eligible=signed is not None
        and not line.is_void
        and signed.verdict == Verdict.ELIGIBLE.value,
    )


def paths_within(people: ParticipantQuerySet, protocol: Protocol) -> list[Path]:
    """Of those enrolled only the few facts are read that the flow rests on."""
    rows = list(people)
    facts, withdrew = few_facts(rows, names_needed(protocol)), withdrawn_among(rows)
    stopped, unassessable = stopped_treatment(rows), not_assessable(rows)
    excluded = exclusions_of(rows)
    return [
        path_within(
            protocol,
            facts.get(row.pk, {}),
            site=row.activation.site.code,
            withdrew=row.pk in withdrew,
            stopped=row.pk in stopped,
            unassessable=row.pk in unassessable,
            excluded_by=tuple(excluded.get(row.pk, ())),
        )
        for row in rows
    ]


def few_facts(rows: Iterable[Participant], names: Iterable[str]) -> Mapping[int, Facts]:
    standing = Fact.objects.filter(participant__in=list(rows), name__in=names, occasion="")
    ordered = standing.standing().order_by("participant_id", "date", "pk")
    return {pk: as_facts(found) for pk, found in groupby(ordered, lambda one: one.participant_id)}


def stopped_treatment(rows: Iterable[Participant]) -> set[int]:
    stopped = Withdrawal.objects.filter(
        participant__in=list(rows), scope=Withdrawal.Scope.TREATMENT
    )
    return set(stopped.values_list("participant_id", flat=True))


def not_assessable(rows: Iterable[Participant]) -> set[int]:
    locked = TreatmentDecision.objects.filter(participant__in=list(rows)).exclude(not_assessable="")
    return set(locked.values_list("participant_id", flat=True))


def exclusions_of(rows: Iterable[Participant]) -> Mapping[int, list[str]]:
    """Confirmed and not taken back, the first confirmed first."""
    standing = Exclusion.objects.filter(participant__in=list(rows), reinstated_at=None)
    found: dict[int, list[str]] = defaultdict(list)
    for pk, criterion in standing.order_by("confirmed_at", "pk").values_list(
        "participant_id", "criterion"
    ):
        found[pk].append(criterion)
    return found


def archived_in(trial: Trial, activation_ids: Iterable[int], *, site: str = "") -> Archived:
    records = Participant.objects.for_activations(activation_ids).filter(
        activation__trial=trial, origin=Participant.Origin.RETROSPECTIVE
    )
    if site:
        records = records.filter(activation__site__code=site)
    return Archived(
        records=records.count(), lost=known(records, "lost"), died=known(records, "death")
    )


def known(people: ParticipantQuerySet, name: str) -> int:
    """How many have the fact."""
    found = Fact.objects.filter(participant__in=people, name=name, missing="").standing()
    return found.values("participant").distinct().count()
