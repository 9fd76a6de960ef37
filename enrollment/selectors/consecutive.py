"""The days on which the people of a screening log were operated on."""

from datetime import date

from casebook.models import Fact, Participant
from casebook.selectors.facts import as_known
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known
from trials.models import SiteActivation


def log_days(activation: SiteActivation) -> list[date]:
    """One a person: the day of surgery where it is recorded to the day, else of screening."""
    people = Participant.objects.filter(
        activation=activation, origin=Participant.Origin.PROSPECTIVE
    )
    operated = surgery_days(activation)
    return [
        operated.get(pk, screened) for pk, screened in people.values_list("pk", "screened_date")
    ]


def surgery_days(activation: SiteActivation) -> dict[int, date]:
    facts = Fact.objects.filter(activation=activation, name="surgery_date", occasion="").standing()
    found = {}
    for fact in facts.order_by("date", "pk"):
        known = as_known(fact)
        value = known.value if isinstance(known, Known) else None
        if isinstance(value, PartialDate) and value.full:
            found[fact.participant_id] = value.full
    return found
