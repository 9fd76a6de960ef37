"""Each atom of the crlm file on examples, and who is at risk and evaluable under each reading."""

import pytest

from tests.factories.conditions import day, facts
from tests.factories.shipped_protocols import shipped
from trials.domain.conditions import truth_of
from trials.domain.derivations import with_derived
from trials.domain.truth import Truth
from trials.domain.values import Absent

CRLM = shipped("crlm")
MET, NOT_MET, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

UNKNOWN = Absent("unknown")


def staged(t, n, m="M0", **more):
    return {"pt": t, "pn": n, "m_category": m, **more}


EXAMPLES = [
    ("I1a", {"age_at_surgery": 18}, MET),
    ("I1a", {"age_at_surgery": 17}, NOT_MET),
    ("I1a", {"age_at_surgery": UNKNOWN}, OPEN),
    ("I1b", {"age_at_surgery": 75}, MET),
    ("I1b", {"age_at_surgery": 76}, NOT_MET),
    ("I1b", {}, OPEN),
    ("I2a", {"diagnosis": "colorectal_cancer"}, MET),
    ("I2a", {"diagnosis": "other_tumor"}, NOT_MET),
    ("I2a", {}, OPEN),
    ("I2b", staged("T1", "N0"), MET),
    ("I2b", staged("T3", "N0"), MET),
    # Letters that an old record does not give leave the stage coarse, and eligible.
    ("I2b", staged("T4", "N0"), MET),
    ("I2b", staged("T3", "N2"), MET),
    ("I2b", staged("T4b", "N2b"), MET),
    ("I2b", staged("Tis", "N0"), NOT_MET),
    ("I2b", staged("T3", "N1", "M1a"), NOT_MET),
    ("I2b", staged("T3", "N1", "M1"), NOT_MET),
    # Nothing left after treatment: no stage group, so the record cannot tell.
    ("I2b", staged("T0", "N0"), OPEN),
    ("I2b", staged("T3", UNKNOWN), OPEN),
    ("I2b", {"pt": "T3", "pn": "N0"}, OPEN),
    ("I2c", {"curative_resection": True}, MET),
    ("I2c", {"curative_resection": False}, NOT_MET),
    ("I2c", {"curative_resection": UNKNOWN}, OPEN),
]


def judged(atom, values, readings=CRLM.chosen_readings):
    known = with_derived(CRLM.facts, facts(**values))
    return truth_of(CRLM.criterion(atom).when, known, readings)


@pytest.mark.parametrize(("atom", "values", "answer"), EXAMPLES)
def test_atom(atom, values, answer):
    assert judged(atom, values) is answer


@pytest.mark.parametrize("answer", [MET, NOT_MET, OPEN])
def test_every_atom_has_an_example_of_each_answer(answer):
    shown = {atom for atom, _, given in EXAMPLES if given is answer}
    assert shown == {criterion.id for criterion in CRLM.criteria}


@pytest.mark.parametrize(
    ("values", "pathological", "clinical"),
    [
        (staged("T3", "N0", ct="T2", cn="N0"), MET, MET),
        # Treatment before the operation took the tumor away, not the clinical stage.
        (staged("T0", "N0", ct="T3", cn="N1"), OPEN, MET),
        (staged("T1", "N0", ct="Tis", cn="N0"), MET, NOT_MET),
        (staged("T3", "N0", ct=UNKNOWN, cn="N0"), MET, OPEN),
    ],
)
def test_the_stage_in_both_readings(values, pathological, clinical):
    for reading, answer in (("pathological", pathological), ("clinical", clinical)):
        chosen = CRLM.with_reading("stage_kind", reading).chosen_readings
        assert judged("I2b", values, chosen) is answer


@pytest.mark.parametrize(
    ("values", "stage"),
    [
        (staged("T2", "N0"), "I"),
        (staged("T4", "N0"), "II"),
        (staged("T3", "N2"), "III"),
        (staged("T3", "N0", "M1"), "IV"),
        (staged("T4b", "N0"), "IIC"),
    ],
)
def test_the_stage_is_computed_and_has_a_name(values, stage):
    known = with_derived(CRLM.facts, facts(**values))
    assert known["pathological_stage"].value == stage
    assert stage in CRLM.facts["pathological_stage"].codes


def test_intervals_are_counted_from_and_to_the_resection():
    dates = facts(
        surgery_date=day("2020-03-01"),
        ct_scan_date=day("2020-02-20"),
        cea_date=day("2020-02-25"),
        liver_metastasis=day("2021-03-01"),
    )
    known = with_derived(CRLM.facts, dates)
    assert known["days_scan_to_surgery"].value == 10
    assert known["days_cea_to_surgery"].value == 5
    assert known["days_to_liver_metastasis"].value == 365


def resected(found=False, **dates):
    """Resected on 1 January 2020: 3 months end on 1 April, 36 on 1 January 2023."""
    days = {name: day(one) for name, one in dates.items()}
    known = {"enrolled": day("2026-01-05"), "surgery_date": day("2020-01-01")}
    return {**known, "liver_metastasis_found": found or "liver_metastasis" in dates, **days}


@pytest.mark.parametrize(
    ("values", "after_surgery", "after_3_months", "after_6_months"),
    [
        (resected(last_contact="2024-01-01"), MET, MET, MET),
        (resected(liver_metastasis="2020-01-01"), NOT_MET, NOT_MET, NOT_MET),
        (resected(liver_metastasis="2020-01-02"), MET, NOT_MET, NOT_MET),
        (resected(liver_metastasis="2020-04-01"), MET, NOT_MET, NOT_MET),
        (resected(liver_metastasis="2020-04-02"), MET, MET, NOT_MET),
        (resected(liver_metastasis="2020-07-02"), MET, MET, MET),
        # Dead or out of sight before the landmark: not at risk from it on.
        (resected(last_contact="2020-02-10", death="2020-02-10"), MET, NOT_MET, NOT_MET),
        (resected(last_contact="2020-05-10"), MET, MET, NOT_MET),
        ({"enrolled": day("2026-01-05"), "surgery_date": day("2020-01-01")}, OPEN, OPEN, OPEN),
    ],
)
def test_who_is_at_risk_of_a_metachronous_metastasis(
    values, after_surgery, after_3_months, after_6_months
):
    answers = {
        "after_surgery": after_surgery,
        "after_3_months": after_3_months,
        "after_6_months": after_6_months,
    }
    for reading, answer in answers.items():
        chosen = CRLM.with_reading("synchronous", reading).chosen_readings
        assert truth_of(CRLM.sets["at_risk"].when, facts(**values), chosen) is answer


@pytest.mark.parametrize(
    ("values", "months", "evaluable", "positive"),
    [
        (resected(liver_metastasis="2022-06-01"), 36, MET, MET),
        (resected(liver_metastasis="2023-01-01"), 36, MET, MET),
        # Found in the fourth year: clear at 36 months, positive at 60.
        (resected(liver_metastasis="2023-06-01"), 36, MET, NOT_MET),
        (resected(liver_metastasis="2023-06-01"), 60, MET, MET),
        (resected(liver_metastasis="2020-12-31"), 12, MET, MET),
        (resected(liver_metastasis="2021-01-02"), 12, MET, NOT_MET),
        (resected(last_liver_imaging="2023-01-01"), 36, MET, NOT_MET),
        # Observed for less, or dead without one: neither yes nor no.
        (resected(last_liver_imaging="2022-12-31"), 36, OPEN, NOT_MET),
        (resected(last_liver_imaging="2022-12-31"), 24, MET, NOT_MET),
        (resected(last_liver_imaging="2021-05-01", death="2021-06-01"), 36, OPEN, NOT_MET),
        (resected(), 36, OPEN, NOT_MET),
    ],
)
def test_the_label_at_a_horizon(values, months, evaluable, positive):
    spec = CRLM.endpoint("metastasis_label")
    chosen = CRLM.with_reading("horizon", f"months_{months}").chosen_readings
    assert truth_of(spec.among, facts(**values), chosen) is evaluable
    assert truth_of(spec.when, facts(**values), chosen) is positive


def test_an_old_record_may_give_the_month_only():
    """Within the month nothing is guessed; beyond it the month is enough."""
    readings = CRLM.chosen_readings
    at_risk = CRLM.sets["at_risk"].when
    assert truth_of(at_risk, facts(**resected(liver_metastasis="2020-01")), readings) is OPEN
    assert truth_of(at_risk, facts(**resected(liver_metastasis="2020-02")), readings) is MET
