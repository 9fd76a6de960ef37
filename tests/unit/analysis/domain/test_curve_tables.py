from datetime import date

import pytest

from analysis.domain.curve_tables import (
    CurveSet,
    at_risk_table,
    cut_source,
    estimates_table,
    group_of,
    steps_table,
)
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import RowRef, to_rows
from trials.domain.values import Source


def one(participant, days, outcome, record="", kind="followup.tumourassessment"):
    sources = (Source(kind=kind, id=record),) if record else ()
    return Derived(
        participant=participant, outcome=outcome, why="recurrence", days=days, sources=sources
    )


DERIVED = (
    one(11, 400, Outcome.EVENT, "5"),
    one(12, 400, Outcome.CENSORED, "6"),
    one(13, 900, Outcome.EVENT, "7"),
    one(14, 1000, Outcome.CENSORED),
    one(15, None, Outcome.NOT_EVALUABLE),
)


def curves(*groups, **options):
    options = {"at_months": (24,), "source": "Cut one", **options}
    return CurveSet(
        key="rfs",
        title="Recurrence-free survival",
        of="Recurrence-free",
        since="surgery",
        groups=groups,
        **options,
    )


@pytest.fixture
def small():
    return curves(group_of("A", "Arm A", survival_times(DERIVED), DERIVED))


@pytest.fixture
def colon_curves(arms):
    return curves(*(group_of(name, name, times) for name, times in arms.items()))


@pytest.fixture
def arms(colon):
    return colon.groups("rfs_time", "rfs", "rx", ["Obs", "Lev", "Lev+5FU"])


def test_estimates_of_the_colon_trial(colon_curves):
    table = estimates_table(colon_curves)

    assert table.cell("Lev+5FU", "events").value == 134
    assert table.cell("Lev+5FU", "events").of == 304
    assert round(table.cell("Lev+5FU", "at_24").value, 3) == 0.688
    assert round(table.cell("Obs", "at_24").value, 3) == 0.565
    assert table.cell("Obs", "at_24_risk").value == 177
    assert table.cell("Obs", "median").value == pytest.approx(1081 / 30.4375)
    assert table.denominators == {"Obs": 315, "Lev": 310, "Lev+5FU": 304}


def test_a_median_that_is_not_reached_is_said_so(colon_curves):
    table = estimates_table(colon_curves)

    assert str(table.cell("Lev+5FU", "median").value) == "Not reached"
    assert table.cell("Lev+5FU", "median_lower").value == pytest.approx(2318 / 30.4375)
    assert str(table.cell("Lev+5FU", "median_upper").value) == "Not reached"


def test_a_horizon_nobody_reached_is_said_so():
    table = estimates_table(curves(group_of("A", "A", SurvivalTimes.of([90], [False]))))

    assert str(table.cell("A", "at_24").value) == "Not reached"
    assert table.cell("A", "at_24_risk").value == 0


def test_an_arm_without_events_tells_why_there_are_no_limits():
    table = estimates_table(curves(group_of("A", "A", SurvivalTimes.of([900], [False]))))

    assert table.cell("A", "at_24").value == 1
    assert "Nobody has had the event yet" in str(table.cell("A", "at_24_lower").value)


def test_an_empty_arm_tells_that_nobody_is_in_it():
    empty = curves(group_of("A", "A", SurvivalTimes.of([], [])))

    table = estimates_table(empty)
    assert table.cell("A", "events").value == 0
    assert str(table.cell("A", "at_24").value) == "Nobody is in this group."
    assert [cell.value for cell in at_risk_table(empty, (0, 1)).rows[0].cells] == [0, 0]
    assert steps_table(empty).rows == ()


def test_every_table_names_the_cut_and_the_rule(small):
    assert estimates_table(small).footnotes[-1] == "Cut one"
    assert "30.4375 days" in str(estimates_table(small).footnotes[0])
    assert steps_table(small).footnotes == ("Cut one",)


def test_a_figure_without_a_cut_names_none(small):
    live = curves(*small.groups, source=None)

    assert len(estimates_table(live).footnotes) == 1
    assert steps_table(live).footnotes == ()


def test_events_lead_to_their_participants(small):
    assert estimates_table(small).cell("A", "events").participants == (11, 13)


def test_numbers_at_risk_lead_to_their_participants(small):
    table = at_risk_table(small, (0, 12, 24))

    assert [cell.value for cell in table.rows[0].cells] == [4, 4, 2]
    assert table.cell("A", "24").participants == (13, 14)


def test_numbers_at_risk_agree_with_r(colon_curves, truth):
    months = (0, 12, 24, 36, 48, 60, 72)

    table = at_risk_table(colon_curves, months)

    truth("o06_at_risk").agrees("n", [cell.value for row in table.rows for cell in row.cells])


def test_a_step_leads_to_those_who_left_that_day(small):
    table = steps_table(small)

    assert [row.key for row in table.rows] == ["A:400", "A:900", "A:1000"]
    assert table.cell("A:400", "events").participants == (11,)
    assert table.cell("A:400", "events").rows == (RowRef("followup.tumourassessment", 5),)
    assert table.cell("A:400", "censored").participants == (12,)
    assert table.cell("A:1000", "censored").rows == ()


def test_a_derived_fact_has_no_row_of_its_own():
    derived = (one(1, 30, Outcome.EVENT, "recurrence", kind="derived"),)

    table = steps_table(curves(group_of("A", "A", survival_times(derived), derived)))

    assert table.cell("A:30", "events").rows == ()


def test_steps_hold_the_curve(small):
    table = steps_table(small)

    assert table.cell("A:400", "at_risk").value == 4
    assert table.cell("A:400", "share").value == 0.75
    assert table.cell("A:900", "share").value == 0.375
    assert table.cell("A:900", "month").value == pytest.approx(900 / 30.4375)


def test_a_limit_that_does_not_exist_is_left_blank():
    table = steps_table(curves(group_of("A", "A", SurvivalTimes.of([90], [False]))))

    assert table.cell("A:90", "lower").value is None
    assert to_rows(table)[1][-1] is None


def test_weighted_heads_may_be_fractions():
    times = SurvivalTimes.of([90, 100], [True, False], weights=[0.5, 1])

    table = steps_table(curves(group_of("A", "A", times)))

    assert table.cell("A:90", "events").value == 0.5
    assert table.cell("A:90", "at_risk").value == 1.5


@pytest.mark.parametrize(
    ("last_day", "at_most", "ticks"),
    [
        (3329, 11, tuple(range(0, 109, 12))),
        (3329, 6, (0, 24, 48, 72, 96)),
        (730, 8, (0, 6, 12, 18, 24)),
        (90, 8, (0, 1, 2, 3)),
        (0, 8, (0, 1)),
        (40000, 6, (0, 600, 1200)),
    ],
)
def test_ticks_fit_the_length_of_follow_up(last_day, at_most, ticks):
    set_of_one = curves(group_of("A", "A", SurvivalTimes.of([last_day], [True])))

    assert set_of_one.tick_months(at_most) == ticks


def test_a_cut_is_named_with_its_day_and_hash():
    label = cut_source("dsmb-3", "9f8e7d6c5b4a39281706", events_to=date(2026, 6, 30))

    assert str(label) == "Data cut dsmb-3, events to 2026-06-30, 9f8e7d6c5b4a"
