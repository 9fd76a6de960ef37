"""Laboratory values of a participant, and the events they speak for."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import QuerySet

from casebook.models import Fact, Participant
from casebook.selectors.facts import as_known
from followup.domain.laboratory.proposals import Proposal, Reported, Value, analyte_of, proposals
from followup.domain.laboratory.ranges import Range, limits_by
from followup.models import AdverseEvent, ReferenceRange
from trials.domain.values import Known
from trials.models import SiteActivation


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
    limits_of = limits_by(ranges_at(participant.activation), sex=participant.sex)
    return proposals(values_of(participant), reported=reported, limits_of=limits_of)


def ranges_at(place: SiteActivation) -> list[Range]:
    rows = ReferenceRange.objects.filter(activation=place, struck_reason="")
    return [
        Range(
            analyte=one.analyte,
            unit=one.unit,
            first=one.from_date,
            lower=one.lower,
            upper=one.upper,
            sex=one.sex,
        )
        for one in rows
    ]


def limits_at(places: Iterable[SiteActivation]) -> QuerySet[ReferenceRange]:
    """As they were entered, those struck out too."""
    rows = ReferenceRange.objects.filter(activation__in=list(places))
    return rows.select_related("activation__site", "entered_by").order_by(
        "activation__site__code", "analyte", "sex", "-from_date", "pk"
    )


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
