"""Shares by a condition: who is asked, who answers, who cannot yet."""

from datetime import date

import pytest

from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.proportions import clopper_pearson, share_of
from analysis.domain.sets import Person
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

CUT = date(2026, 6, 30)


@pytest.mark.parametrize("name", ["0_72", "1_1", "0_1", "13_72", "72_72", "5_30"])
def test_exact_limits_agree_with_r(truth, name):
    record = truth(f"o48_cp_{name}")
    limits = clopper_pearson(*map(int, name.split("_")))
    record.agrees("lower", limits.lower)
    record.agrees("upper", limits.upper)


def test_of_nobody_there_is_no_share():
    found = clopper_pearson(0, 0)
    assert isinstance(found, NotEstimable)
    assert found.reason is Reason.NO_PARTICIPANTS


def person(number, **values):
    facts = {
        name: value
        if isinstance(value, Absent)
        else Known(PartialDate.parse(value) if name.endswith("_date") else value)
        for name, value in values.items()
    }
    return Person(participant=number, facts=facts)


def pcr(*people, cut=CUT):
    protocol = shipped("rectal")
    return share_of(
        protocol.endpoint("pcr"),
        people,
        declared=protocol.facts,
        cut=cut,
        readings=protocol.chosen_readings,
    )


OPERATED = {"strategy": "surgery", "surgery_date": "2026-03-02"}


def test_each_person_is_counted_once_and_nobody_is_dropped():
    found = pcr(
        person(4, **OPERATED, ypt="T0", ypn="N0"),
        person(1, **OPERATED, ypt="T0", ypn="N1a"),
        person(2, **OPERATED, ypt="T2", ypn="N0"),
        person(3, **OPERATED, ypt=Absent("not_done"), ypn="N0"),
        person(5, strategy="watch_and_wait"),
        person(6),
    )
    assert (found.yes, found.no) == ((4,), (1, 2))
    assert found.left_out == {"answer_open": (3,), "membership_open": (6,), "outside": (5,)}
    assert found.value == pytest.approx(1 / 3)


def test_what_is_dated_after_the_cut_is_not_seen():
    operated = person(1, **OPERATED, ypt="T0", ypn="N0")
    found = pcr(operated, cut=date(2026, 3, 1))
    assert found.denominator == 0
    assert found.left_out == {"membership_open": (1,)}


def test_a_share_among_some_keeps_their_reasons():
    found = pcr(
        person(1, **OPERATED, ypt="T0", ypn="N0"),
        person(2, **OPERATED, ypt="T2", ypn="N0"),
        person(3),
    )
    assert found.among([1, 3]).yes == (1,)
    assert found.among([1, 3]).left_out == {"membership_open": (3,)}
