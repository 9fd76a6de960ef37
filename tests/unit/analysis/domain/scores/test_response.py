"""A predicted response by three denominators."""

from datetime import date

import numpy as np
import pytest

from analysis.domain.estimates import NotEstimable
from analysis.domain.performance.diagnostics import diagnostics
from analysis.domain.proportions import clopper_pearson
from analysis.domain.results import Basis, result_of
from analysis.domain.scores.imputed import freedom, imputed, pooled
from analysis.selectors.cut_people import CutPerson
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

CUT = date(2028, 12, 31)


def person(number, **values):
    facts = {"enrolled": Known(PartialDate(2026, 1, 2))}
    for name, value in values.items():
        is_day = isinstance(value, str) and value[:2] == "20"
        facts[name] = Known(PartialDate.parse(value) if is_day else value)
    return CutPerson(id=number, code=f"R-{number}", activation=1, facts=facts)


def operated(number, *, complete):
    return person(
        number,
        strategy="surgery",
        strategy_date="2026-05-02",
        surgery_date="2026-05-10",
        ypt="T0" if complete else "T2",
        ypn="N0",
    )


def watched(number, *, until=None, regrowth=None):
    facts = {"strategy": "watch_and_wait", "strategy_date": "2026-05-02"}
    facts |= {"last_without_regrowth": until} if until else {}
    facts |= {"local_regrowth": regrowth} if regrowth else {}
    return person(number, **facts)


def answer(people, scores, *, closed=True):
    protocol = shipped("rectal")
    found = next(one for one in protocol.analyses if one.id == "response_prediction")
    basis = Basis(
        protocol=protocol,
        people=people,
        events=(),
        cut=CUT,
        source="Cut",
        closed=closed,
        scores={"response": scores},
    )
    return result_of(found, basis)


def values(table, row):
    line = next(one for one in table.rows if one.key == row)
    return {column.key: cell.value for column, cell in zip(table.columns, line.cells, strict=True)}


# Operated: 3 complete, 5 not. Watched: 6 sustained, 2 with a regrowth, 2 watched too briefly.
PEOPLE = [
    *(operated(n, complete=True) for n in (1, 2, 3)),
    *(operated(n, complete=False) for n in (4, 5, 6, 7, 8)),
    *(watched(n, until="2028-06-01") for n in (9, 10, 11, 12, 13, 14)),
    *(watched(n, until="2026-09-01", regrowth="2026-12-01") for n in (15, 16)),
    *(watched(n, until="2026-11-01") for n in (17, 18)),
]
LOW = {4, 5, 6, 8, 11, 16}
SCORES = {one.id: (0.3 if one.id in LOW else 0.7) + one.id / 1000 for one in PEOPLE}


@pytest.fixture(scope="module")
def table():
    (found,) = answer(PEOPLE, SCORES).blocks
    return found


def test_the_operated_alone(table):
    found = values(table, "pcr:sensitivity")
    assert (found["participants"], found["responded"], found["imputed"]) == (8, 3, 0)
    assert found["share"] == 1.0
    exact = clopper_pearson(3, 3)
    assert (found["share_lower"], found["share_upper"]) == (exact.lower, exact.upper)
    assert values(table, "pcr:specificity")["share"] == pytest.approx(4 / 5)


def test_the_watched_count_in_the_composite(table):
    found = values(table, "response_24:sensitivity")
    assert (found["participants"], found["responded"]) == (16, 9)
    assert found["share"] == pytest.approx(8 / 9)
    assert values(table, "response_24:negative_predictive_value")["share"] == pytest.approx(5 / 6)


def test_whoever_is_not_known_yet_is_imputed(table):
    found = values(table, "imputed:sensitivity")
    assert (found["participants"], found["imputed"]) == (18, 2)
    assert found["share_lower"] < found["share"] < found["share_upper"]
    assert found["share"] == pytest.approx(8 / 9, abs=0.1)


def test_without_predictions_the_table_says_so():
    (table,) = answer(PEOPLE, {}).blocks
    assert "No prediction" in str(values(table, "pcr:area")["share"])
    assert answer(PEOPLE, SCORES, closed=False) is None


def test_what_is_known_is_never_changed():
    score = np.linspace(0, 1, 40)
    known, outcome = np.arange(40) % 4 > 0, np.random.default_rng(1).random(40) < score
    outcomes = imputed(score, known, outcome)
    assert len(outcomes) == 20
    for one in outcomes:
        assert one[known].tolist() == outcome[known].tolist()
    assert len({tuple(one.tolist()) for one in outcomes}) > 5


def test_pooling_by_hand():
    found = pooled([(0.5, 0.01), (0.6, 0.01), (0.7, 0.01)], participants=100)
    assert found.value == pytest.approx(0.6)
    assert found.se == pytest.approx((0.01 + 4 / 3 * 0.01) ** 0.5)
    # Barnard and Rubin: with m = 3, r = 4/7 of the variance missing.
    old, observed = 2 / (4 / 7) ** 2, 100 / 102 * 99 * (1 - 4 / 7)
    assert freedom(0.01, 0.01, 0.01 + 4 / 3 * 0.01, 3, 100) == pytest.approx(
        old * observed / (old + observed)
    )


def test_one_imputation_without_an_answer_is_no_answer():
    nothing = diagnostics([True, True], [True, True]).specificity
    assert isinstance(pooled([(0.5, 0.01), nothing], participants=9), NotEstimable)
