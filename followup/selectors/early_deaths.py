"""How those operated on stood 90 days later, over the sites a person may read; never by arm."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from casebook.models import Fact, Participant
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import as_facts
from followup.domain.deaths import Early, early
from trials.domain.values import Facts, day_of
from trials.models import SiteActivation

NAMES = ("surgery_date", "death", "last_contact")


def early_deaths(places: Iterable[SiteActivation], *, now: datetime) -> Mapping[Early, list[str]]:
    """The codes of each standing, in order."""
    found: dict[Early, list[str]] = {one: [] for one in Early}
    for place in places:
        today = day_at(place, now)
        for code, facts in facts_at(place):
            operated = day_of(facts, "surgery_date")
            if operated is not None and operated.full is not None:
                stood = early(
                    surgery=operated.full,
                    death=day_of(facts, "death"),
                    seen=day_of(facts, "last_contact"),
                    today=today,
                )
                found[stood].append(code)
    return found


def facts_at(place: SiteActivation) -> Iterable[tuple[str, Facts]]:
    codes = dict(Participant.objects.filter(activation=place).values_list("pk", "code"))
    rows = Fact.objects.filter(
        participant__activation=place, name__in=NAMES, occasion=""
    ).standing()
    by_person: dict[int, list[Fact]] = {}
    for row in rows.order_by("date", "pk"):
        by_person.setdefault(row.participant_id, []).append(row)
    return [(codes[pk], as_facts(found)) for pk, found in sorted(by_person.items())]
