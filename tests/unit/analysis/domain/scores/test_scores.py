"""A predictor beside stage and CEA, worked by hand on crlm and held to the kernels R holds."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from analysis.domain.performance.roc import compared_areas
from analysis.domain.results import Basis, result_of
from analysis.selectors.cut_people import CutPerson
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

START, CUT = date(2018, 1, 2), date(2026, 12, 31)


def day(after):
    found = START + timedelta(days=after)
    return Known(PartialDate(found.year, found.month, found.day))


def person(number, *, metastasis=None, death=None, seen=2200, stage="II", cea="5", split=None):
    facts = {
        "enrolled": day(0),
        "surgery_date": day(0),
        "last_liver_imaging": day(seen),
        "last_contact": day(death or seen),
        "liver_metastasis_found": Known(metastasis is not None),
        "model_split": Known(split or "internal_validation"),
        "pathological_stage": Known(stage),
        **({"liver_metastasis": day(metastasis)} if metastasis else {}),
        **({"death": day(death)} if death else {}),
        **({"cea": Known(Decimal(cea))} if cea else {}),
    }
    return CutPerson(id=number, code=f"M-{number}", activation=1, facts=facts)


def answer(people, scores=None, *, closed=True):
    protocol = shipped("crlm")
    found = next(one for one in protocol.analyses if one.id == "discrimination")
    basis = Basis(
        protocol=protocol,
        people=people,
        events=(),
        cut=CUT,
        source="Cut",
        closed=closed,
        scores={"metastasis_risk": scores or {}},
    )
    return result_of(found, basis)


def table(result, key):
    return next(one for one in result.blocks if getattr(one, "key", "") == key)


def values(found, row):
    line = next(one for one in found.rows if one.key == row)
    return {column.key: cell.value for column, cell in zip(found.columns, line.cells, strict=True)}


# Two with the event by 36 months, three without; the stage tells them worse than the score.
PEOPLE = [
    person(1, metastasis=300, stage="III", cea="40"),
    person(2, metastasis=700, stage="I", cea="3"),
    person(3, stage="II", cea="4"),
    person(4, stage="I", cea="2"),
    person(5, stage="III", cea="6"),
]
SCORES = {1: 0.9, 2: 0.6, 3: 0.2, 4: 0.1, 5: 0.3}


@pytest.fixture(scope="module")
def found():
    return answer(PEOPLE, SCORES)


def test_areas_by_hand(found):
    areas = table(found, "discrimination_areas_validation")
    at_36 = {
        name: values(areas, f"{name}:36:event_free")
        for name in ("predictor", "pathological_stage", "cea")
    }
    assert at_36["predictor"]["area"] == 1.0
    # Stage III beats II and I and ties with III; stage I ties with I: (2.5 + 0.5) / 6.
    assert at_36["pathological_stage"]["area"] == pytest.approx(3 / 6)
    assert at_36["cea"]["area"] == pytest.approx(4 / 6)
    assert at_36["cea"]["less"] == pytest.approx(2 / 6)
    assert values(areas, "predictor:12:event_free")["area"] == 1.0


def test_paired_areas_are_delongs(found):
    paired = values(table(found, "discrimination_paired_validation"), "cea")
    kernel = compared_areas(
        [1, 1, 0, 0, 0], [0.9, 0.6, 0.2, 0.1, 0.3], np.array([40.0, 3, 4, 2, 6])
    )
    assert (paired["cases"], paired["controls"]) == (2, 3)
    assert paired["less"] == kernel.difference.value
    assert paired["p"] == kernel.difference.p


def test_the_dead_may_or_may_not_be_controls():
    people = [*PEOPLE, person(6, death=500, seen=480, stage="III", cea="90")]
    areas = table(answer(people, {**SCORES, 6: 0.95}), "discrimination_areas_validation")
    free = values(areas, "cea:36:event_free")["area"]
    all_without = values(areas, "cea:36:without_event")["area"]
    assert free == pytest.approx(4 / 6)
    assert all_without == pytest.approx(4 / 8)


def test_whoever_lacks_a_score_is_in_no_contrast():
    people = [*PEOPLE, person(6, cea=None), person(7, metastasis=100, stage="III")]
    result = answer(people, {**SCORES, 6: 0.5})
    counted = table(result, "discrimination_counted")
    assert values(counted, "validation") == {"timed": 7, "predicted": 6, "compared": 5}


def test_without_predictions_the_comparators_stand_alone():
    result = answer(PEOPLE)
    assert any("stand alone" in str(one) for one in result.blocks)
    areas = table(result, "discrimination_areas_validation")
    assert {row.key.split(":")[0] for row in areas.rows} == {"pathological_stage", "cea"}
    assert not [one for one in result.blocks if "calibration" in getattr(one, "key", "")]


def test_calibration_and_benefit_by_hand(found):
    everybody = values(table(found, "discrimination_calibration_validation"), "all")
    assert everybody["share_predicted"] == pytest.approx(np.mean(list(SCORES.values())))
    assert everybody["share"] == pytest.approx(2 / 5)
    assert everybody["ratio"] == pytest.approx(0.4 / 0.42)
    benefit = values(table(found, "discrimination_benefit_validation"), "0.2")
    # Four of five at 20 % or more, two of them with the event: 2/5 - 2/5 x 0.25.
    assert benefit["model"] == pytest.approx(2 / 5 - 2 / 5 * 0.25)
    assert benefit["treat_all"] == pytest.approx(2 / 5 - 3 / 5 * 0.25)


def test_development_and_validation_are_never_mixed():
    people = [*PEOPLE, *(person(n, split="development") for n in (11, 12))]
    counted = table(answer(people, SCORES), "discrimination_counted")
    assert values(counted, "validation")["timed"] == 5
    assert values(counted, "development")["timed"] == 2


def test_the_open_report_has_no_score():
    assert answer(PEOPLE, SCORES, closed=False) is None
