"""Worked table of what each limit of a charter counts."""

from datetime import date

import pytest

from analysis.domain.monitoring.watching import Watchee, seen
from analysis.domain.safety import AdverseEventRow
from analysis.domain.safety_listings import SafetyPerson
from analysis.domain.tables import RowRef
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.charter import StoppingLimit, Watched
from trials.domain.text import Text

CUT = date(2026, 6, 30)
SURGERY, DOSE = date(2026, 1, 10), date(2025, 12, 1)
DIED = PartialDate(2026, 2, 1)


def limit(watches, arm=None):
    return StoppingLimit(
        id="x",
        label=Text(en="x", zh="x"),
        watches=watches,
        arm=arm,
        limit=0.3,
        certainty=0.9,
        prior=(1, 1),
        most=30,
        risks=(0.2, 0.4),
    )


def event(grade=3, related=True):
    return AdverseEventRow(
        id=7,
        participant=1,
        term="Fever",
        soc="General",
        grade=grade,
        serious=False,
        related=related,
        onset=PartialDate(2025, 12, 5),
    )


def watchee(*events, arm="new", complication="", given_up=False, **told):
    person = SafetyPerson(participant=1, code="HN-1", **told)
    return Watchee(
        person=person, arm=arm, events=events, complication=complication, given_up=given_up
    )


SEVERE, FATAL = Watched.SEVERE_RELATED_EVENT, Watched.TREATMENT_DEATH
DAY_90, CLAVIEN, UNCUT = (
    Watched.DEATH_BY_DAY_90,
    Watched.SEVERE_COMPLICATION,
    Watched.NOT_RESECTED,
)
DOSED = {"first_dose": DOSE}


@pytest.mark.parametrize(
    ("watches", "one", "counts"),
    [
        (SEVERE, watchee(event()), None),
        (SEVERE, watchee(**DOSED), False),
        (SEVERE, watchee(event(), **DOSED), True),
        (SEVERE, watchee(event(grade=2), **DOSED), False),
        (SEVERE, watchee(event(grade=None), **DOSED), True),
        (SEVERE, watchee(event(related=None), **DOSED), True),
        (SEVERE, watchee(event(related=False), **DOSED), False),
        (FATAL, watchee(event(grade=4), **DOSED), False),
        (FATAL, watchee(event(grade=5), **DOSED), True),
        (FATAL, watchee(event(grade=5, related=False), **DOSED), False),
        (DAY_90, watchee(), None),
        (DAY_90, watchee(surgery=SURGERY), None),
        (DAY_90, watchee(surgery=SURGERY, death=DIED), True),
        (DAY_90, watchee(surgery=SURGERY, last_known_alive=CUT), False),
        (CLAVIEN, watchee(surgery=SURGERY), None),
        (CLAVIEN, watchee(surgery=SURGERY, complication="IIIa"), False),
        (CLAVIEN, watchee(surgery=SURGERY, complication="IIIb"), True),
        (CLAVIEN, watchee(surgery=SURGERY, complication="V"), True),
        (UNCUT, watchee(), None),
        (UNCUT, watchee(surgery=SURGERY, given_up=True), False),
        (UNCUT, watchee(given_up=True), True),
        (UNCUT, watchee(death=DIED), True),
    ],
)
def test_whom_a_limit_counts(watches, one, counts):
    found = seen(limit(watches), [one], cut=CUT)
    assert (found.had, found.free, found.waiting) == tuple(
        (1,) if counts is wanted else () for wanted in (True, False, None)
    )


def test_a_limit_of_one_arm_looks_at_that_arm_and_names_the_rows():
    people = [watchee(event(), **DOSED), watchee(event(), arm="old", **DOSED)]
    found = seen(limit(SEVERE, "new"), people, cut=CUT)
    assert (found.evaluable, found.rows) == (1, (RowRef("followup.adverseevent", 7),))
    died = watchee(surgery=SURGERY, death=DIED, death_ref=RowRef("followup.vitalstatus", 3))
    assert seen(limit(DAY_90), [died], cut=CUT).rows == (RowRef("followup.vitalstatus", 3),)
