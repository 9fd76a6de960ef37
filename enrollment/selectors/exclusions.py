"""Who is excluded after enrollment, who is proposed for it, and by which criterion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.domain.signing import Content
from casebook.models import Participant
from casebook.selectors.facts import facts_of
from enrollment.domain.assessment_records import grounds, stored_atom
from enrollment.domain.exclusions import Enrolled, State, later_criteria, later_findings, state_of
from enrollment.domain.findings import AtomFinding, Finding
from enrollment.models import Enrollment, Exclusion
from enrollment.selectors.screening import facts_by_participant
from trials.domain.values import Facts, Known
from trials.models import ProtocolVersion, Trial
from trials.selectors.readings import latest_as_read, read_by


@dataclass(frozen=True, kw_only=True)
class Case:
    """One enrolled participant and one criterion: what the facts say, what a person decided."""

    enrollment: Enrollment
    atom: AtomFinding
    exclusion: Exclusion | None

    @property
    def participant(self) -> Participant:
        return self.enrollment.participant

    @property
    def version(self) -> ProtocolVersion:
        return self.enrollment.protocol_version

    @property
    def criterion(self) -> str:
        return self.atom.criterion.id

    @property
    def is_found(self) -> bool:
        return self.atom.finding is Finding.NOT_MET

    @property
    def state(self) -> State | None:
        return state_of(self.atom.finding, self.decided, is_as_decided=self.is_as_decided)

    @property
    def decided(self) -> State | None:
        if self.exclusion is None:
            return None
        return State.CONFIRMED if self.exclusion.stands else State.REINSTATED

    @property
    def is_as_decided(self) -> bool:
        """Do the facts still say what the person saw who decided last?"""
        if self.exclusion is None:
            return False
        seen = self.exclusion.reinstated_finding or self.exclusion.finding
        return grounds(seen) == grounds(stored_atom(self.atom))


def cases_in(trial: Trial, activation_ids: Iterable[int]) -> list[Case]:
    """Those with a state, in a fixed number of queries."""
    return [case for cases, _facts in by_enrollment(trial, activation_ids) for case in cases]


def by_enrollment(trial: Trial, activation_ids: Iterable[int]) -> list[tuple[list[Case], Facts]]:
    """Everyone enrolled, with their cases and facts. Archived records were never screened."""
    if not later_criteria(latest_as_read(trial)):
        return []
    rows = list(
        Enrollment.objects.filter(
            activation__trial=trial,
            activation_id__in=list(activation_ids),
            participant__origin=Participant.Origin.PROSPECTIVE,
        )
        .select_related(
            "participant__activation__site",
            "participant__activation__trial",
            "protocol_version__trial",
        )
        .order_by("participant__code")
    )
    facts = facts_by_participant([row.participant for row in rows])
    decided = latest_by_criterion(row.participant for row in rows)
    said = [(row, facts.get(row.participant_id, {})) for row in rows]
    return [(cases_for(row, known, decided), known) for row, known in said]


Decided = Mapping[tuple[int, str], Exclusion]


def latest_by_criterion(participants: Iterable[Participant]) -> Decided:
    found = Exclusion.objects.filter(participant__in=list(participants)).select_related(
        "signature", "reinstated_signature", "protocol_version"
    )
    return {
        (one.participant_id, one.criterion): one for one in found.order_by("confirmed_at", "pk")
    }


def cases_for(enrollment: Enrollment, facts: Facts, decided: Decided) -> list[Case]:
    found = (case for case in every_case(enrollment, facts, decided) if case.state)
    return list(found)


def every_case(enrollment: Enrollment, facts: Facts, decided: Decided) -> Iterable[Case]:
    protocol = read_by(enrollment.protocol_version, enrollment.readings)
    atoms = later_findings(protocol=protocol, facts=facts, on=enrollment.enrolled_date)
    for atom in atoms:
        key = (enrollment.participant_id, atom.criterion.id)
        yield Case(enrollment=enrollment, atom=atom, exclusion=decided.get(key))


def cases_of(participant: Participant) -> list[Case]:
    """Each later criterion of the one participant; none before enrollment."""
    enrollment = (
        Enrollment.objects.filter(participant=participant)
        .select_related("participant__activation__site", "protocol_version__trial")
        .first()
    )
    if enrollment is None:
        return []
    decided = latest_by_criterion([participant])
    return list(every_case(enrollment, facts_of(participant), decided))


def case_of(participant: Participant, criterion: str) -> Case | None:
    return next((case for case in cases_of(participant) if case.criterion == criterion), None)


def counted(found: Iterable[tuple[list[Case], Facts]], *, by_arm: bool) -> list[Enrolled]:
    return [
        Enrolled(
            facts=facts,
            group=arm_of(facts) if by_arm else "",
            states={case.criterion: case.state for case in cases if case.state},
        )
        for cases, facts in found
    ]


def arm_of(facts: Facts) -> str:
    arm = facts.get("arm")
    return str(arm.value) if isinstance(arm, Known) else ""


def content_of(case: Case, *, to: State) -> Content:
    """What a signature on the next step would be bound to, before the reason is typed."""
    atom = stored_atom(case.atom)
    value = {
        "participant": case.participant.code,
        "protocol": case.version.sha256,
        "criterion": case.criterion,
        "to": to.value,
        "finding": atom,
    }
    return Content(value=value, parts={case.criterion: atom})


def signed_content(exclusion: Exclusion, *, to: State) -> Content:
    """What stands in the row, as it was signed: with the reason."""
    is_first = to is State.CONFIRMED
    value = {
        "participant": exclusion.participant.code,
        "protocol": exclusion.protocol_version.sha256,
        "criterion": exclusion.criterion,
        "to": to.value,
        "finding": exclusion.finding if is_first else exclusion.reinstated_finding,
        "reason": exclusion.reason if is_first else exclusion.reinstated_reason,
    }
    return Content(value=value)
