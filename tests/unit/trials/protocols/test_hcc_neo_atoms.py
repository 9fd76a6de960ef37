"""Each atom of hcc-neo on examples: met, not met, cannot tell yet.

For an inclusion, met means that its condition holds; for an exclusion, that it does not.
"""

import pytest

from tests.factories.conditions import day, facts, number
from tests.factories.shipped_protocols import shipped
from trials.domain.conditions import evaluate, truth_of
from trials.domain.derivations import with_derived
from trials.domain.protocol.criteria import Kind
from trials.domain.truth import Truth, negate
from trials.domain.values import Absent, Known

HCC_NEO = shipped("hcc-neo")
MET, NOT_MET, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

NOT_DONE = Absent("not_done")


def liver(bilirubin=12, albumin=40, inr="1.0", ascites="none", encephalopathy="none"):
    """Child-Pugh 5 unless told otherwise: albumin 30 gives 6, 27 gives 7."""
    return {
        "bilirubin": Known(number(str(bilirubin)), "umol/L"),
        "albumin": Known(number(str(albumin)), "g/L"),
        "inr": Known(number(inr)),
        "ascites": Known(ascites),
        "encephalopathy": Known(encephalopathy),
    }


def tumor(count=1, size=30, invasion=False, spread=False, **more):
    return {
        "tumor_count": Known(count),
        "largest_tumor": Known(number(str(size)), "mm"),
        "vascular_invasion": Known(invasion),
        "extrahepatic_spread": Known(spread),
        **more,
    }


def scanned(mri, enrolled="2026-03-31"):
    return {"mri_date": day(mri), "eligibility_day": day(enrolled)}


def malignancy(kind="other", active="2024-06", today="2026-03-31"):
    return {
        "other_malignancy": True,
        "other_malignancy_kind": kind,
        "other_malignancy_active_date": day(active),
        "eligibility_day": day(today),
    }


def operated(**later):
    """Resected on 1 January 2026: day 90 is 1 April."""
    return {"surgery_date": day("2026-01-01"), **{name: day(one) for name, one in later.items()}}


YES_NO_INCLUSIONS = {
    "I1c": "able_to_understand",
    "I3a": "curative_resection_scheduled",
    "I8a": "followup_commitment",
}
YES_NO_EXCLUSIONS = {
    "E4": "hypersensitivity",
    "E5b": "severe_renal_dysfunction",
    "E5c": "uncontrolled_hypertension",
    "E5d": "other_uncontrolled",
    "E6": "investigator_objection",
}
PHASES = {"I7b": "non_contrast", "I7c": "arterial", "I7d": "portal_venous", "I7e": "delayed"}

EXAMPLES = [
    ("I1a", {"age_at_consent": 18}, MET),
    ("I1a", {"age_at_consent": 17}, NOT_MET),
    ("I1a", {}, OPEN),
    ("I1a", {"age_at_enrollment": 40}, OPEN),
    ("I1b", {"age_at_consent": 75}, MET),
    # The 76th birthday between consent and enrollment does not matter: age counts at consent.
    ("I1b", {"age_at_consent": 75, "age_at_enrollment": 76}, MET),
    ("I1b", {"age_at_consent": 76}, NOT_MET),
    ("I1b", {}, OPEN),
    *[(atom, {name: True}, MET) for atom, name in YES_NO_INCLUSIONS.items()],
    *[(atom, {name: False}, NOT_MET) for atom, name in YES_NO_INCLUSIONS.items()],
    *[(atom, {}, OPEN) for atom in YES_NO_INCLUSIONS],
    ("I1d", {"consent_date": day("2026-03-01"), "eligibility_day": day("2026-03-31")}, MET),
    ("I1d", {"consent_date": day("2026-03-31"), "eligibility_day": day("2026-03-31")}, MET),
    ("I1d", {"consent_date": day("2026-04-01"), "eligibility_day": day("2026-03-31")}, NOT_MET),
    ("I1d", {"consent_date": Absent("refused"), "eligibility_day": day("2026-03-31")}, NOT_MET),
    ("I1d", {"eligibility_day": day("2026-03-31")}, OPEN),
    ("I2a", {"diagnosis": "hcc"}, MET),
    ("I2a", {"diagnosis": "combined"}, NOT_MET),
    ("I2a", {}, OPEN),
    ("I2b", {"bclc_stage": "0"}, MET),
    ("I2b", {"bclc_stage": "A"}, MET),
    ("I2b", {"bclc_stage": "B"}, NOT_MET),
    ("I2b", {"bclc_stage": "C"}, NOT_MET),
    # ECOG 1 is stage C by the letter; the investigator's stage counts.
    ("I2b", {"bclc_stage": "A", "ecog": 1, **tumor(), **liver()}, MET),
    ("I2b", {}, OPEN),
    ("I2c", {"diagnosis_route": "histopathology"}, MET),
    ("I2c", {"diagnosis_route": "imaging", "diagnosis_guideline": "nhc"}, MET),
    ("I2c", {"diagnosis_route": "neither"}, NOT_MET),
    ("I2c", {"diagnosis_route": "imaging", "diagnosis_guideline": Absent("unknown")}, NOT_MET),
    ("I2c", {"diagnosis_route": "imaging"}, OPEN),
    ("I2c", {}, OPEN),
    ("I4a", {"pre_score": number("0.5")}, MET),
    ("I4a", {"pre_score": number("0.93")}, MET),
    # It would be shown as 0.50; it is below all the same.
    ("I4a", {"pre_score": number("0.4999999")}, NOT_MET),
    ("I4a", {"pre_score": number("0.4")}, NOT_MET),
    ("I4a", {"pre_score": NOT_DONE}, OPEN),
    ("I4a", {}, OPEN),
    ("I5a", liver(), MET),
    ("I5a", liver(albumin=30), MET),
    ("I5a", liver(albumin=27), NOT_MET),
    ("I5a", liver(albumin=27, ascites="mild"), NOT_MET),
    ("I5a", {**liver(), "inr": NOT_DONE}, OPEN),
    ("I5a", {}, OPEN),
    ("I5b", liver(albumin=27), MET),
    ("I5b", liver(albumin=27, ascites="mild"), NOT_MET),
    ("I5b", {"bilirubin": Known(number("12"), "umol/L")}, OPEN),
    ("I6a", {"ecog": 0}, MET),
    ("I6a", {"ecog": 1}, MET),
    ("I6a", {"ecog": 2}, NOT_MET),
    ("I6a", {"ecog": NOT_DONE}, OPEN),
    ("I7a", {"mri_date": day("2026-03-01")}, MET),
    ("I7a", {"mri_date": NOT_DONE}, NOT_MET),
    ("I7a", {}, OPEN),
    *[(atom, {"mri_phases": (phase,)}, MET) for atom, phase in PHASES.items()],
    *[
        (atom, {"mri_phases": tuple(one for one in PHASES.values() if one != phase)}, NOT_MET)
        for atom, phase in PHASES.items()
    ],
    *[(atom, {}, OPEN) for atom in PHASES],
    ("I7f", scanned("2026-03-10"), MET),
    ("I7f", scanned("2026-02-28"), MET),
    ("I7f", scanned("2026-03-31"), MET),
    ("I7f", scanned("2026-02-27"), NOT_MET),
    ("I7f", scanned("2026-04-01"), NOT_MET),
    ("I7f", scanned("2026-03"), MET),
    ("I7f", scanned("2026-02"), OPEN),
    ("I7f", {"eligibility_day": day("2026-03-31")}, OPEN),
    ("I7g", {"mri_quality": "acceptable"}, MET),
    ("I7g", {"mri_quality": "not_acceptable"}, NOT_MET),
    ("I7g", {}, OPEN),
    ("E1", {"histology": "hcc"}, MET),
    # The treatment worked: nothing is left, and nothing else was there.
    ("E1", {"histology": "no_viable_tumor"}, MET),
    ("E1", {"histology": "benign"}, MET),
    ("E1", {"histology": "cholangiocarcinoma"}, NOT_MET),
    ("E1", {"histology": "combined_hcc_cca"}, NOT_MET),
    ("E1", {"histology": "other"}, NOT_MET),
    ("E1", {}, OPEN),
    ("E2", {"other_malignancy": False}, MET),
    ("E2", malignancy(), NOT_MET),
    ("E2", malignancy(active="2021-03-31"), NOT_MET),
    ("E2", malignancy(active="2021-03-30"), MET),
    ("E2", malignancy(active="2020"), MET),
    ("E2", malignancy(active="2021"), OPEN),
    ("E2", malignancy(active="2022"), NOT_MET),
    ("E2", malignancy(kind="cervix_in_situ"), MET),
    ("E2", malignancy(kind="skin_non_melanoma"), MET),
    ("E2", malignancy(kind="very_low_risk"), MET),
    ("E2", {"other_malignancy": True}, OPEN),
    ("E2", {}, OPEN),
    ("E3", operated(last_contact="2026-04-02"), MET),
    ("E3", operated(last_contact="2026-06-30"), MET),
    ("E3", operated(last_contact="2026-02-10", death="2026-02-10"), NOT_MET),
    ("E3", operated(last_contact="2026-04-01", death="2026-04-01"), NOT_MET),
    ("E3", operated(last_contact="2026-04-02", death="2026-04-02"), MET),
    ("E3", operated(last_contact="2026-02-10", lost="2026-02-10"), NOT_MET),
    # Lost later, after a contact beyond day 90.
    ("E3", operated(last_contact="2026-05-10", lost="2026-05-10"), MET),
    # Silence alone excludes nobody.
    ("E3", operated(last_contact="2026-02-10"), OPEN),
    ("E3", operated(), OPEN),
    ("E3", {}, OPEN),
    *[(atom, {name: False}, MET) for atom, name in YES_NO_EXCLUSIONS.items()],
    *[(atom, {name: True}, NOT_MET) for atom, name in YES_NO_EXCLUSIONS.items()],
    *[(atom, {}, OPEN) for atom in YES_NO_EXCLUSIONS],
    ("E5a", {"nyha_class": 0, "other_cardiac_uncontrolled": False}, MET),
    ("E5a", {"nyha_class": 2, "other_cardiac_uncontrolled": False}, MET),
    ("E5a", {"nyha_class": 3}, NOT_MET),
    ("E5a", {"nyha_class": 4, "other_cardiac_uncontrolled": False}, NOT_MET),
    ("E5a", {"nyha_class": 1, "other_cardiac_uncontrolled": True}, NOT_MET),
    ("E5a", {"nyha_class": 1}, OPEN),
    ("E5a", {}, OPEN),
]


def judged(atom, values, readings=HCC_NEO.chosen_readings):
    criterion = HCC_NEO.criterion(atom)
    known = with_derived(HCC_NEO.facts, facts(**values))
    truth = truth_of(criterion.when, known, readings)
    return truth if criterion.kind is Kind.INCLUSION else negate(truth)


@pytest.mark.parametrize(("atom", "values", "answer"), EXAMPLES)
def test_atom(atom, values, answer):
    assert judged(atom, values) is answer


@pytest.mark.parametrize("answer", [MET, NOT_MET, OPEN])
def test_every_atom_has_an_example_of_each_answer(answer):
    shown = {atom for atom, _, given in EXAMPLES if given is answer}
    assert shown == {criterion.id for criterion in HCC_NEO.criteria}


@pytest.mark.parametrize(
    ("atom", "values", "reading", "answer"),
    [
        ("I5a", liver(albumin=27), ("child_pugh", "printed_score"), MET),
        ("I5a", liver(albumin=27, ascites="mild"), ("child_pugh", "printed_score"), NOT_MET),
        (
            "I1b",
            {"age_at_consent": 75, "age_at_enrollment": 76},
            ("age_measured_at", "enrollment"),
            NOT_MET,
        ),
        ("I7f", scanned("2026-02-28"), ("within_one_month", "days_30"), NOT_MET),
        ("I7f", scanned("2026-02-28"), ("within_one_month", "days_31"), MET),
        (
            "I2b",
            {"bclc_stage": "A", "ecog": 1, **tumor(), **liver()},
            ("bclc_with_ecog_1", "computed"),
            NOT_MET,
        ),
        (
            "I2b",
            {"bclc_stage": "C", "ecog": 0, **tumor(), **liver()},
            ("bclc_with_ecog_1", "computed"),
            MET,
        ),
    ],
)
def test_another_reading(atom, values, reading, answer):
    name, choice = reading
    assert judged(atom, values, HCC_NEO.with_reading(name, choice).chosen_readings) is answer


def test_what_is_missing_is_named():
    found = evaluate(HCC_NEO.criterion("E2").when, facts(other_malignancy=True), {})
    assert found.missing == (
        "other_malignancy_kind",
        "other_malignancy_active_date",
        "eligibility_day",
    )


def test_a_year_alone_is_named_as_not_exact_enough():
    found = evaluate(HCC_NEO.criterion("E2").when, facts(**malignancy(active="2021")), {})
    assert found.imprecise == ("other_malignancy_active_date",)
