"""Related events of grade 3 or worse in the window of hcc-neo: first to last dose + 30 days."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.domain.safety import AdverseEventRow
from analysis.domain.sets import Person
from analysis.domain.treatment_related import related_share
from followup.domain.treatment_windows import Graded
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.endpoints import AdverseEventProportion
from trials.domain.values import Known

CUT = date(2026, 6, 30)


@pytest.fixture
def trae():
    endpoints = shipped("hcc-neo").endpoints
    return next(one for one in endpoints if isinstance(one, AdverseEventProportion))


def person(number, first="2026-01-10", last="2026-03-01"):
    days = {"first_dose": first, "last_dose": last}
    return Person(
        participant=number,
        facts={name: Known(PartialDate.parse(day)) for name, day in days.items() if day},
    )


def event(participant=1, *, grade=3, onset="2026-02-01", **causality):
    return AdverseEventRow(
        id=1,
        participant=participant,
        term="Diarrhea",
        soc="Gastrointestinal disorders",
        grade=grade,
        serious=False,
        related=None,
        onset=PartialDate.parse(onset) if onset else None,
        judged=frozenset(causality),
        blamed=frozenset(agent for agent, said in causality.items() if said == "related"),
    )


def having(trae, *events, people=None):
    return related_share(trae, people or [person(1)], events, cut=CUT).treated.yes


@pytest.mark.parametrize(
    ("onset", "counted"),
    [
        ("2026-01-09", ()),
        ("2026-01-10", (1,)),
        ("2026-03-31", (1,)),
        ("2026-04-01", ()),
        # It may have begun on the 10th.
        ("2026-01", (1,)),
        ("2025-12", ()),
        (None, (1,)),
    ],
)
def test_both_ends_of_the_window_count(trae, onset, counted):
    assert having(trae, event(onset=onset, lenvatinib="related")) == counted


def test_event_that_got_worse_counts_by_the_day_it_did(trae):
    grades = (("2026-01-02", 1), ("2026-01-20", 3))
    course = tuple(Graded(day=PartialDate.parse(day), grade=grade) for day, grade in grades)
    mild_before = replace(event(onset="2026-01-02", lenvatinib="related"), course=course)
    assert having(trae, mild_before) == (1,)
    late = (course[0], replace(course[1], day=PartialDate.parse("2026-05-01")))
    assert having(trae, replace(mild_before, course=late)) == ()


def test_only_what_the_regimen_caused(trae):
    agent = trae.related_to[0]
    assert having(trae, event(**{agent: "related"})) == (1,)
    assert having(trae, event(**{agent: "not_related"})) == ()
    assert having(trae, event(resection="related")) == ()


def test_a_relation_nobody_judged_is_a_relation(trae):
    assert having(trae, event()) == (1,)


@pytest.mark.parametrize(("grade", "counted"), [(2, ()), (3, (1,)), (5, (1,)), (None, (1,))])
def test_grade_3_and_worse_and_what_has_none(trae, grade, counted):
    assert having(trae, event(grade=grade)) == counted


def test_while_treatment_goes_on_the_window_is_open_to_the_cut(trae):
    going_on = [person(1, last=None)]
    assert having(trae, event(onset="2026-06-30"), people=going_on) == (1,)
    assert having(trae, event(onset="2026-07-01"), people=going_on) == ()


def test_both_denominators(trae):
    untreated = person(2, first=None, last=None)
    found = related_share(trae, [person(1), untreated], [event(1), event(2)], cut=CUT)
    assert (found.assigned.yes, found.assigned.no) == ((1,), (2,))
    assert (found.treated.yes, found.treated.no) == ((1,), ())
