from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.clocks import Assumed, Case, Judged, Rule, State, clocks, next_due
from followup.domain.seriousness import Criterion
from tests.unit.followup.domain.clock_examples import (
    BLAMED,
    EXAMPLES,
    SHANGHAI,
    STAY,
    case,
    lines_of,
)

zones = st.sampled_from([SHANGHAI, "America/New_York", "Europe/Berlin", "Pacific/Auckland"])
seconds = st.integers(0, 16 * 365 * 86_400)
instants = seconds.map(lambda one: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=one))
criteria = st.sets(st.sampled_from(Criterion), min_size=1)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.why)
def test_worked_clocks(example):
    assert lines_of(example) == example.lines


def serious(zone, aware, chosen=frozenset({STAY}), **more):
    return Case(
        criteria=frozenset(chosen),
        zone=zone,
        site_aware_at=aware,
        sponsor_aware_at=aware,
        **more,
    )


@given(zones, instants, criteria)
def test_days_are_calendar_days_of_the_site_whatever_its_clocks_do(zone, aware, chosen):
    begun = aware.astimezone(ZoneInfo(zone)).date()
    days = {Rule.FATAL: 7, Rule.FATAL_FOLLOW_UP: 15, Rule.OTHER: 15}
    found = clocks(serious(zone, aware, chosen))
    for clock in found[1:]:
        assert (clock.due_at.date() - begun).days == days[clock.rule]
        # The next moment is the next day.
        after = (clock.due_at.astimezone(UTC) + timedelta(microseconds=1)).astimezone(
            ZoneInfo(zone)
        )
        assert after.date() == clock.due_at.date() + timedelta(days=1)
    is_urgent = bool({Criterion.DEATH, Criterion.LIFE_THREATENING} & chosen)
    assert (found[1].rule is Rule.FATAL) == is_urgent


@given(zones, instants)
def test_hours_pass_the_same_everywhere(zone, aware):
    site = clocks(serious(zone, aware))[0]
    assert site.due_at.astimezone(UTC) - aware == timedelta(hours=24)


@given(
    st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
    st.sampled_from([True, False, None]),
)
def test_expedited_unless_expected_or_excluded_by_both(expected, investigator, sponsor):
    made = serious(
        SHANGHAI,
        datetime(2026, 3, 1, tzinfo=UTC),
        judged=Judged(
            expected=expected, related_by_investigator=investigator, related_by_sponsor=sponsor
        ),
    )
    runs = len(clocks(made)) > 1
    assert runs == (expected is not True and not (investigator is False and sponsor is False))


@given(zones, instants, st.integers(0, 500), st.integers(0, 500))
def test_a_state_follows_from_when_it_was_told(zone, aware, sent_hours, asked_hours):
    sent, at = (aware + timedelta(hours=hours) for hours in (sent_hours, asked_hours))
    clock = clocks(serious(zone, aware, sent_at=(sent,)))[1]
    if asked_hours >= sent_hours:
        assert clock.state(at) is (State.LATE if sent > clock.due_at else State.MET)
    else:
        assert clock.state(at) is (State.OVERDUE if at > clock.due_at else State.RUNNING)


def test_a_last_hour_that_comes_twice_is_given_twice():
    """In Chile, clocks went back from midnight to 23:00 on 4 April 2026."""
    aware = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("America/Santiago"))
    found = clocks(serious("America/Santiago", aware, {Criterion.DEATH}))[1]
    assert found.due_at.astimezone(UTC) == datetime(2026, 4, 5, 3, 59, 59, 999999, tzinfo=UTC)


def test_what_nobody_judged_is_named():
    made = case(SHANGHAI, "2026-03-01 09:30", "2026-03-01 10:00", STAY)
    assert made.assumed == ()
    assert replace(made, judged=replace(BLAMED, expected=None)).assumed == (Assumed.UNEXPECTED,)
    unblamed = replace(BLAMED, related_by_investigator=None, related_by_sponsor=False)
    assert replace(made, judged=unblamed).assumed == (Assumed.RELATED,)
    assert replace(made, judged=replace(unblamed, expected=True)).assumed == ()


def test_at_once_is_the_moment_of_knowing():
    made = case(SHANGHAI, "2026-03-01 09:30", "", STAY, site_within=timedelta())
    (site,) = clocks(made)
    assert site.due_at == made.site_aware_at
    assert site.state(made.site_aware_at + timedelta(minutes=1)) is State.OVERDUE


def test_what_is_due_next_and_how_long_is_left():
    aware = "2026-03-01 10:00"
    made = case(SHANGHAI, aware, aware, Criterion.DEATH, news_at=["2026-03-02 10:00"])
    at = made.site_aware_at + timedelta(days=1)
    following = next_due(clocks(made), at)
    assert following.rule is Rule.FATAL
    assert timedelta(days=6, hours=13) < following.left(at) < timedelta(days=6, hours=14)
    assert next_due((), at) is None
