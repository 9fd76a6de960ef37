"""Values as entered, of nobody in particular, against the shipped hcc-neo file."""

from datetime import date
from decimal import Decimal

import pytest

from enrollment.domain.eligibility import Verdict
from enrollment.domain.findings import Finding
from enrollment.domain.prescreening import UnfitValues, prescreen
from enrollment.domain.prescreening_forms import BIRTH, forms_asked
from enrollment.domain.prescreening_report import as_data
from tests.factories.shipped_protocols import shipped, shipped_slugs
from trials.domain.protocol.forms import Phase

DAY = date(2026, 3, 31)
HCC_NEO = shipped("hcc-neo")
ENTERED = {
    "birth_date": "1965-02-03",
    "consent_date": "2026-03-20",
    "able_to_understand": True,
    "diagnosis": "hcc",
    "bclc_stage": "A",
    "diagnosis_route": "histopathology",
    "curative_resection_scheduled": "yes",
    "pre_score": Decimal("0.5"),
    "bilirubin": {"value": Decimal("0.7"), "unit": "mg/dL", "date": "2026-03-15"},
    "albumin": {"value": Decimal("4.2"), "unit": "g/dL"},
    "inr": 1,
    "ascites": "none",
    "encephalopathy": "none",
    "ecog": 0,
    "tumor_count": 1,
    "largest_tumor": {"value": 3, "unit": "cm"},
    "vascular_invasion": False,
    "extrahepatic_spread": False,
    "mri_date": "2026-03-10",
    "mri_phases": ["non_contrast", "arterial", "portal_venous", "delayed"],
    "mri_quality": "acceptable",
    "followup_commitment": True,
    "other_malignancy": False,
    "hypersensitivity": False,
    "nyha_class": 1,
    "other_cardiac_uncontrolled": False,
    "severe_renal_dysfunction": False,
    "uncontrolled_hypertension": False,
    "other_uncontrolled": False,
    "investigator_objection": False,
}


def look(on=DAY, without=(), **changes):
    given = {name: one for name, one in {**ENTERED, **changes}.items() if name not in without}
    return prescreen(protocol=HCC_NEO, given=given, on=on)


def faults(without=(), **changes):
    with pytest.raises(UnfitValues) as refused:
        look(without=without, **changes)
    return {one.name: f"{one.message} {one.mend}" for one in refused.value.faults}


def findings(found):
    return {atom.criterion.id: atom.finding for atom in found.assessment.atoms}


def changed(**changes):
    """The atoms, and how they stand, that these values turn."""
    before, after = findings(look()), findings(look(**changes))
    return {name: found for name, found in after.items() if found is not before[name]}


def test_who_meets_everything_is_eligible():
    found = look()
    assert found.assessment.verdict is Verdict.ELIGIBLE
    assert (found.doubted, found.not_asked) == ((), ())


@pytest.mark.parametrize("empty", [{}, dict.fromkeys(ENTERED)])
def test_of_nobody_nothing_can_be_told(empty):
    found = prescreen(protocol=HCC_NEO, given=empty, on=DAY)
    assert found.assessment.verdict is Verdict.PENDING
    assert len(found.assessment.open) == 27
    assert "ecog" in found.assessment.missing


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        ("0.5", Verdict.ELIGIBLE),
        ("0.4999999", Verdict.INELIGIBLE),
        ("0.50000001", Verdict.ELIGIBLE),
    ],
)
def test_the_score_is_compared_as_written(score, verdict):
    assert look(pre_score=Decimal(score)).assessment.verdict is verdict
    assert look(pre_score=float(score)).assessment.verdict is verdict
    assert look(pre_score=score).assessment.verdict is verdict


@pytest.mark.parametrize(
    ("birth", "verdict"),
    [
        ("1950-03-21", Verdict.ELIGIBLE),
        ("1950-03-20", Verdict.INELIGIBLE),
        ("2008-03-20", Verdict.ELIGIBLE),
        ("2008-03-21", Verdict.INELIGIBLE),
        ("1950", Verdict.PENDING),
    ],
)
def test_the_age_is_counted_on_the_day_of_consent(birth, verdict):
    assert look(birth_date=birth).assessment.verdict is verdict


def test_an_age_given_by_itself_counts():
    found = look(without=[BIRTH], age_at_consent=76, age_at_enrollment=76)
    assert found.assessment.verdict is Verdict.INELIGIBLE


def test_units_are_converted_before_they_are_compared():
    in_mg = {"value": Decimal("3.1"), "unit": "mg/dL"}
    in_umol = {"value": Decimal("53.02"), "unit": "umol/L"}
    assert changed(bilirubin=in_mg) == changed(bilirubin=in_umol) == {"I5a": Finding.NOT_MET}
    used = look().assessment.atom("I5a").inputs["child_pugh_score"]
    assert set(used) == {"bilirubin", "albumin", "inr", "ascites", "encephalopathy"}


def test_every_reading_is_told():
    """Albumin 30 and bilirubin 35: 7 points, class A only as printed."""
    found = look(albumin={"value": 30, "unit": "g/L"}, bilirubin={"value": 35, "unit": "umol/L"})
    assert found.assessment.verdict_by_reading["child_pugh"] == {
        "strict": Verdict.INELIGIBLE,
        "printed_score": Verdict.ELIGIBLE,
    }


def test_what_a_person_could_not_enter_is_not_judged_either():
    said = faults(
        ecgo=1,
        ecog=7,
        bilirubin={"value": 12, "unit": "mmol/L"},
        mri_date="2026-04-01",
        diagnosis="hepatoma",
        consent_date="2026-02-30",
        albumin={"worth": 3},
        inr=[1],
        pre_score=50,
        sex={"missing": "forgotten"},
    )
    assert set(said) == {
        "ecgo",
        "ecog",
        "bilirubin",
        "mri_date",
        "diagnosis",
        "consent_date",
        "albumin",
        "inr",
        "pre_score",
        "sex",
    }
    assert "Did you mean ecog" in said["ecgo"]
    assert "mmol/L" in said["bilirubin"]
    assert "future" in said["mri_date"]
    assert "impossible" in said["pre_score"]
    assert "value, unit, date, missing" in said["albumin"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        # A unit is never passed over, nor a second date.
        ("pre_score", {"value": Decimal("0.5"), "unit": "%"}, "It has no unit"),
        ("age_at_consent", {"value": 900, "unit": "mo"}, "It has no unit"),
        ("mri_date", {"value": "2026-03-10", "date": "2026-03-11"}, "A date has no other date"),
        ("bilirubin", {"value": 12, "unit": "UMOL/L"}, "Accepted: umol/L, mg/dL"),
        ("bilirubin", {"value": 12, "date": "2026-04-01"}, "2026-04-01 lies after 2026-03-31"),
        ("bilirubin", {"value": 12, "date": ["2026"]}, "is not a date"),
        ("inr", [Decimal("1.0")], '“["1.0"]” is not a value'),
        ("inr", {"value": None}, "“null” is not a value"),
        ("inr", {"missing": ""}, "The reason why there is no value is empty"),
        ("inr", {"missing": None}, "The reason why there is no value is empty"),
        ("inr", Decimal("1e999999999"), "more than 40 digits"),
        ("inr", 10**50, "more than 40 digits"),
        ("diagnosis", "y" * 10_000_000, "more than 2000 characters"),
        ("consent_date", "1960-01-01", "It lies before the birth"),
        ("age_at_enrollment", 75, "computed from birth_date"),
        ("ECOG", 1, "Did you mean ecog"),
        ("eligibility_day", "2026-03-31", "Give that day as “on”"),
    ],
)
def test_each_fault_says_what_and_how_to_mend_it(name, value, said):
    without = ["birth_date"] if name == "age_at_consent" else []
    assert said in faults(without=without, **{name: value})[name]


@pytest.mark.parametrize("years", [-1, 121, 750])
def test_an_age_is_that_of_a_person(years):
    assert "impossible" in faults(without=[BIRTH], age_at_consent=years)["age_at_consent"]


@pytest.mark.parametrize(
    ("unit", "value"), [("mg/dl", "0.7"), ("umol/l", "12"), ("μmol / L", "12"), (" mg/dL ", "0.7")]
)
def test_a_unit_is_read_as_laboratories_print_it(unit, value):
    assert not changed(bilirubin={"value": Decimal(value), "unit": unit})


def test_a_number_without_its_unit_is_told_as_what_it_was_taken():
    (told,) = look(bilirubin=12).doubted
    assert "taken as umol/L" in str(told.message)
    assert "umol/L, mg/dL" in str(told.mend)


def test_a_birth_that_leaves_two_ages_keeps_the_verdict_open_and_says_so():
    found = look(birth_date="1950-03")
    assert found.assessment.verdict is Verdict.PENDING
    assert [one.item for one in found.doubted] == [BIRTH]
    # A consent known to the month is no consent of today.
    months = look(birth_date="1950-03-15", consent_date="2026-03")
    assert months.assessment.verdict is Verdict.PENDING
    assert look(birth_date="1965-02-03", consent_date="2026-03").doubted == ()


def test_an_answer_whose_question_is_not_yet_ruled_out_is_judged():
    found = look(without=["mri_date"], mri_phases=["arterial"])
    assert findings(found)["I7c"] is Finding.MET
    assert findings(found)["I7b"] is Finding.NOT_MET
    assert "mri_phases" not in found.not_asked


def test_somebody_elses_file_is_refused_at_once():
    with pytest.raises(UnfitValues, match="90000 names"):
        prescreen(protocol=HCC_NEO, given={f"x{n}": "y" for n in range(90_000)}, on=DAY)
    with pytest.raises(UnfitValues, match="year 2999 is outside"):
        look(on=date(2999, 1, 1))


def test_a_score_beside_its_components_is_refused():
    assert "computed from bilirubin" in faults(child_pugh_score=6)["child_pugh_score"]
    components = ["bilirubin", "albumin", "inr", "ascites", "encephalopathy"]
    assert look(without=components, child_pugh_score=6).assessment.verdict is Verdict.ELIGIBLE


def test_what_a_person_would_have_to_confirm_is_judged_and_told():
    found = look(bilirubin={"value": 700, "unit": "umol/L"})
    assert [one.item for one in found.doubted] == ["bilirubin"]
    assert found.assessment.verdict is Verdict.INELIGIBLE


def test_no_value_for_a_reason_keeps_the_verdict_open():
    found = look(inr={"missing": "not_done"})
    assert found.assessment.verdict is Verdict.PENDING
    assert found.assessment.missing == ("inr",)


def test_an_answer_nobody_would_be_asked_for_is_left_out():
    assert look(other_malignancy_kind="other").not_asked == ("other_malignancy_kind",)


def test_the_report_is_plain_and_complete():
    found = look(pre_score=Decimal("0.4999999"))
    data = as_data(found, protocol=HCC_NEO, on=DAY, say=str)
    assert (data["verdict"], data["judged_on"], len(data["atoms"])) == (
        "ineligible",
        "2026-03-31",
        29,
    )
    (score,) = [atom for atom in data["atoms"] if "pre_score" in atom["used"]]
    assert score["verdict"] == "not_met"
    assert score["used"]["pre_score"] == {"value": 0.4999999, "unit": None, "date": None}
    assert score["would_flip"] == "PRE score 0.5 or more, 0.0000001 more than now"
    (liver,) = [atom for atom in data["atoms"] if atom["id"] == "I5a"]
    assert liver["inputs"]["child_pugh_score"]["bilirubin"]["date"] == "2026-03-15"
    assert data["readings"]["child_pugh"]["chosen"] == "strict"


@pytest.mark.parametrize(
    ("changes", "atom", "flip", "days"),
    [
        (
            {"mri_date": "2026-02-27"},
            "I7f",
            "MRI performed on: from 2026-02-28 to 2026-03-31",
            (None, "2026-03-27"),
        ),
        (
            {
                "other_malignancy": True,
                "other_malignancy_kind": "other",
                "other_malignancy_active_date": "2021-05-11",
            },
            "E2",
            "Last known to be active: up to 2021-03-30",
            ("2026-05-12", None),
        ),
        # Her age at an enrollment or a consent that is still ahead.
        (
            {"birth_date": "2008-05-12", "consent_date": None},
            "I1a",
            "Age at consent 18 or more, 1 more than now",
            ("2026-05-12", None),
        ),
        # Who has consented at 17 consented at 17.
        ({"birth_date": "2008-05-12"}, "I1a", "18 or more, 1 more than now", (None, None)),
    ],
)
def test_a_near_miss_in_a_date_names_the_day(changes, atom, flip, days):
    data = as_data(look(**changes), protocol=HCC_NEO, on=DAY, say=str)
    (found,) = [one for one in data["atoms"] if one["id"] == atom]
    assert found["verdict"] == "not_met"
    assert flip in found["would_flip"]
    assert (found["met_from"], found["met_until"]) == days


@pytest.mark.parametrize("slug", shipped_slugs())
def test_the_page_asks_all_that_the_criteria_need_and_no_more(slug):
    protocol = shipped(slug)
    items = [item for form in forms_asked(protocol) for item in form.items]
    asked = {item.id for item in items}
    ages = {"age_at_consent", "age_at_enrollment"} if BIRTH in asked else set()
    missing = prescreen(protocol=protocol, given={}, on=DAY).assessment.missing
    assert set(missing) <= asked | ages
    assert not any(item.required for item in items)


def test_what_no_criterion_looks_at_is_not_asked():
    items = {item.id for form in forms_asked(HCC_NEO) for item in form.items}
    every = {item.id for form in HCC_NEO.forms_in(Phase.SCREENING) for item in form.items}
    assert "diagnosis_date" in every - items
    # Asked because its answer opens a question that a criterion looks at.
    assert "other_malignancy" in items
