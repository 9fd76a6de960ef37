"""What enrollment and allocation say of a participant."""

from collections.abc import Iterator

from casebook.actions.facts import FactSource, NewFact
from casebook.domain.identity import Person
from casebook.models import Participant
from casebook.selectors.identities import person_of
from casebook.sources import Said
from enrollment.models import Allocation, Enrollment
from trials.domain.partial_dates import PartialDate
from trials.domain.scores import age_on


def facts_of_enrollment(participant: Participant) -> Said:
    for enrollment in Enrollment.objects.filter(participant=participant):
        day = PartialDate.of(enrollment.enrolled_date)
        content = {
            "enrolled_date": enrollment.enrolled_date,
            "protocol": enrollment.protocol_version.sha256,
        }
        source = FactSource(kind="enrollment", id=str(enrollment.pk), content=content)
        facts = [NewFact(name="enrolled", value=day, date=day)]
        yield source, [*facts, *age_facts(enrollment, person_of(participant))]


def age_facts(enrollment: Enrollment, person: Person | None) -> Iterator[NewFact]:
    if person is not None:
        years = age_on(birth=person.birth_date, on=enrollment.enrolled_date)
        day = PartialDate.of(enrollment.enrolled_date)
        yield NewFact(name="age_at_enrollment", value=years, unit="a", date=day)


def facts_of_allocation(participant: Participant) -> Said:
    for allocation in Allocation.objects.filter(participant=participant):
        content = {"arm": allocation.arm, "allocated_date": allocation.allocated_date}
        source = FactSource(kind="allocation", id=str(allocation.pk), content=content)
        day = PartialDate.of(allocation.allocated_date)
        yield source, [NewFact(name="arm", value=allocation.arm, date=day)]
