"""Each atom of hcc-adj on examples: met, not met, cannot tell yet.

For an inclusion, met means that its condition holds; for an exclusion, that it does not.
"""

import pytest

from tests.factories.conditions import day, facts
from tests.factories.shipped_protocols import shipped
from trials.domain.conditions import evaluate, truth_of
from trials.domain.derivations import with_derived
from trials.domain.protocol.criteria import Kind
from trials.domain.truth import Truth, negate
from trials.domain.values import Absent

HCC_ADJ = shipped("hcc-adj")
MET, NOT_MET, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

NOT_DONE, UNKNOWN = Absent("not_done"), Absent("unknown")
# Nobody in the retrospective part was asked.
WAIVED = Absent("not_applicable")


def asked(years):
    return {"part": "prospective", "age_at_consent": years}


def found_in_records(years):
    return {"part": "retrospective", "age_at_consent": WAIVED, "age_at_surgery": years}


def scanned(imaging, operated="2026-03-10"):
    return {"imaging_date": day(imaging), "surgery_date": day(operated)}


def treated_before(baseline):
    return {"earlier_tumor_treatment": True, "earlier_baseline_available": baseline}


NO_SCAN = {"imaging_date": NOT_DONE, "surgery_date": day("2026-03-10")}

EXAMPLES = [
    ("I1a", {"histology": "hcc"}, MET),
    ("I1a", {"histology": "combined_hcc_cca"}, NOT_MET),
    ("I1a", {"histology": "no_viable_tumor"}, NOT_MET),
    ("I1a", {"histology": UNKNOWN}, OPEN),
    ("I1a", {}, OPEN),
    ("I1b", {"pathology_report_date": day("2026-03-15")}, MET),
    ("I1b", {"pathology_report_date": NOT_DONE}, NOT_MET),
    ("I1b", {}, OPEN),
    ("I2a", asked(18), MET),
    ("I2a", asked(17), NOT_MET),
    ("I2a", found_in_records(18), MET),
    ("I2a", found_in_records(17), NOT_MET),
    # A waiver gives no age at consent, and that must not keep the records out.
    ("I2a", {"part": "prospective", "age_at_surgery": 40}, OPEN),
    ("I2a", {"age_at_consent": 40}, OPEN),
    ("I2a", {}, OPEN),
    ("I2b", asked(75), MET),
    ("I2b", asked(76), NOT_MET),
    ("I2b", found_in_records(75), MET),
    ("I2b", found_in_records(76), NOT_MET),
    ("I2b", found_in_records(UNKNOWN), OPEN),
    ("I2b", {}, OPEN),
    ("I3a", {"surgery_date": day("2026-03-10")}, MET),
    ("I3a", {"surgery_date": NOT_DONE}, NOT_MET),
    ("I3a", {}, OPEN),
    ("I3b", {"curative_resection": True}, MET),
    ("I3b", {"curative_resection": False}, NOT_MET),
    ("I3b", {"curative_resection": UNKNOWN}, OPEN),
    *[("I3c", {"margin": margin}, NOT_MET) for margin in ("r1", "r2")],
    ("I3c", {"margin": "r0"}, MET),
    ("I3c", {"margin": UNKNOWN}, OPEN),
    ("I4a", {"ffpe_slides": "he"}, MET),
    ("I4a", {"ffpe_slides": "block_only"}, NOT_MET),
    ("I4a", {"ffpe_slides": "not_available"}, NOT_MET),
    ("I4a", {}, OPEN),
    ("I4b", {"slide_quality": "acceptable"}, MET),
    ("I4b", {"slide_quality": "not_acceptable"}, NOT_MET),
    ("I4b", {"slide_quality": NOT_DONE}, OPEN),
    ("I5a", {"clinical_data": "complete"}, MET),
    ("I5a", {"clinical_data": "gaps"}, MET),
    ("I5a", {"clinical_data": "severe"}, NOT_MET),
    ("I5a", {}, OPEN),
    ("I5b", {"pathological_data": "gaps"}, MET),
    ("I5b", {"pathological_data": "severe"}, NOT_MET),
    ("I5b", {}, OPEN),
    ("I5c", {"follow_up_data": "complete"}, MET),
    ("I5c", {"follow_up_data": "gaps"}, MET),
    ("I5c", {"follow_up_data": "severe"}, NOT_MET),
    ("I5c", {}, OPEN),
    ("I6a", {"imaging_date": day("2026-03-01"), "imaging_modality": "ct"}, MET),
    ("I6a", {"imaging_date": day("2026-03-01"), "imaging_modality": "mri"}, MET),
    ("I6a", {"imaging_date": day("2026-03-01"), "imaging_modality": "other"}, NOT_MET),
    # No scan at all settles it, though nobody was asked for its modality.
    ("I6a", {"imaging_date": NOT_DONE}, NOT_MET),
    ("I6a", {"imaging_date": day("2026-03-01")}, OPEN),
    ("I6b", scanned("2026-03-09"), MET),
    ("I6b", scanned("2026-03-10"), MET),
    ("I6b", scanned("2026-03-11"), NOT_MET),
    ("I6b", scanned("2026-03"), OPEN),
    ("I6b", NO_SCAN, OPEN),
    ("I6c", {"imaging_phases": ("non_contrast", "arterial")}, MET),
    ("I6c", {"imaging_phases": ("hepatobiliary",)}, MET),
    ("I6c", {"imaging_phases": ("non_contrast",)}, NOT_MET),
    ("I6c", {"imaging_phases": UNKNOWN}, OPEN),
    ("I6d", {"imaging_quality": "acceptable"}, MET),
    ("I6d", {"imaging_quality": "not_acceptable"}, NOT_MET),
    ("I6d", {"imaging_quality": NOT_DONE}, OPEN),
    ("E1", {"earlier_tumor_treatment": False}, MET),
    # Earlier therapy is allowed once what went before it is known.
    ("E1", treated_before(True), MET),
    ("E1", treated_before(False), NOT_MET),
    ("E1", treated_before(UNKNOWN), OPEN),
    ("E1", {"earlier_tumor_treatment": True}, OPEN),
    ("E1", {}, OPEN),
    ("E2", {"concurrent_malignancy": False}, MET),
    ("E2", {"concurrent_malignancy": True}, NOT_MET),
    ("E2", {}, OPEN),
    ("E3", {"margin": "r0"}, MET),
    *[("E3", {"margin": margin}, NOT_MET) for margin in ("r1", "r2")],
    ("E3", {"margin": UNKNOWN}, OPEN),
    ("E4a", {"slide_quality": "acceptable"}, MET),
    ("E4a", {"slide_quality": "not_acceptable"}, NOT_MET),
    ("E4a", {}, OPEN),
    ("E4b", {"imaging_quality": "acceptable"}, MET),
    ("E4b", {"imaging_quality": "not_acceptable"}, NOT_MET),
    ("E4b", {}, OPEN),
    ("E5a", {"clinical_data": "gaps"}, MET),
    ("E5a", {"clinical_data": "severe"}, NOT_MET),
    ("E5a", {}, OPEN),
    ("E5b", {"follow_up_data": "gaps"}, MET),
    ("E5b", {"follow_up_data": "severe"}, NOT_MET),
    ("E5b", {}, OPEN),
]


def judged(atom, values, readings=HCC_ADJ.chosen_readings):
    criterion = HCC_ADJ.criterion(atom)
    known = with_derived(HCC_ADJ.facts, facts(**values))
    truth = truth_of(criterion.when, known, readings)
    return truth if criterion.kind is Kind.INCLUSION else negate(truth)


@pytest.mark.parametrize(("atom", "values", "answer"), EXAMPLES)
def test_atom(atom, values, answer):
    assert judged(atom, values) is answer


@pytest.mark.parametrize("answer", [MET, NOT_MET, OPEN])
def test_every_atom_has_an_example_of_each_answer(answer):
    shown = {atom for atom, _, given in EXAMPLES if given is answer}
    assert shown == {criterion.id for criterion in HCC_ADJ.criteria}


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (asked(75), MET),
        (asked(76), MET),
        (asked(90), MET),
        (found_in_records(90), MET),
        (asked(17), NOT_MET),
        ({}, OPEN),
    ],
)
def test_without_the_upper_bound_of_age(values, answer):
    readings = HCC_ADJ.with_reading("upper_age", "none").chosen_readings
    assert judged("I2b", values, readings) is answer


@pytest.mark.parametrize("margin", ["r0", "r1", "r2"])
def test_one_answer_on_the_margin_serves_two_criteria(margin):
    assert judged("I3c", {"margin": margin}) is judged("E3", {"margin": margin})


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        (treated_before(UNKNOWN), ("earlier_baseline_available",)),
        ({"earlier_tumor_treatment": True}, ("earlier_baseline_available",)),
    ],
)
def test_what_is_missing_is_named(values, missing):
    assert evaluate(HCC_ADJ.criterion("E1").when, facts(**values), {}).missing == missing


WHOLE = {
    "histology": "hcc",
    "pathology_report_date": day("2026-03-15"),
    "surgery_date": day("2026-03-10"),
    "curative_resection": True,
    "margin": "r0",
    "ffpe_slides": "he",
    "slide_quality": "acceptable",
    "clinical_data": "complete",
    "pathological_data": "complete",
    "imaging_date": day("2026-03-01"),
    "imaging_modality": "mri",
    "imaging_phases": ("arterial", "portal_venous"),
    "imaging_quality": "acceptable",
    "earlier_tumor_treatment": False,
    "concurrent_malignancy": False,
}


@pytest.mark.parametrize("age", [asked(60), found_in_records(60)])
def test_whoever_fits_meets_every_atom_that_can_be_known(age):
    answers = {
        one.id: judged(one.id, {**WHOLE, **age}) for one in HCC_ADJ.criteria if one.is_screening
    }
    assert set(answers.values()) == {MET}
    assert len(answers) == len(HCC_ADJ.criteria) - 2
