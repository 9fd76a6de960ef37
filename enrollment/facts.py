"""What enrollment and allocation say of a participant."""

from collections.abc import Iterator

from casebook.actions.facts import FactSource, NewFact
from casebook.domain.identity import Person
from casebook.models import Participant
from casebook.selectors.calendar import day_at
from casebook.selectors.identities import person_of
from casebook.sources import Said
from enrollment.models import Allocation, EligibilityDecision, Enrollment, ScreeningClosure
from trials.domain.partial_dates import PartialDate
from trials.domain.scores import age_on


def facts_of_enrollment(participant: Participant) -> Said:
    for enrollment in Enrollment.objects.filter(participant=participant):
        yield said_by_enrollment(enrollment, person_of(participant))


def said_by_enrollment(
    enrollment: Enrollment, person: Person | None
) -> tuple[FactSource, list[NewFact]]:
    day = PartialDate.of(enrollment.enrolled_date)
    content = {
        "enrolled_date": enrollment.enrolled_date,
        "protocol": enrollment.protocol_version.sha256,
    }
    source = FactSource(kind="enrollment", id=str(enrollment.pk), content=content)
    facts = [NewFact(name="enrolled", value=day, date=day)]
    return source, [*facts, *age_facts(enrollment, person)]


def age_facts(enrollment: Enrollment, person: Person | None) -> Iterator[NewFact]:
    if person is not None:
        years = age_on(birth=person.birth_date, on=enrollment.enrolled_date)
        day = PartialDate.of(enrollment.enrolled_date)
        yield NewFact(name="age_at_enrollment", value=years, date=day)


def facts_of_allocation(participant: Participant) -> Said:
    for allocation in Allocation.objects.filter(participant=participant):
        yield said_by_allocation(allocation)


def said_by_allocation(allocation: Allocation) -> tuple[FactSource, list[NewFact]]:
    content = {"arm": allocation.arm, "allocated_date": allocation.allocated_date}
    source = FactSource(kind="allocation", id=str(allocation.pk), content=content)
    day = PartialDate.of(allocation.allocated_date)
    return source, [NewFact(name="arm", value=allocation.arm, date=day)]


def facts_of_decisions(participant: Participant) -> Said:
    """Lists of the casebook ask it too: the last verdict that was signed, if it was no."""
    found = EligibilityDecision.objects.filter(participant=participant)
    decisions = list(found.order_by("decided_at", "pk"))
    for decision in decisions:
        yield said_by_decision(decision, is_last=decision is decisions[-1])


def said_by_decision(
    decision: EligibilityDecision, *, is_last: bool
) -> tuple[FactSource, list[NewFact]]:
    source = FactSource(
        kind="decision", id=str(decision.pk), content={"sha256": decision.content_sha256}
    )
    if not is_last or decision.verdict != EligibilityDecision.Verdict.INELIGIBLE:
        return source, []
    day = PartialDate.of(day_at(decision.activation, decision.decided_at))
    return source, [NewFact(name="screening_failed", value=day, date=day)]


def facts_of_closure(participant: Participant) -> Said:
    """Lists of the casebook ask it, to tell who is still being screened."""
    for closure in ScreeningClosure.objects.filter(participant=participant):
        yield said_by_closure(closure)


def said_by_closure(closure: ScreeningClosure) -> tuple[FactSource, list[NewFact]]:
    """A reopened one says nothing any more."""
    content = {"code": closure.code, "closed_date": closure.closed_date}
    source = FactSource(kind="closure", id=str(closure.pk), content=content)
    day = PartialDate.of(closure.closed_date)
    is_standing = closure.reopened_at is None
    return source, [NewFact(name="screening_closed", value=day, date=day)] if is_standing else []
