from datetime import UTC, datetime, timedelta

import pytest

from followup.domain.seriousness import (
    CRITERION_LABELS,
    Criterion,
    ReportClock,
    contradictions,
    related,
)

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_there_are_six_criteria_each_with_a_label():
    assert len(Criterion) == 6
    assert set(CRITERION_LABELS) == set(Criterion)


@pytest.mark.parametrize(
    ("grade", "outcome", "criteria", "fields"),
    [
        (3, "recovered", set(), []),
        (4, "ongoing", set(), []),
        (1, "recovered", {Criterion.HOSPITALIZATION}, []),
        (5, "fatal", {Criterion.DEATH}, []),
        (5, "fatal", {Criterion.DEATH, Criterion.HOSPITALIZATION}, []),
        (5, "recovered", {Criterion.DEATH}, ["outcome"]),
        (4, "fatal", {Criterion.LIFE_THREATENING}, ["outcome"]),
        (5, "fatal", {Criterion.LIFE_THREATENING}, ["seriousness"]),
        (5, "fatal", set(), ["seriousness"]),
        (3, "recovering", {Criterion.DEATH}, ["seriousness"]),
        (3, "fatal", {Criterion.DEATH}, ["outcome", "seriousness"]),
    ],
)
def test_a_death_shows_in_grade_outcome_and_criterion_alike(grade, outcome, criteria, fields):
    found = contradictions(grade=grade, outcome=outcome, criteria=criteria)
    assert [field for field, _ in found] == fields
    assert all(str(message) for _, message in found)


@pytest.mark.parametrize(
    ("after", "hours"),
    [
        (timedelta(0), 24),
        (timedelta(hours=1), 23),
        (timedelta(hours=23, minutes=30), 0),
        (timedelta(hours=24), 0),
        (timedelta(hours=24, minutes=1), -1),
        (timedelta(hours=30), -6),
    ],
)
def test_the_clock_counts_whole_hours_from_when_the_site_knew(after, hours):
    assert ReportClock(aware_at=NOON).hours_left(NOON + after) == hours


def test_a_report_stops_the_clock():
    assert ReportClock(aware_at=NOON).is_running
    assert not ReportClock(aware_at=NOON, reported_at=NOON + timedelta(hours=2)).is_running


@pytest.mark.parametrize(
    ("causality", "found"),
    [
        ({}, None),
        ({"haic": "related"}, True),
        ({"haic": "not_related"}, None),
        ({"haic": "not_related", "pd1": "not_related"}, False),
        ({"haic": "not_related", "pd1": "related"}, True),
    ],
)
def test_treatment_is_cleared_only_agent_by_agent(causality, found):
    assert related(causality, agents={"haic", "pd1"}) is found


def test_where_no_agent_can_be_blamed_nothing_is_cleared():
    assert related({}, agents=()) is None
