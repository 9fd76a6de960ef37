"""The shipped hcc-neo file, judged on one participant who meets everything and on her neighbors."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.domain.eligibility import Verdict, assess
from enrollment.domain.findings import Finding
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

ENROLLMENT_DAY = date(2026, 3, 31)


HCC_NEO = shipped("hcc-neo")

ELIGIBLE = {
    "age_at_consent": Known(61),
    "age_at_enrollment": Known(61),
    "consent_date": Known(PartialDate(2026, 3, 20)),
    "able_to_understand": Known(True),
    "diagnosis": Known("hcc"),
    "bclc_stage": Known("A"),
    "diagnosis_route": Known("histopathology"),
    "curative_resection_scheduled": Known(True),
    "pre_score": Known(Decimal("0.5")),
    "bilirubin": Known(Decimal(12), "umol/L"),
    "albumin": Known(Decimal(42), "g/L"),
    "inr": Known(Decimal("1.0")),
    "ascites": Known("none"),
    "encephalopathy": Known("none"),
    "ecog": Known(0),
    "tumor_count": Known(1),
    "largest_tumor": Known(Decimal(30), "mm"),
    "vascular_invasion": Known(False),
    "extrahepatic_spread": Known(False),
    "mri_date": Known(PartialDate(2026, 3, 10)),
    "mri_phases": Known(("non_contrast", "arterial", "portal_venous", "delayed")),
    "mri_quality": Known("acceptable"),
    "followup_commitment": Known(True),
    "other_malignancy": Known(False),
    "hypersensitivity": Known(False),
    "nyha_class": Known(1),
    "other_cardiac_uncontrolled": Known(False),
    "severe_renal_dysfunction": Known(False),
    "uncontrolled_hypertension": Known(False),
    "other_uncontrolled": Known(False),
    "investigator_objection": Known(False),
}


def judged(**changes):
    return assess(protocol=HCC_NEO, facts={**ELIGIBLE, **changes}, on=ENROLLMENT_DAY)


def failed(assessment):
    return [atom.criterion.id for atom in assessment.failed]


def test_29_atoms_are_judged_and_27_decide():
    assessment = judged()
    assert len(assessment.atoms) == 29
    assert sum(atom.decides for atom in assessment.atoms) == 27
    assert assessment.verdict is Verdict.ELIGIBLE
    assert assessment.flips == ()


@pytest.mark.parametrize(
    ("changes", "atoms"),
    [
        ({"age_at_consent": Known(17)}, ["I1a"]),
        ({"age_at_consent": Known(76)}, ["I1b"]),
        ({"bclc_stage": Known("B")}, ["I2b"]),
        ({"pre_score": Known(Decimal("0.4999"))}, ["I4a"]),
        ({"inr": Known(Decimal("2.4")), "albumin": Known(Decimal(30), "g/L")}, ["I5a", "I5b"]),
        ({"ecog": Known(2)}, ["I6a"]),
        ({"mri_phases": Known(("non_contrast", "arterial", "delayed"))}, ["I7d"]),
        ({"mri_date": Known(PartialDate(2026, 2, 27))}, ["I7f"]),
        ({"mri_date": Known(PartialDate(2026, 4, 1))}, ["I7f"]),
        ({"hypersensitivity": Known(True)}, ["E4"]),
        ({"nyha_class": Known(3)}, ["E5a"]),
        ({"investigator_objection": Known(True)}, ["E6"]),
    ],
)
def test_one_change_fails_exactly_its_atoms(changes, atoms):
    assessment = judged(**changes)
    assert failed(assessment) == atoms
    assert assessment.verdict is Verdict.INELIGIBLE


def test_a_month_before_31_march_reaches_28_february():
    assert judged(mri_date=Known(PartialDate(2026, 2, 28))).verdict is Verdict.ELIGIBLE


def test_a_scan_between_two_readings_of_one_month_flips():
    assessment = judged(mri_date=Known(PartialDate(2026, 2, 28)))
    assert [(flip.reading, flip.atoms) for flip in assessment.flips] == [("days_30", ("I7f",))]


def test_child_pugh_seven_is_the_participant_who_flips():
    assessment = judged(albumin=Known(Decimal(27), "g/L"))
    assert failed(assessment) == ["I5a"]
    flips = {flip.reading: flip.verdict for flip in assessment.flips}
    assert flips == {"printed_score": Verdict.ELIGIBLE}


def test_bclc_by_the_letter_flips_whoever_has_ecog_1():
    assessment = judged(ecog=Known(1))
    assert assessment.verdict is Verdict.ELIGIBLE
    assert [(flip.reading, flip.verdict) for flip in assessment.flips] == [
        ("computed", Verdict.INELIGIBLE)
    ]


def test_a_laboratory_not_done_keeps_screening_open_and_is_named():
    assessment = judged(inr=Absent("not_done"))
    assert assessment.verdict is Verdict.PENDING
    assert [atom.criterion.id for atom in assessment.open] == ["I5a", "I5b"]
    assert assessment.missing == ("inr",)


def test_before_anything_is_recorded_all_stays_open():
    assessment = assess(protocol=HCC_NEO, facts={}, on=ENROLLMENT_DAY)
    assert assessment.verdict is Verdict.PENDING
    assert {atom.finding for atom in assessment.atoms} == {Finding.UNKNOWN}
    assert {"bilirubin", "pre_score", "mri_date", "ecog"} <= set(assessment.missing)
    assert not {"child_pugh_score", "eligibility_day"} & set(assessment.missing)


@pytest.mark.parametrize(
    ("changes", "excluded"),
    [
        ({"histology": Known("cholangiocarcinoma")}, ["E1"]),
        (
            {
                "death": Known(PartialDate(2026, 7, 14)),
                "last_contact": Known(PartialDate(2026, 7, 14)),
            },
            ["E3"],
        ),
        (
            {
                "death": Known(PartialDate(2026, 7, 15)),
                "last_contact": Known(PartialDate(2026, 7, 15)),
            },
            [],
        ),
        ({"histology": Known("hcc")}, []),
    ],
)
def test_later_exclusions_are_found_and_leave_the_verdict_alone(changes, excluded):
    assessment = judged(surgery_date=Known(PartialDate(2026, 4, 15)), **changes)
    failed = [atom for atom in assessment.atoms if atom.finding is Finding.NOT_MET]
    assert [atom.criterion.id for atom in failed] == excluded
    assert assessment.verdict is Verdict.ELIGIBLE


ONLY_FOR_OTHER_READINGS = {
    "age_at_enrollment",
    "tumor_count",
    "largest_tumor",
    "vascular_invasion",
    "extrahepatic_spread",
}


@pytest.mark.parametrize("name", sorted(ELIGIBLE.keys() - ONLY_FOR_OTHER_READINGS))
def test_every_value_the_chosen_readings_need_keeps_screening_open(name):
    without = {key: value for key, value in ELIGIBLE.items() if key != name}
    assessment = assess(protocol=HCC_NEO, facts=without, on=ENROLLMENT_DAY)
    assert assessment.verdict is Verdict.PENDING


@pytest.mark.parametrize("name", sorted(ELIGIBLE))
def test_no_single_missing_value_ever_makes_anyone_eligible_or_excluded(name):
    without = {key: value for key, value in ELIGIBLE.items() if key != name}
    assessment = assess(protocol=HCC_NEO, facts=without, on=ENROLLMENT_DAY)
    assert assessment.failed == ()
    assert (assessment.verdict is Verdict.PENDING) is (name in assessment.missing)


some_names = st.sets(st.sampled_from(sorted(ELIGIBLE)))


@settings(max_examples=40)
@given(some_names, some_names)
def test_recording_more_settles_atoms_and_never_turns_a_settled_one(first, more):
    before = assess(
        protocol=HCC_NEO, facts={name: ELIGIBLE[name] for name in first}, on=ENROLLMENT_DAY
    )
    after = assess(
        protocol=HCC_NEO, facts={name: ELIGIBLE[name] for name in first | more}, on=ENROLLMENT_DAY
    )
    for earlier, later in zip(before.atoms, after.atoms, strict=True):
        assert earlier.finding in {Finding.UNKNOWN, later.finding}


@settings(max_examples=40)
@given(some_names)
def test_recording_exactly_what_is_missing_settles_the_verdict_in_the_end(first):
    facts = {name: ELIGIBLE[name] for name in first}
    for _ in range(5):
        missing = assess(protocol=HCC_NEO, facts=facts, on=ENROLLMENT_DAY).missing
        facts |= {name: ELIGIBLE[name] for name in missing if name in ELIGIBLE}
    assert assess(protocol=HCC_NEO, facts=facts, on=ENROLLMENT_DAY).verdict is Verdict.ELIGIBLE


def test_every_atom_explains_itself_in_both_languages():
    for atom in judged(ecog=Known(2), inr=Absent("not_done")).atoms:
        for line in atom.explanation:
            chinese = line.render(show=lambda value: getattr(value, "zh", str(value)))
            assert chinese
            assert chinese != str(line)
