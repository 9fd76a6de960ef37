from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.recist.best import Terms, best
from followup.domain.recist.lesions import baseline_faults
from followup.domain.recist.responses import Response, time_points
from tests.unit.followup.domain.recist.examples import EXAMPLES, best_of, points_of, scan

size = st.integers(min_value=1, max_value=120)
course = st.lists(st.tuples(size, size), min_size=2, max_size=6)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.why)
def test_worked_courses(example):
    points = points_of(example)
    assert " ".join(point.overall for point in points[1:]) == example.responses
    assert best_of(example, confirmed=False).response == example.best
    assert best_of(example, confirmed=True).response == example.confirmed


def scans_of(sizes):
    return [scan(f"{60 * n}: T1 {one}; T2 {two}") for n, (one, two) in enumerate(sizes)]


@given(course)
def test_the_sum_rules_as_printed(sizes):
    points = time_points(scans_of(sizes))
    sums = [Decimal(one + two) for one, two in sizes]
    for position, point in enumerate(points[1:], 1):
        nadir, total = min(sums[:position]), sums[position]
        if total >= nadir * Decimal("1.2") and total - nadir >= 5:
            expected = Response.PD
        else:
            expected = Response.PR if total <= sums[0] * Decimal("0.7") else Response.SD
        assert (point.overall, point.nadir_mm) == (expected, nadir)


@given(course)
def test_the_order_of_the_rows_does_not_matter(sizes):
    scans = scans_of(sizes)
    assert time_points(scans[::-1]) == time_points(scans)


@given(course, st.integers(min_value=1, max_value=5))
def test_what_was_not_seen_never_makes_a_response(sizes, unseen):
    scans = scans_of(sizes)
    hidden = [
        scan(f"{60 * n}: T1 {one}; T2 not_evaluable") if n == unseen else scans[n]
        for n, (one, _) in enumerate(sizes)
    ]
    for point in time_points(hidden)[1:]:
        assert point.sum.missing == () or point.overall in (Response.NE, Response.PD)


@given(course)
def test_confirmation_never_makes_a_response_better(sizes):
    points = time_points(scans_of(sizes))
    order = [Response.CR, Response.PR, Response.SD, Response.PD, Response.NE]
    loose, strict = (best(points, terms=Terms(), confirmed=one).response for one in (False, True))
    assert order.index(loose) <= order.index(strict)


@given(course, st.integers(min_value=1, max_value=120))
def test_a_new_lesion_is_progression_whatever_the_targets_do(sizes, mm):
    scans = scans_of(sizes)
    one, two = sizes[-1]
    scans[-1] = scan(f"{60 * (len(sizes) - 1)}: T1 {one}; T2 {two}; X1 {mm}")
    assert time_points(scans)[-1].overall is Response.PD


def test_reasons_name_the_sums_and_the_lesions():
    points = time_points([scan("0: T1 25; N1 present"), scan("60: T1 30; N1 progressed; X1 7")])
    assert [str(one) for one in points[1].reasons] == [
        "Sum 30 mm, smallest before 25 mm.",
        "Unequivocal progression of N1.",
        "New lesion: X1.",
    ]


def test_a_baseline_without_a_whole_sum_gives_no_response():
    points = time_points([scan("0: T1 30; T2 not_evaluable"), scan("60: T1 10; T2 10")])
    assert points[1].overall is Response.NE
    assert str(points[1].reasons[0]) == "The targets have no whole sum at baseline."


def test_targets_that_recist_does_not_allow_are_named():
    crowded = scan("0: T1 10; T2 9.9; T3n 15; T4n 14.9; T5 20; T6 20")
    found = [str(one) for one in baseline_faults(crowded)]
    assert found == [
        "6 target lesions: RECIST 1.1 allows 5.",
        "T2 is not measurable at baseline: a target needs 10 mm.",
        "T4n is not measurable at baseline: a target needs 15 mm.",
    ]


def test_no_scans_and_no_scan_after_baseline():
    assert time_points([]) == ()
    found = best(time_points([scan("0: T1 30")]), terms=Terms(), confirmed=True)
    assert (found.response, str(found.reason)) == (
        Response.NE,
        "There is no scan after the baseline.",
    )


def test_the_days_of_a_stable_disease_are_the_protocols():
    points = time_points([scan("0: T1 50"), scan("30: T1 50")])
    assert best(points, terms=Terms(stable_days=28), confirmed=True).response is Response.SD
