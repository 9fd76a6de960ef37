from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.eligibility import Verdict
from enrollment.domain.status import (
    ALLOWED,
    LADDER,
    STATUS_LABELS,
    Course,
    Status,
    diagram,
    records_treatment,
    status_of,
)
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

DAY = Known(PartialDate(2026, 3, 5))


def course(*facts, **parts):
    return Course(facts={name: DAY for name in facts}, **parts)


@pytest.mark.parametrize(
    ("recorded", "status"),
    [
        (course(), Status.SCREENING),
        (course("consent_date"), Status.SCREENING),
        (course(decision=Verdict.ELIGIBLE), Status.ELIGIBLE),
        (course(decision=Verdict.INELIGIBLE), Status.NOT_ELIGIBLE),
        (course(decision=Verdict.PENDING), Status.SCREENING),
        (course("enrolled", decision=Verdict.ELIGIBLE), Status.ENROLLED),
        (course("enrolled", "arm"), Status.ALLOCATED),
        (course("enrolled", "arm", "first_dose"), Status.ON_TREATMENT),
        (course("enrolled", "arm", "first_dose", "last_dose"), Status.ON_TREATMENT),
        (course("enrolled", "arm", "first_dose", "surgery_date"), Status.IN_FOLLOW_UP),
        (course("enrolled", "arm", "surgery_date"), Status.IN_FOLLOW_UP),
        (course("enrolled", "arm", "no_resection_date"), Status.IN_FOLLOW_UP),
        (course("enrolled", "arm", "surgery_date", "recurrence"), Status.IN_FOLLOW_UP),
        (course("enrolled", "surgery_date", completed=True), Status.COMPLETED),
        (course("enrolled", "surgery_date", "lost"), Status.LOST),
        (course("enrolled", "surgery_date", "lost", completed=True), Status.COMPLETED),
        (course("enrolled", "surgery_date", withdrawn=True), Status.WITHDRAWN),
        (course("enrolled", "lost", withdrawn=True), Status.WITHDRAWN),
        (course("enrolled", "death"), Status.DIED),
        (course("enrolled", "death", withdrawn=True), Status.DIED),
        (course("enrolled", "death", completed=True), Status.DIED),
        (course(closed=True), Status.NOT_ENROLLED),
        (course(closed=True, decision=Verdict.ELIGIBLE), Status.NOT_ENROLLED),
        (course(closed=True, decision=Verdict.INELIGIBLE), Status.NOT_ELIGIBLE),
        (course("death", closed=True, withdrawn=True), Status.NOT_ENROLLED),
        (course("enrolled", closed=True), Status.ENROLLED),
        (course(withdrawn=True), Status.WITHDRAWN),
        (course("death"), Status.DIED),
    ],
)
def test_status_is_the_highest_rung_reached(recorded, status):
    assert status_of(recorded) is status


def test_a_screen_failure_stays_one_whatever_becomes_known_later():
    assert status_of(course("death", decision=Verdict.INELIGIBLE)) is Status.NOT_ELIGIBLE


def test_an_enrolled_participant_is_no_screen_failure():
    recorded = course("enrolled", decision=Verdict.INELIGIBLE)
    assert status_of(recorded) is Status.ENROLLED


def test_a_date_asked_for_and_absent_moves_nobody():
    recorded = Course(facts={"enrolled": DAY, "death": Absent("unknown")})
    assert status_of(recorded) is Status.ENROLLED


@pytest.mark.parametrize("facts", [("enrolled",), ("enrolled", "arm")])
def test_follow_up_begins_at_enrollment_where_no_treatment_is_recorded(facts):
    assert status_of(course(*facts, records_treatment=False)) is Status.IN_FOLLOW_UP
    assert status_of(course(records_treatment=False)) is Status.SCREENING


def test_a_protocol_with_surgery_or_doses_records_treatment():
    surgery = {"type": "date", "owner": "followup", "label": words("Surgery")}
    assert records_treatment(small_protocol(facts={"surgery_date": surgery}))
    assert not records_treatment(small_protocol())
    dose = small_form({"id": "first_dose", "type": "date"})
    assert records_treatment(small_protocol(forms=[dose.model_dump(by_alias=True)]))


def test_every_status_has_a_label_and_a_row_of_transitions():
    assert set(STATUS_LABELS) == set(ALLOWED) == set(Status)


def test_every_status_but_the_first_is_a_rung_of_the_ladder():
    assert {status for status, _ in LADDER} == set(Status) - {Status.SCREENING}


def test_nobody_leaves_death_and_everybody_in_screening_or_in_the_trial_can_reach_it():
    assert ALLOWED[Status.DIED] == set()
    reach = {status for status, others in ALLOWED.items() if Status.DIED in others}
    assert reach == set(Status) - {Status.DIED, Status.NOT_ELIGIBLE, Status.NOT_ENROLLED}


STEPS = {
    "eligible": lambda one: replace(one, decision=Verdict.ELIGIBLE),
    "withdraw": lambda one: replace(one, withdrawn=True),
    "close": lambda one: replace(one, closed=True),
    "complete": lambda one: replace(one, completed=True),
    **{
        name: lambda one, name=name: replace(one, facts={**one.facts, name: DAY})
        for name in ("enrolled", "arm", "first_dose", "surgery_date", "lost", "death")
    },
}
COMES_AFTER = {
    "enrolled": "eligible",
    "arm": "enrolled",
    "first_dose": "arm",
    "surgery_date": "arm",
    "lost": "enrolled",
    "complete": "enrolled",
}
# The acts refuse these: who left is not closed, and who is closed is not enrolled.
COMES_BEFORE = {"close": {"enrolled", "withdraw", "death"}, "enrolled": {"close"}}


@given(st.permutations(sorted(STEPS)))
def test_every_life_moves_along_allowed_transitions(order):
    recorded, taken = course(), set()
    for step in order:
        is_refused = taken & COMES_BEFORE.get(step, set())
        if COMES_AFTER.get(step, "") in {"", *taken} and not is_refused:
            after = STEPS[step](recorded)
            before_status, after_status = status_of(recorded), status_of(after)
            assert after_status is before_status or after_status in ALLOWED[before_status]
            recorded, taken = after, {*taken, step}


def test_someone_found_again_stands_where_they_stood():
    lost = course("enrolled", "arm", "first_dose", "lost")
    found = replace(lost, facts={k: v for k, v in lost.facts.items() if k != "lost"})
    assert status_of(found) is Status.ON_TREATMENT
    assert status_of(found) in ALLOWED[status_of(lost)]


def test_the_diagram_draws_every_transition_once():
    lines = diagram().splitlines()
    arrows = [line.strip() for line in lines if "-->" in line and "[*]" not in line]
    expected = {f"{one} --> {other}" for one, others in ALLOWED.items() for other in others}
    assert set(arrows) == expected
    assert len(arrows) == len(expected)


def test_the_diagram_begins_at_screening_and_is_always_the_same():
    assert diagram().startswith("stateDiagram-v2\n    screening: In screening\n")
    assert "    [*] --> screening\n" in diagram()
    assert diagram() == diagram()
