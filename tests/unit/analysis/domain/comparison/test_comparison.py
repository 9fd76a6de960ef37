"""The comparison of recommended and received, part by part."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.domain.blocks import BlocksResult
from analysis.domain.comparison.adjusted import adjusted
from analysis.domain.comparison.agreement_tables import (
    agreement_by,
    direction_table,
    listed_predictions,
)
from analysis.domain.comparison.bootstrap import curves, refitted, resampled
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.value import value_at
from analysis.domain.comparison.within import pooled, within_each
from analysis.domain.concordance import Pair
from analysis.domain.concordance_results import REASONS, ConcordanceResult
from analysis.domain.estimates import Limits, Reason
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.weighting.weights import Scheme
from tests.factories.compared import STRATEGIES, World, answer, person, told, world
from tests.factories.shipped_protocols import shipped

ALONE, TACE, BOTH, SYSTEMIC = STRATEGIES
COMPONENTS = shipped("hcc-adj").concordance.components
PARTS = [
    "consistency_within",
    "consistency_weighted",
    "consistency_value",
    "consistency_unmeasured",
    "consistency_landmarks",
    "strategy_performance",
]
DAY = 730.5


@pytest.fixture(scope="module")
def invented():
    return world(400)


@pytest.fixture(scope="module")
def tables(invented):
    """Every table of the comparison, by key."""
    return {
        table.key: table
        for part in PARTS
        for table in answer(part, invented).blocks
        if hasattr(table, "rows")
    }


def values(table, row):
    found = next(one for one in table.rows if one.key == row)
    return {column.key: cell.value for column, cell in zip(table.columns, found.cells, strict=True)}


# --- who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_the_open_report_has_no_word_of_it(invented, part):
    assert answer(part, invented, closed=False) is None


def test_the_plan_names_the_parts_in_their_order():
    named = [one.id for one in shipped("hcc-adj").analyses]
    assert [one for one in named if one in {"consistency", *PARTS}] == ["consistency", *PARTS]


# --- agreement -----------------------------------------------------------------------------------


def pair(number, recommended, received, why_not=None):
    return Pair(participant=number, recommended=recommended, received=received, why_not=why_not)


def test_more_and_less_are_told_by_what_a_strategy_adds():
    pairs = [
        pair(1, ALONE, TACE),
        pair(2, BOTH, TACE),
        pair(3, BOTH, ALONE),
        pair(4, TACE, SYSTEMIC),
        pair(5, TACE, TACE),
        pair(6, TACE, ALONE, "death"),
    ]
    table = direction_table(pairs, dict.fromkeys(STRATEGIES, "x"), COMPONENTS, key="way")
    assert [(row.key, row.cells[0].participants) for row in table.rows if not row.level] == [
        ("over", (1,)),
        ("under", (2, 3)),
        ("cross", (4,)),
    ]
    assert table.cell(f"{BOTH}:{ALONE}", "participants").participants == (3,)
    assert table.cell("over", "participants").of == 5


def test_each_center_has_its_own_agreement():
    pairs = [pair(1, TACE, TACE), pair(2, TACE, ALONE), pair(3, ALONE, ALONE), pair(4, BOTH, None)]
    of = {1: "a", 2: "b", 3: "a", 4: "b"}
    table = agreement_by(pairs, of, {"a": "A", "b": "B", "c": "C"}, key="by", stub="Center")
    assert [row.key for row in table.rows] == ["a", "b"]
    assert values(table, "a") == {"consistent": 2, "kappa": 1.0}
    assert str(values(table, "b")["kappa"]) == "0.0"


def test_what_was_predicted_too_late_or_again_is_listed():
    pairs = [pair(1, TACE, TACE), pair(2, TACE, TACE, "decided"), pair(3, TACE, TACE)]
    said = {1: told(TACE), 2: told(TACE, decided_before=True), 3: told(TACE, again=2)}
    codes = {1: "A-1", 2: "A-2", 3: "A-3"}
    table = listed_predictions(pairs, said, REASONS, codes, key="listed")
    assert [row.label for row in table.rows] == ["A-2", "A-3"]
    assert str(table.cell("A-2", "reason").value) == "Predicted after the strategy was decided"
    assert table.cell("A-3", "again").value == 2


def test_a_prediction_after_the_decision_is_left_out():
    row = person(1, TACE, days=400, recurred=False)
    for more, why in (
        ({}, {}),
        ({"decided_before": True}, {"decided": 1}),
        ({"late": True}, {"late": 1}),
    ):
        found = answer("consistency", World(people=[row], compared={1: told(TACE, **more)}))
        assert isinstance(found, ConcordanceResult)
        assert found.numbers["not_assessable"] == why


# --- within --------------------------------------------------------------------------------------


def cohort(rows, columns=None):
    """(recommended, received, days, event) each."""
    recommended, received, days, event = zip(*rows, strict=True)
    return Cohort(
        strategies=STRATEGIES,
        participants=tuple(range(1, len(rows) + 1)),
        sites=(1,) * len(rows),
        recommended=np.array([STRATEGIES.index(one) for one in recommended]),
        received=np.array([STRATEGIES.index(one) for one in received]),
        times=SurvivalTimes.of(days, event),
        columns=columns or {},
    )


# Worked by hand: nobody is lost, so each share is a count and each variance p (1 - p) / n.
WORKED = cohort(
    [(TACE, TACE, 900, False)] * 3
    + [(TACE, TACE, 300, True)]
    + [(TACE, ALONE, 900, False)] * 2
    + [(TACE, ALONE, 200, True)] * 2
    + [(ALONE, ALONE, 900, False)]
    + [(ALONE, ALONE, 400, True)]
    + [(SYSTEMIC, SYSTEMIC, 900, False)] * 2
)


def test_within_each_recommendation_by_hand():
    alone, tace, systemic = within_each(WORKED, day=DAY)
    assert (tace.share, tace.difference.value) == (pytest.approx(8 / 12), pytest.approx(0.25))
    assert tace.difference.se == pytest.approx((0.75 * 0.25 / 4 + 0.5 * 0.5 / 4) ** 0.5)
    assert alone.contrast.reason is systemic.contrast.reason is Reason.ONE_GROUP


def test_pooled_by_the_mix_of_recommendations():
    rows = [(TACE, TACE, 900, False)] * 3 + [(TACE, TACE, 300, True)]
    rows += [(TACE, ALONE, 900, False)] * 2 + [(TACE, ALONE, 200, True)] * 2
    rows += [(ALONE, ALONE, 900, False), (ALONE, ALONE, 100, True)]
    rows += [(ALONE, TACE, 900, False), (ALONE, TACE, 100, True)]
    found = pooled(within_each(cohort(rows), day=DAY))
    assert found.covered == 1
    assert found.difference.value == pytest.approx(8 / 12 * 0.25 + 4 / 12 * 0)
    first, second = 0.75 * 0.25 / 4 + 0.5 * 0.5 / 4, 0.25 / 2 + 0.25 / 2
    assert found.difference.se == pytest.approx(
        ((8 / 12) ** 2 * first + (4 / 12) ** 2 * second) ** 0.5
    )
    assert pooled(within_each(WORKED, day=DAY)).covered == pytest.approx(8 / 12)


def test_a_table_says_why_a_strategy_has_no_contrast():
    rows = [person(number, TACE, days=900, recurred=False) for number in range(1, 4)]
    only = World(people=rows, compared={number: told(TACE) for number in range(1, 4)})
    (_note, table, _other) = answer("consistency_within", only).blocks
    assert "Everybody received" in str(values(table, TACE)["difference"])
    assert "No recommended strategy" in str(values(table, "pooled")["difference"])


# --- weighted ------------------------------------------------------------------------------------


def test_overlap_weights_leave_no_difference(tables):
    balance = tables["consistency_weighted_balance"]
    for row in balance.rows:
        assert abs(values(balance, row.key)["overlap"]) < 1e-8
    assert values(tables["consistency_weighted_weights"], "overlap")["imbalance"] < 1e-8


def of(world):
    from analysis.domain.comparison.cohort import rows_of
    from analysis.domain.plan import derive_each
    from tests.factories.compared import CUT

    protocol = shipped("hcc-adj")
    plan = next(one for one in protocol.analyses if one.id == "consistency_weighted")
    pairs = [
        pair(one.id, world.compared[one.id].recommended, str(one.facts["strategy_received"].value))
        for one in world.people
    ]
    derived = list(derive_each(protocol.endpoint("rfs"), world.people, CUT))
    return rows_of(
        pairs, derived, world.people, plan, protocol, strategies=STRATEGIES, landmark_days=90
    ).cohort


@pytest.fixture(scope="module")
def rows(invented):
    return of(invented)


def test_without_confounding_weights_change_nothing(rows):
    """One chance for everybody: inverse weights are the same within each side."""
    flat = replace(rows, columns={})
    found = adjusted(replace(flat, recommended=np.zeros_like(flat.recommended)))
    weighted = found.by(Scheme.IPTW).consistent
    crude = kaplan_meier(flat.times.where(flat.received == 0))
    assert weighted.surv == pytest.approx(crude.surv)


def test_the_order_of_rows_does_not_matter(invented, rows):
    turned = of(World(people=invented.people[::-1], compared=invented.compared))
    assert (
        adjusted(turned).by(Scheme.OVERLAP).hazard_ratio
        == adjusted(rows).by(Scheme.OVERLAP).hazard_ratio
    )


def test_the_contrast_is_what_it_was(tables):
    """Frozen: 400 invented participants without an effect of what they received."""
    contrast = values(tables["consistency_weighted_contrast"], "overlap:24")
    assert rounded(contrast, "difference", "lower", "upper") == FROZEN["difference"]
    hazard = values(tables["consistency_weighted_hazard"], "overlap")
    assert rounded(hazard, "hazard_ratio", "lower", "upper") == FROZEN["hazard"]
    worth = values(tables["consistency_value_value_24"], "rule")
    assert rounded(worth, "share", "lower", "upper") == FROZEN["value"]
    less = values(tables["consistency_value_value_24"], "observed")
    assert rounded(less, "less", "less_lower", "less_upper") == FROZEN["less"]


FROZEN = {
    "difference": (0.0093, -0.0850, 0.1036),
    "hazard": (1.0170, 0.7762, 1.3324),
    "value": (0.5957, 0.5307, 0.6608),
    "less": (0.0167, -0.0230, 0.0563),
}


def rounded(found, *names):
    return tuple(round(found[name], 4) for name in names)


def test_separation_is_said_and_not_estimated(invented):
    split = [
        replace(one, facts={**one.facts, "cirrhosis": replace(one.facts["part"], value=had)})
        for one in invented.people
        for had in [str(one.facts["strategy_received"].value) == ALONE]
    ]
    blocks = answer("consistency_weighted", World(people=split, compared=invented.compared)).blocks
    assert "splits" in str(blocks[-1])


# --- bootstrap -----------------------------------------------------------------------------------


def test_a_resample_of_everybody_once_is_the_estimate(rows):
    found = adjusted(rows)
    chance, settled = refitted(rows, found, np.ones((1, len(rows))))
    assert settled.all()
    assert chance[0] == pytest.approx(found.agreement.fitted, abs=1e-6)
    one = found.by(Scheme.OVERLAP)
    read, area = curves(rows, one.weights[None, :], rows.agreed, (DAY, 1095.75))
    assert read[0, 0] == pytest.approx(one.consistent.at(DAY).surv)
    steps = np.concatenate([[0], one.consistent.days[one.consistent.days < 1095], [1095.75]])
    heights = np.concatenate([[1], one.consistent.surv[one.consistent.days < 1095]])
    assert area[0] == pytest.approx(heights @ np.diff(steps))


def test_resampling_agrees_with_the_robust_error(rows):
    found = adjusted(rows)
    drawn = resampled(rows, found, days=(DAY,), runs=400)
    spread = drawn.differences[:, 0].std()
    assert spread == pytest.approx(found.by(Scheme.OVERLAP).at(DAY).wald.se, rel=0.1)
    assert isinstance(drawn.limits(drawn.differences[:, 0]), Limits)
    assert drawn.limits(drawn.differences[:50, 0]).reason is Reason.NOT_CONVERGED


# --- value, e-value, landmarks, predicted outcomes -----------------------------------------------


def test_to_recommend_one_strategy_is_to_give_it_to_all(rows):
    told_all = replace(rows, recommended=np.zeros_like(rows.recommended))
    worth = value_at(told_all, day=DAY).worth
    assert worth.value == worth.treat_all[ALONE]
    assert worth.versus_all[ALONE].value == 0


def test_the_value_says_whom_it_cannot_answer_for(rows):
    nobody = value_at(replace(rows, received=np.minimum(rows.received, 2)), day=DAY)
    assert nobody.reason is Reason.NO_PARTICIPANTS
    assert value_at(rows, day=9000).reason is Reason.NOT_REACHED


def test_an_interval_that_holds_one_needs_nothing_unmeasured(tables):
    assert values(tables["consistency_unmeasured_e_value"], "overlap")["e_limit"] == 1.0


def test_a_strategy_begun_late_belongs_to_the_later_landmark():
    began = person(1, TACE, days=900, recurred=False)
    late = replace(began, facts={**began.facts, "first_tace": at(100)})
    gone = person(2, TACE, days=70, recurred=True)
    people = World(people=[late, gone], compared={1: told(TACE), 2: told(TACE)})
    table = answer("consistency_landmarks", people).blocks[0]
    found = {row.key: (row.cells[0].participants, row.cells[1].participants) for row in table.rows}
    assert found == {"60": ((1, 2), (2,)), "90": ((1,), ()), "120": ((1,), (1,))}


def at(days):
    from tests.factories.compared import day

    return day(days)


def test_predicted_beside_observed_by_hand():
    people = [person(number, TACE, days=900, recurred=False) for number in (1, 2, 3)]
    people.append(person(4, TACE, days=400, recurred=True, site=2))
    free = {1: 0.9, 2: 0.8, 3: 0.7, 4: 0.2}
    compared = {
        number: told(TACE, event_free={"24": {TACE: share, ALONE: 0.0}})
        for number, share in free.items()
    }
    table = answer("strategy_performance", World(people=people, compared=compared)).blocks[0]
    everybody = values(table, "all")
    assert everybody["share_predicted"] == pytest.approx(0.65)
    assert (everybody["share"], everybody["c"]) == (pytest.approx(0.75), 1.0)
    assert everybody["ratio"] == pytest.approx(0.25 / 0.35)
    assert [row.key for row in table.rows] == ["all", "1", "2"]


def test_a_release_without_predicted_outcomes_says_so():
    people = World(people=[person(1, TACE, days=900, recurred=False)], compared={1: told(TACE)})
    (said,) = answer("strategy_performance", people).blocks
    assert str(said).startswith("No release")


def test_numbers_are_kept_at_full_precision(invented):
    found = answer("consistency_within", invented)
    assert isinstance(found, BlocksResult)
    kept = found.numbers["tables"]["consistency_within_within_24"]["pooled"]
    assert kept["difference"] == pytest.approx(-0.008, abs=5e-4)
    assert kept["difference"] != round(kept["difference"], 4)
