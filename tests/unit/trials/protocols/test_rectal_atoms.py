"""Each atom of the rectal file on examples, and who counts in its proportions.

For an inclusion, met means that its condition holds; for an exclusion, that it does not.
"""

import pytest

from tests.factories.conditions import day, facts, number
from tests.factories.shipped_protocols import shipped
from trials.domain.conditions import truth_of
from trials.domain.derivations import with_derived
from trials.domain.protocol.criteria import Kind
from trials.domain.truth import Truth, negate
from trials.domain.values import Absent, Known

RECTAL = shipped("rectal")
MET, NOT_MET, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

UNKNOWN = Absent("unknown")


def staged(t, n, m="M0"):
    return {"ct": t, "cn": n, "cm": m}


def distance(centimeters):
    return {"anal_verge_distance": Known(number(centimeters), "cm")}


def malignancy(*kinds, cured=True):
    return {
        "prior_malignancy": True,
        "prior_malignancy_kinds": kinds,
        "prior_malignancy_cured": cured,
    }


YES_NO_INCLUSIONS = {
    "I1a": "informed",
    "I2c": "pathology_confirmed",
    "I6a": "neoadjuvant_scheduled",
}

EXAMPLES = [
    *[(atom, {name: True}, MET) for atom, name in YES_NO_INCLUSIONS.items()],
    *[(atom, {name: False}, NOT_MET) for atom, name in YES_NO_INCLUSIONS.items()],
    *[(atom, {}, OPEN) for atom in YES_NO_INCLUSIONS],
    ("I1b", {"consent_date": day("2026-03-31"), "eligibility_day": day("2026-03-31")}, MET),
    ("I1b", {"consent_date": day("2026-04-01"), "eligibility_day": day("2026-03-31")}, NOT_MET),
    ("I1b", {"consent_date": Absent("refused"), "eligibility_day": day("2026-03-31")}, NOT_MET),
    ("I1b", {"eligibility_day": day("2026-03-31")}, OPEN),
    ("I2a", {"diagnosis": "rectal_adenocarcinoma"}, MET),
    ("I2a", {"diagnosis": "colon"}, NOT_MET),
    ("I2a", {"diagnosis": UNKNOWN}, OPEN),
    ("I2b", {"biopsy_route": "colonoscopy"}, MET),
    ("I2b", {"biopsy_route": "surgical"}, NOT_MET),
    ("I2b", {}, OPEN),
    ("I3a", staged("T3", "N0"), MET),
    ("I3a", staged("T4a", "N0"), MET),
    ("I3a", staged("T1", "N1a"), MET),
    ("I3a", staged("T2", "N2"), MET),
    # Stage I: within the printed categories, outside the printed stage.
    ("I3a", staged("T2", "N0"), NOT_MET),
    ("I3a", staged("T1", "N0"), NOT_MET),
    ("I3a", {"ct": "T2"}, OPEN),
    ("I3a", {"ct": UNKNOWN, "cn": "N0"}, OPEN),
    ("I3b", {"ct": "T1"}, MET),
    ("I3b", {"ct": "T4a"}, MET),
    ("I3b", {"ct": "T4b"}, NOT_MET),
    ("I3b", {"ct": "Tis"}, NOT_MET),
    ("I3b", {}, OPEN),
    ("I3c", {"cn": "N0"}, MET),
    ("I3c", {"cn": "N2b"}, MET),
    ("I3c", {"cn": UNKNOWN}, OPEN),
    *[(atom, {"cm": "M0"}, MET) for atom in ("I3d", "I5a", "E1")],
    *[(atom, {"cm": "M1a"}, NOT_MET) for atom in ("I3d", "I5a", "E1")],
    *[(atom, {"cm": UNKNOWN}, OPEN) for atom in ("I3d", "I5a", "E1")],
    ("I4a", distance("10"), MET),
    ("I4a", distance("0"), MET),
    ("I4a", distance("10.1"), NOT_MET),
    # Colonoscopy does not count.
    ("I4a", {"distance_colonoscopy": Known(number("6"), "cm")}, OPEN),
    ("I4b", {"pelvic_mri_date": day("2026-03-01")}, MET),
    ("I4b", {"pelvic_mri_date": Absent("not_done")}, NOT_MET),
    ("I4b", {}, OPEN),
    ("I7a", {"age_at_consent": 18}, MET),
    ("I7a", {"age_at_consent": 95}, MET),
    ("I7a", {"age_at_consent": 17}, NOT_MET),
    ("I7a", {}, OPEN),
    ("E2", {"multiple_primary": False}, MET),
    ("E2", {"multiple_primary": True}, NOT_MET),
    ("E2", {}, OPEN),
    ("E3", {"prior_malignancy": False}, MET),
    ("E3", malignancy("cervix_in_situ"), MET),
    ("E3", malignancy("skin_basal_cell", "skin_squamous_cell"), MET),
    ("E3", malignancy("skin_basal_cell", cured=False), NOT_MET),
    ("E3", malignancy("other"), NOT_MET),
    ("E3", malignancy("cervix_in_situ", "other"), NOT_MET),
    ("E3", {"prior_malignancy": True}, OPEN),
    ("E3", {}, OPEN),
]

# Every cN the form offers is within N0-2: I3c is there because it is printed.
NEVER_NOT_MET = {"I3c"}


def judged(atom, values, readings=RECTAL.chosen_readings):
    criterion = RECTAL.criterion(atom)
    truth = truth_of(criterion.when, with_derived(RECTAL.facts, facts(**values)), readings)
    return truth if criterion.kind is Kind.INCLUSION else negate(truth)


@pytest.mark.parametrize(("atom", "values", "answer"), EXAMPLES)
def test_atom(atom, values, answer):
    assert judged(atom, values) is answer


@pytest.mark.parametrize("answer", [MET, NOT_MET, OPEN])
def test_every_atom_has_an_example_of_each_answer(answer):
    shown = {atom for atom, _, given in EXAMPLES if given is answer}
    allowed = NEVER_NOT_MET if answer is NOT_MET else set()
    assert {criterion.id for criterion in RECTAL.criteria} - shown == allowed


@pytest.mark.parametrize(
    ("values", "conjunction", "printed_tnm"),
    [
        (staged("T2", "N0"), NOT_MET, MET),
        (staged("T1", "N0"), NOT_MET, MET),
        (staged("T3", "N0"), MET, MET),
        (staged("T2", "N1"), MET, MET),
        (staged("T4b", "N0"), MET, NOT_MET),
    ],
)
def test_the_stage_clause_in_both_readings(values, conjunction, printed_tnm):
    for reading, answer in (("conjunction", conjunction), ("printed_tnm", printed_tnm)):
        chosen = RECTAL.with_reading("stage_clause", reading).chosen_readings
        assert judged("I3a", values, chosen) is answer


@pytest.mark.parametrize(
    ("t", "n", "m", "stage"),
    [
        ("T2", "N0", "M0", "I"),
        ("T3", "N0", "M0", "IIA"),
        ("T3", "N1", "M0", "IIIB"),
        ("T3", "N2", "M0", "III"),
        ("T1", "N0", "M1a", "IVA"),
    ],
)
def test_the_stage_is_computed_and_has_a_name(t, n, m, stage):
    known = with_derived(RECTAL.facts, facts(**staged(t, n, m)))
    assert known["clinical_stage"].value == stage
    assert stage in RECTAL.facts["clinical_stage"].codes


@pytest.mark.parametrize(
    ("surgery", "weeks", "band"),
    [
        ("2026-02-25", 7, "under_8_weeks"),
        ("2026-02-26", 8, "weeks_8_to_12"),
        ("2026-03-27", 12, "over_12_weeks"),
    ],
)
def test_the_time_to_surgery_is_derived(surgery, weeks, band):
    dates = facts(crt_end=day("2026-01-01"), surgery_date=day(surgery))
    known = with_derived(RECTAL.facts, dates)
    assert known["weeks_crt_to_surgery"].value == weeks
    assert known["surgery_timing"].value == band
    assert band in RECTAL.facts["surgery_timing"].codes


def test_the_time_to_the_reading_is_derived():
    dates = facts(crt_end=day("2026-01-01"), response_date=day("2026-03-12"))
    known = with_derived(RECTAL.facts, dates)
    assert known["days_crt_to_response"].value == 70
    assert known["response_timing"].value == "weeks_8_to_12"


def operated(**more):
    return {"strategy": "surgery", "surgery_date": day("2026-04-01"), **more}


def watched(**dates):
    """Watch-and-wait decided on 1 April 2026: 24 months end on 1 April 2028."""
    days = {name: day(one) for name, one in dates.items()}
    return {"strategy": "watch_and_wait", "strategy_date": day("2026-04-01"), **days}


COUNTED = [
    ("pcr", operated(ypt="T0", ypn="N0"), MET, MET),
    ("pcr", operated(ypt="T0", ypn="N1"), MET, NOT_MET),
    ("pcr", operated(ypt="Tis", ypn="N0"), MET, NOT_MET),
    ("pcr", operated(), MET, OPEN),
    ("pcr", {"strategy": "surgery"}, OPEN, OPEN),
    # A salvage resection is no answer to the neoadjuvant treatment.
    ("pcr", watched(surgery_date="2027-01-10"), NOT_MET, OPEN),
    ("response_24", operated(ypt="T0", ypn="N0"), MET, MET),
    ("response_24", operated(ypt="T2", ypn="N0"), MET, NOT_MET),
    ("response_24", operated(), MET, OPEN),
    ("response_24", {"strategy": "local_excision"}, NOT_MET, NOT_MET),
    ("response_24", watched(last_without_regrowth="2028-04-01"), MET, MET),
    ("response_24", watched(last_without_regrowth="2028-03-31"), MET, OPEN),
    ("response_24", watched(), MET, OPEN),
    (
        "response_24",
        watched(last_without_regrowth="2027-01-10", local_regrowth="2027-04-10"),
        MET,
        NOT_MET,
    ),
    # A regrowth in the third year leaves the 24 months standing.
    (
        "response_24",
        watched(last_without_regrowth="2028-04-10", local_regrowth="2028-07-10"),
        MET,
        MET,
    ),
    (
        "response_24",
        watched(last_without_regrowth="2027-01-10", surgery_date="2027-02-10"),
        MET,
        NOT_MET,
    ),
    ("response_24", watched(last_without_regrowth="2027-01-10", death="2027-02-10"), MET, NOT_MET),
    (
        "response_24",
        watched(last_without_regrowth="2027-01-10", permanent_stoma="2028-04-01"),
        MET,
        NOT_MET,
    ),
    (
        "complications",
        operated(anastomotic_leak="leak", pelvic_infection=False, reoperated=False),
        MET,
        MET,
    ),
    (
        "complications",
        operated(anastomotic_leak="no_anastomosis", pelvic_infection=False, reoperated=False),
        MET,
        NOT_MET,
    ),
    ("complications", operated(pelvic_infection=False), MET, OPEN),
    ("complications", {}, OPEN, OPEN),
]


@pytest.mark.parametrize(("endpoint", "values", "among", "when"), COUNTED)
def test_who_counts_in_a_proportion_and_for_what(endpoint, values, among, when):
    spec = RECTAL.endpoint(endpoint)
    known = facts(**values)
    assert truth_of(spec.among, known, RECTAL.chosen_readings) is among
    assert truth_of(spec.when, known, RECTAL.chosen_readings) is when
