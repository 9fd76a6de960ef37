from datetime import date

import pytest

from enrollment.domain.exclusions import (
    Enrolled,
    State,
    counts,
    effects,
    later_criteria,
    later_findings,
    state_of,
)
from enrollment.domain.findings import Finding
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

HCC_NEO = shipped("hcc-neo")
DAY = date(2026, 1, 8)
ENROLLED = {"enrolled": Known(PartialDate.of(DAY))}
RESECTED = ENROLLED | {"surgery_date": Known(PartialDate(2026, 4, 15))}
P, C, R = State.PROPOSED, State.CONFIRMED, State.REINSTATED


def test_only_what_nobody_can_know_at_enrollment_excludes_later():
    assert [one.id for one in later_criteria(HCC_NEO)] == ["E1", "E3"]


def test_under_the_reading_that_applies_nothing_nobody_is_proposed():
    lenient = HCC_NEO.with_reading("postoperative_exclusions", "not_applied")
    assert later_criteria(lenient) == ()
    facts = RESECTED | {"histology": Known("cholangiocarcinoma")}
    assert later_findings(protocol=lenient, facts=facts, on=DAY) == ()


@pytest.mark.parametrize("slug", ["hcc-adj", "crlm", "rectal"])
def test_where_no_set_drops_anybody_a_flag_at_the_end_is_no_exclusion(slug):
    assert later_criteria(shipped(slug)) == ()


def test_each_is_found_by_its_facts_and_stays_open_without_them():
    facts = RESECTED | {"histology": Known("combined_hcc_cca")}
    found = later_findings(protocol=HCC_NEO, facts=facts, on=DAY)
    assert {one.criterion.id: one.finding for one in found} == {
        "E1": Finding.NOT_MET,
        "E3": Finding.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("finding", "decided", "as_decided", "state"),
    [
        (Finding.NOT_MET, None, False, P),
        (Finding.UNKNOWN, None, False, None),
        (Finding.MET, None, False, None),
        (Finding.NOT_MET, C, True, C),
        # A histology corrected afterwards does not undo what a person signed.
        (Finding.MET, C, False, C),
        (Finding.NOT_MET, R, True, R),
        # Reinstated on other grounds than those of today: asked again.
        (Finding.NOT_MET, R, False, P),
        (Finding.MET, R, False, R),
    ],
)
def test_where_a_criterion_stands(finding, decided, as_decided, state):
    assert state_of(finding, decided, is_as_decided=as_decided) is state


PEOPLE = [
    Enrolled(facts=RESECTED, group="neoadjuvant", states={"E1": C}),
    Enrolled(facts=RESECTED, group="neoadjuvant", states={"E1": C, "E3": P}),
    Enrolled(facts=RESECTED, group="surgery_alone", states={"E3": P}),
    Enrolled(facts=RESECTED, group="surgery_alone", states={"E3": R}),
    Enrolled(facts=ENROLLED, group="neoadjuvant"),
]


@pytest.mark.parametrize(
    ("name", "group", "numbers"),
    [
        # meets its condition, left out, counted, if all proposals are confirmed
        ("full", "", (5, 0, 5, 5)),
        ("protocol_set", "", (5, 2, 3, 2)),
        ("protocol_set", "neoadjuvant", (3, 2, 1, 1)),
        ("protocol_set", "surgery_alone", (2, 0, 2, 1)),
        ("resected", "", (4, 0, 4, 4)),
        ("safety", "surgery_alone", (2, 0, 2, 2)),
    ],
)
def test_what_exclusions_do_to_a_set(name, group, numbers):
    found = effects(HCC_NEO, PEOPLE, ["", "neoadjuvant", "surgery_alone"])
    (one,) = (one for one in found if (one.name, one.group) == (name, group))
    assert (one.meets, one.left_out, one.counted, one.if_all_confirmed) == numbers


def test_counts_by_criterion_and_arm():
    assert counts(PEOPLE, "E1", "") == {P: 0, C: 2, R: 0}
    assert counts(PEOPLE, "E3", "") == {P: 2, C: 0, R: 1}
    assert counts(PEOPLE, "E3", "surgery_alone") == {P: 1, C: 0, R: 1}
