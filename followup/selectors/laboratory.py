"""Laboratory values of a participant, and the events they speak for."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from casebook.models import Fact, Participant
from casebook.selectors.facts import as_known
from followup.domain.laboratory.proposals import Proposal, Reported, Value, analyte_of, proposals
from followup.models import AdverseEvent
from trials.domain.values import Known


def proposals_for(participant: Participant, events: Iterable[AdverseEvent]) -> list[Proposal]:
    reported = [
        Reported(
            term=one.term,
            grade=one.grade,
            first=one.onset_earliest,
            last=one.end_latest,
        )
        for one in events
    ]
    return proposals(values_of(participant), reported=reported)


def values_of(participant: Participant) -> Iterator[Value]:
    """What has a number and a day; a value without a day is before or after nothing."""
    for row in Fact.objects.filter(participant=participant, missing="").standing():
        if analyte_of(row.name) is not None:
            known = as_known(row)
            if isinstance(known, Known) and known.date and is_number(known.value):
                yield Value(
                    name=row.name,
                    value=Decimal(str(known.value)),
                    unit=known.unit or "",
                    day=known.date,
                )


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
