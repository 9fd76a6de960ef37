"""One participant of hcc-neo from screening to death, as the nurse and the doctor do it."""

import re
from datetime import date
from decimal import Decimal

import pytest

from casebook.models import Participant
from enrollment.domain.status import Status
from enrollment.selectors.screening import lines_of
from tests.browser.browsing import answer, answer_all, follow, press, settle, shown
from tests.browser.typing import enter, go_by, tick, type_all
from tests.factories import people
from tests.factories.casebook import seeing
from trials.models import SiteActivation

CLINICAL = {
    "able_to_understand": "yes",
    "followup_commitment": "yes",
    "diagnosis": "hcc",
    "diagnosis_route": "histopathology",
    "diagnosis_date": "2025-12",
    "tumor_count": "1",
    "largest_tumor": "30",
    "vascular_invasion": "no",
    "extrahepatic_spread": "no",
    "bclc_stage": "A",
    "curative_resection_scheduled": "yes",
    "planned_surgery_date": "2026-03",
    "planned_surgeon": "Dr Zhou",
    "ecog": "1",
    "ecog_tumor_related": "yes",
    "systolic_pressure": "120",
    "diastolic_pressure": "80",
    "uncontrolled_hypertension": "no",
    "nyha_class": "0",
    "other_cardiac_uncontrolled": "no",
    "other_malignancy": "no",
    "hypersensitivity": "no",
    "severe_renal_dysfunction": "no",
    "other_uncontrolled": "no",
    "investigator_objection": "no",
}
LABORATORY = {
    "laboratory_date": "2026-01-05",
    "bilirubin": "12",
    "albumin": "42",
    "inr": "1.0",
    "ascites": "none",
    "encephalopathy": "none",
    "creatinine": "70",
}
MRI = {
    "mri_date": "2026-01-04",
    "mri_phases": ("non_contrast", "arterial", "portal_venous", "delayed"),
    "mri_quality": "acceptable",
    "mri_quality_judged_by": "Dr Qin",
}

SCREENING_FORMS = {
    "Diagnosis, fitness and history": CLINICAL,
    "Liver function": LABORATORY,
    "Pre-operative MRI": MRI,
}


@pytest.mark.every_time
def test_one_participant_from_screening_to_death(house):
    given_a_nurse_screens_somebody_who_agrees(house)
    given_the_three_screening_forms_are_complete(house)
    given_the_score_of_a_run_elsewhere_is_recorded(house)
    when_the_investigator_signs_and_enrolls(house)
    when_the_arm_is_decided(house)
    when_treatment_and_surgery_are_recorded(house)
    when_a_visit_is_done_from_the_worklist(house)
    when_a_serious_event_is_reported(house)
    when_a_scan_shows_recurrence(house)
    when_the_participant_dies(house)
    then_the_page_tells_the_whole_path(house)
    then_each_value_shows_who_wrote_it(house)
    then_the_facts_and_the_status_follow(house)


def given_a_nurse_screens_somebody_who_agrees(house):
    """From here to enrollment nobody touches a mouse."""
    house.on("2026-01-05")
    house.nurse = nurse = house.signed_in("nurse")
    go_by(nurse, "Screening", part="body")
    go_by(nurse, "Screen a participant")
    type_all(nurse, {"screened_date": "2026-01-05", "age": "65", "sex": "male"})
    enter(nurse, "Register")
    house.code = re.search(r"participants/([^/]+)/consent", nurse.url)[1]
    type_all(
        nurse,
        {
            "consent_date": "2026-01-05",
            "language": "zh",
            "explained_by": "Dr He Yan",
        },
    )
    for scope in nurse.locator("[name^=scope_]").all():
        tick(nurse, scope)
    type_all(nurse, {"name": "李华", "birth_date": "1960-05-01", "record_number": "ZY-004417"})
    enter(nurse, "Record the consent")
    assert "The consent is recorded." in shown(nurse)
    assert "李华" not in shown(nurse)


def given_the_three_screening_forms_are_complete(house):
    for title, answers in SCREENING_FORMS.items():
        go_by(house.nurse, house.code, part="body")
        go_by(house.nurse, title)
        type_all(house.nurse, answers)
        settle(house.nurse)
        enter(house.nurse, "Mark complete")


def given_the_score_of_a_run_elsewhere_is_recorded(house):
    go_by(house.nurse, house.code, part="body")
    go_by(house.nurse, "Record a run")
    type_all(
        house.nurse,
        {
            "release": str(house.release.pk),
            "score": "0.5",
            "run_id": "run-2026-0117",
            "computed_date": "2026-01-05",
            "computed_time": "08:30",
            "imaging_date": "2026-01-04",
        },
    )
    enter(house.nurse, "Record the score")
    assert "The score is recorded." in shown(house.nurse)
    assert "run-2026-0117" in shown(house.nurse)


def when_the_investigator_signs_and_enrolls(house):
    house.on("2026-01-06")
    house.doctor = doctor = house.signed_in("investigator")
    go_by(doctor, "Screening", part="body")
    go_by(doctor, house.code)
    type_all(doctor, {"user_id": "investigator", "password": people.PASSWORD})
    enter(doctor, "Sign")
    assert "Signed." in shown(doctor)
    enter(doctor, "Enroll today")
    assert "is enrolled" in shown(doctor)


def when_the_arm_is_decided(house):
    follow(house.doctor, "Allocate")
    answer_all(
        house.doctor,
        {
            "arm": "neoadjuvant",
            "allocated_date": "2026-01-06",
            "reason": "clinical_judgment",
            "preference": "agrees",
            "decided_by": "Dr He Yan",
        },
    )
    press(house.doctor, "Allocate")
    assert "is allocated" in shown(house.doctor)


def when_treatment_and_surgery_are_recorded(house):
    house.on("2026-01-12")
    house.nurse = house.signed_in("nurse")
    course = {"agent": "lenvatinib", "start_date": "2026-01-12", "dose": "8"}
    begin(house, "courses", course)
    house.nurse.select_option("[name=dose_unit]", "mg")
    finish(house)
    house.on("2026-03-10")
    house.nurse = house.signed_in("nurse")
    operation = {
        "surgery_date": "2026-03-09",
        "procedure": "anatomic_resection",
        "margin": "r0",
        "histology": "hcc",
        "histology_date": "2026-03-10",
        "blood_loss_ml": "250",
        "clavien_dindo": "I",
    }
    record(house, "surgery", operation)


def when_a_visit_is_done_from_the_worklist(house):
    house.on("2026-04-08")
    house.nurse = house.signed_in("nurse")
    assert "/worklist/" in house.nurse.url
    due = house.nurse.get_by_role("listitem").filter(has_text="30 days after surgery")
    due.locator("a").last.click()
    answer_all(house.nurse, {"outcome": "done", "visit_date": "2026-04-08", "mode": "clinic"})
    press(house.nurse, "Record the visit")
    assert "The visit is recorded." in shown(house.nurse)


def when_a_serious_event_is_reported(house):
    house.go(house.nurse, f"{path(house)}adverse-events/new/")
    answer(house.nurse, "q", "fever")
    follow(house.nurse, "Fever")
    event = {
        "grade": "3",
        "onset": "2026-04-06",
        "outcome": "recovered",
        "seriousness": ("hospitalization",),
        "causality_lenvatinib": "not_related",
        "expected": "no",
        "narrative": "Fever over 40 °C for a day, taken into hospital.",
    }
    answer_all(house.nurse, event)
    press(house.nurse, "Record")
    assert "Tell the sponsor" in shown(house.nurse)


def when_a_scan_shows_recurrence(house):
    house.on("2026-09-10")
    house.nurse = house.signed_in("nurse")
    scan = {
        "scan_date": "2026-09-09",
        "modality": "mri",
        "adequate": "yes",
        "finding": "recurrence",
        "location": "intrahepatic",
    }
    record(house, "scans", scan)


def when_the_participant_dies(house):
    house.on("2026-11-02")
    house.nurse = house.signed_in("nurse")
    death = {
        "vital_status": "dead",
        "status_date": "2026-10-30",
        "information_source": "family",
        "cause_of_death": "Recurrent hepatocellular carcinoma",
    }
    record(house, "vital-status", death)


def record(house, kind, answers):
    begin(house, kind, answers)
    finish(house)


def begin(house, kind, answers):
    house.go(house.nurse, f"{path(house)}{kind}/new/")
    answer_all(house.nurse, answers)


def finish(house):
    press(house.nurse, "Record")
    assert "Recorded." in shown(house.nurse)


def then_the_page_tells_the_whole_path(house):
    house.go(house.nurse, path(house))
    house.nurse.get_by_text("The same as a table").click()
    told = shown(house.nurse)
    assert "Died" in told
    for day in ("2026-01-05", "2026-01-06", "2026-03-09", "2026-09-09", "2026-10-30"):
        assert day in told, day


def then_each_value_shows_who_wrote_it(house):
    house.go(house.nurse, f"{path(house)}forms/screening_clinical/history/?visit=SCR")
    told = shown(house.nurse)
    assert "ECOG" in told
    assert "Lin Mei" in told


def then_the_facts_and_the_status_follow(house):
    row = Participant.objects.filter(code=house.code)
    with seeing(*SiteActivation.objects.all()):
        line = lines_of(row.select_related("activation__trial"), today=date(2026, 11, 2))[0]
        facts = {name: getattr(known, "value", None) for name, known in line.facts.items()}
    assert line.status is Status.DIED
    expected = {
        "enrolled": "2026-01-06",
        "first_dose": "2026-01-12",
        "surgery_date": "2026-03-09",
        "recurrence": "2026-09-09",
        "death": "2026-10-30",
    }
    assert {name: facts[name].iso() for name in expected} == expected
    assert facts["arm"] == "neoadjuvant"
    assert facts["histology"] == "hcc"
    assert facts["pre_score"] == Decimal("0.5")


def path(house):
    return f"/trials/hcc-neo/participants/{house.code}/"
