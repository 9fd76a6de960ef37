import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from followup.domain.outlook import (
    VISIT,
    Line,
    Seen,
    event_line,
    first_day,
    restored,
    stored,
    tasks_in,
    visit_line,
    wakes_on,
)
from followup.domain.worklist import Kind, Person
from tests.factories.shipped_protocols import shipped
from trials.domain.windows import VisitWindow

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
AROUND = st.integers(0, 40)
VISITS = [visit.visit for visit in shipped("hcc-neo").visits]


@st.composite
def visit_lines(draw):
    due = draw(DAYS)
    window = VisitWindow(
        due=due,
        opens=due - timedelta(days=draw(AROUND)),
        closes=due + timedelta(days=draw(AROUND)),
    )
    return visit_line(draw(st.sampled_from(VISITS)), window)


LINES = st.builds(
    Line,
    kind=st.sampled_from([VISIT, *Kind]),
    item=st.text(max_size=5),
    days=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    place=st.none() | st.tuples(st.text(max_size=3), st.text(max_size=3), st.integers(1, 9)),
    field=st.text(max_size=5),
    label=st.text(max_size=5),
)


def seen(today, *, signs=True, enters=True):
    return Seen(
        person=Person(code="HN01-0001-5", site="01"),
        protocol=shipped("hcc-neo"),
        today=today,
        now=datetime(today.year, today.month, today.day, 9, tzinfo=UTC),
        zone=ZoneInfo("Asia/Shanghai"),
        signs=signs,
        enters=lambda form: enters,
    )


@given(st.lists(LINES))
def test_lines_come_back_from_json_as_they_went_in(lines):
    assert restored(json.loads(json.dumps(stored(lines)))) == lines


@given(visit_lines(), DAYS)
def test_before_its_first_day_a_visit_is_no_work_and_on_it_it_is(line, today):
    if today < first_day(line):
        assert not list(tasks_in([line], seen(today)))
    assert list(tasks_in([line], seen(first_day(line))))


@given(st.lists(visit_lines()))
def test_a_participant_is_asleep_until_the_first_of_the_lines(lines):
    wakes = wakes_on(lines)
    assert (wakes is None) == (not lines)
    if wakes is not None:
        assert wakes == min(first_day(line) for line in lines)


def test_what_has_no_day_of_its_own_is_work_at_once():
    event = event_line("7", "Sepsis", datetime(2026, 4, 1, 2, tzinfo=UTC), timedelta(hours=24))
    assert wakes_on([event]) == date.min
    (task,) = tasks_in([event], seen(date(2026, 4, 2)))
    assert (task.kind, task.item, task.hours) == (Kind.SAE_CLOCK, "7", -7)
    assert f"{task.due:%Y-%m-%d %H:%M}" == "2026-04-02 10:00"


def test_signatures_are_work_for_who_signs_and_forms_for_who_enters_them():
    day = ("2026-04-01",)
    unsigned = Line(Kind.UNSIGNED, "sign", day, label="3")
    missing = Line(Kind.MISSING_FORM, "x", day, ("followup_visit", "M03", 1))
    for who, kinds in (
        ({}, [Kind.UNSIGNED, Kind.MISSING_FORM]),
        ({"signs": False}, [Kind.MISSING_FORM]),
        ({"enters": False}, [Kind.UNSIGNED]),
    ):
        found = tasks_in([unsigned, missing], seen(date(2026, 4, 2), **who))
        assert [task.kind for task in found] == kinds
