"""The numbers behind accrual, boundaries and the first severe event."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.domain.accrual import accrual_chart, site_chart
from analysis.domain.charts import points_table
from analysis.domain.monitoring.boundary_chart import boundary_chart
from analysis.domain.monitoring.charter import rule_of
from analysis.domain.monitoring.watching import Seen
from analysis.domain.safety import Arm
from analysis.domain.safety_listings import SafetyPerson, people_by_id
from analysis.domain.time_to_severe import severe_curves
from analysis.figures.drawn import drawn
from analysis.reports.wording import wording_in
from followup.domain.treatment_windows import Graded
from tests.factories.shipped_protocols import shipped
from tests.unit.analysis.domain.test_safety_overview import event
from trials.domain.partial_dates import PartialDate

CUT = date(2026, 3, 2)
DAYS = [date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 31)]


def points(chart, key):
    return next(line.points for line in chart.lines if line.key == key)


# --- accrual --------------------------------------------------------------------------------------


def test_accrual_steps_up_on_each_day_and_ends_at_the_cut():
    chart = accrual_chart(reversed(DAYS), target=144, cut=CUT, source="Cut")
    assert points(chart, "all") == ((0.0, 2), (0.99, 3), (1.97, 3))
    assert points(chart, "target") == ((0.0, 144), (1.97, 144))
    assert chart.reach == (1.97, 144)


def test_without_a_target_no_line_is_drawn_for_it():
    chart = accrual_chart(DAYS, target=None, cut=CUT, source=None)
    assert [line.key for line in chart.lines] == ["all"]


def test_sites_count_from_the_first_enrollment_anywhere():
    chart = site_chart({"WH": DAYS[:1], "BJ": DAYS[2:]}, cut=CUT, source=None)
    assert [line.key for line in chart.lines] == ["BJ", "WH"]
    assert points(chart, "BJ") == ((0.0, 0.0), (0.99, 1), (1.97, 1))
    assert site_chart({"WH": DAYS}, cut=CUT, source=None) is None


def test_a_file_holds_every_point_drawn():
    table = points_table(accrual_chart(DAYS, target=144, cut=CUT, source="Cut"))
    assert table.key == "accrual_all_steps"
    assert [[cell.value for cell in row.cells] for row in table.rows] == [
        [0, 2],
        [0.99, 3],
        [1.97, 3],
        [0, 144],
        [1.97, 144],
    ]


# --- boundary -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def limit():
    return shipped("hcc-neo").charter.limits[0]


def test_the_stopping_line_is_the_rules_and_the_path_ends_at_today(limit):
    found = Seen(had=(3, 1), free=(2,), waiting=(4,), rows=())
    begun = {1: date(2026, 1, 1), 2: date(2026, 1, 2), 3: date(2026, 1, 3)}
    chart = boundary_chart(limit, found, begun, source=None)
    bounds = rule_of(limit).bounds()
    for of, events in points(chart, "stop"):
        assert bounds[int(of) - 1] == events
    assert points(chart, "seen") == ((0, 0), (1, 1), (2, 1), (3, 2))


# --- first severe event ---------------------------------------------------------------------------


def person(number, **known):
    return SafetyPerson(participant=number, code=f"X-{number}", **known)


PEOPLE = people_by_id(
    [
        person(1, last_known_alive=CUT),
        person(2, last_known_alive=date(2026, 2, 1)),
        person(3, death=PartialDate(2026, 2, 10)),
        person(4),
    ]
)
BEGUN = dict.fromkeys((1, 2, 3, 4), date(2026, 1, 1))
ALL = [Arm(key="", label="All", members=(1, 2, 3, 4))]


def times(events, begun=BEGUN):
    (group,) = severe_curves(events, PEOPLE, ALL, begun, cut=CUT, source=None).groups
    return {one.participant: (one.days, one.outcome.value, one.why) for one in group.derived}


def on(day, participant=1, **more):
    return replace(event(participant, **more), onset=PartialDate.parse(day))


def test_the_first_day_of_grade_3_is_the_event():
    worsened = replace(
        on("2026-01-05", grade=3),
        course=(
            Graded(day=PartialDate(2026, 1, 5), grade=2),
            Graded(day=PartialDate(2026, 1, 9), grade=3),
        ),
    )
    assert times([worsened, on("2026-01-20")])[1] == (8, "event", "severe_event")


def test_whoever_has_none_is_watched_to_death_last_contact_or_cut():
    found = times([on("2026-01-20", grade=2), on("2026-03-20", participant=2)])
    assert found == {
        1: (60, "censored", "data_cut"),
        2: (31, "censored", "last_known_alive"),
        3: (40, "censored", "died"),
        4: (60, "censored", "data_cut"),
    }


def test_what_nobody_graded_counts_as_severe_and_what_came_before_counts_on_day_0():
    assert times([on("2026-01-20", grade=None)])[1][0] == 19
    assert times([on("2025-12-20")])[1] == (0, "event", "severe_event")


def test_each_event_leads_to_its_record():
    (group,) = severe_curves([on("2026-01-20")], PEOPLE, ALL, BEGUN, cut=CUT, source=None).groups
    (source,) = next(one.sources for one in group.derived if one.observed)
    assert (source.kind, source.id) == ("followup.adverseevent", "1")


def test_nobody_without_a_day_to_begin_is_in_a_curve():
    assert set(times([], begun={1: date(2026, 1, 1)})) == {1}


# --- drawing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_chart_is_drawn_to_the_same_bytes(language):
    chart = accrual_chart(DAYS, target=144, cut=CUT, source="Cut first")
    first, again = (drawn(chart, wording=wording_in(language)) for _turn in range(2))
    assert first == again
    assert first.startswith(b"<?xml")
