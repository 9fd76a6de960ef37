from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.timeline import (
    APART,
    MOST_LINES,
    MOST_TICKS,
    Axis,
    Moment,
    axis_of,
    milestones,
    stacked,
    treatment,
    visits,
)
from tests.factories.protocols import text_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.loader import load
from trials.domain.values import Known
from trials.domain.visit_plan import plan

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


def known(**days):
    return {name: Known(PartialDate.parse(day)) for name, day in days.items()}


def test_milestones_are_the_dated_facts_of_other_records(protocol):
    facts = known(consent_date="2026-01-06", surgery_date="2026-01-20", last_contact="2026-02-01")
    found = [(one.label.en, str(one.starts)) for one in milestones(protocol, facts)]
    assert found == [("Consent", "2026-01-06"), ("Surgery", "2026-01-20")]


def test_what_ends_something_is_drawn_otherwise(protocol):
    (death,) = milestones(protocol, known(death="2026-02"))
    assert (death.tone, death.when) == ("locked", "2026-02")
    assert (death.first, death.last) == (date(2026, 2, 1), date(2026, 2, 28))


def test_treatment_runs_from_first_to_last_dose():
    (bar,) = treatment(known(first_dose="2026-01-10", last_dose="2026-02-10"), today=TODAY)
    assert (bar.when, bar.tone) == ("2026-01-10 – 2026-02-10", "done")


def test_treatment_that_goes_on_runs_until_today():
    (bar,) = treatment(known(first_dose="2026-01-10"), today=TODAY)
    assert (bar.last, bar.tone) == (TODAY, "running")


def test_treatment_nobody_ended_ends_with_death():
    facts = known(first_dose="2026-01-10", death="2026-02-03")
    (bar,) = treatment(facts, today=TODAY)
    assert (bar.when, bar.tone) == ("2026-01-10 – 2026-02-03", "done")


def test_without_a_dose_there_is_no_treatment():
    assert list(treatment({}, today=TODAY)) == []


def test_visits_stand_where_they_took_place_or_are_due(protocol):
    facts = known(surgery_date="2025-11-20")
    planned = plan(protocol=protocol, facts=facts, recorded={"M03": date(2026, 2, 25)}, today=TODAY)
    found = [(one.label.en, one.when, one.tone) for one in visits(planned)]
    assert found == [("Month 3", "2026-02-25", "done"), ("Month 6", "2026-05-20", "empty")]


def test_an_overdue_visit_is_drawn_as_such(protocol):
    planned = plan(
        protocol=protocol, facts=known(surgery_date="2025-06-01"), recorded={}, today=TODAY
    )
    assert [one.tone for one in visits(planned)] == ["overdue", "overdue"]


day = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(st.lists(st.tuples(day, day), max_size=8), day)
def test_everything_lies_on_the_axis(stretches, today):
    moments = [
        Moment(
            lane="x",
            label="x",
            starts=PartialDate.of(min(pair)),
            ends=PartialDate.of(max(pair)),
        )
        for pair in stretches
    ]
    axis = axis_of(moments, today=today)
    for moment in moments:
        assert 0 <= axis.at(moment.first) <= axis.at(moment.last) <= 100
    assert 0 < axis.at(today) < 100


@given(day, st.integers(min_value=30, max_value=20_000))
def test_ticks_are_first_days_of_months_and_few(start, days):
    ticks = Axis(starts=start, ends=date.fromordinal(start.toordinal() + days)).ticks()
    assert len(ticks) <= MOST_TICKS + 1
    assert all(0 <= at <= 100 for at, _label in ticks)
    assert [at for at, _ in ticks] == sorted(at for at, _ in ticks)


# --- lines of one lane --------------------------------------------------------------------------
def event(start, end=None):
    ends = PartialDate.parse(end) if end else None
    return Moment(lane="Events", label=start, starts=PartialDate.parse(start), ends=ends)


YEAR = Axis(starts=date(2026, 1, 1), ends=date(2027, 1, 1))


def test_events_at_the_same_time_stand_in_lines_of_their_own():
    long, within, later = (
        event("2026-02-01", "2026-06-01"),
        event("2026-03-01", "2026-03-05"),
        event("2026-08-01"),
    )
    assert stacked([later, within, long], YEAR) == [[long, later], [within]]


def test_marks_a_few_days_apart_are_kept_apart():
    near, far = event("2026-02-01"), event("2026-02-04")
    assert stacked([near, far], YEAR) == [[near], [far]]


moments = st.builds(
    lambda day, length: event(
        f"2026-{day:02}", f"2026-{min(day + length, 12):02}" if length else None
    ),
    st.integers(1, 12),
    st.integers(0, 6),
)


@given(st.lists(moments, max_size=30))
def test_nothing_is_left_out_and_lines_that_are_not_the_last_never_overlap(found):
    lines = stacked(found, YEAR)
    assert sorted(one.label for line in lines for one in line) == sorted(one.label for one in found)
    assert len(lines) <= MOST_LINES
    for line in lines[: MOST_LINES - 1]:
        for one, following in pairwise(line):
            assert YEAR.at(one.last) + APART <= YEAR.at(following.first)
