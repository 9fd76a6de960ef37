"""A participant of hcc-adj up to the locked decision; nobody there sees what a worker seals."""

import re
from dataclasses import dataclass, field

from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from analysis.actions import reports
from analysis.models import DataCut
from audit.acts import acting
from casebook.models import Participant
from inference.actions.sealing import open_sealed
from inference.selectors.sealed import revealed_to
from tests.browser.browsing import answer_all, press, shown
from tests.factories import people
from tests.factories.casebook import seeing
from trials.models import ProtocolVersion, SiteActivation
from trials.selectors.protocols import protocol_of

TRIAL = "/trials/hcc-adj/"
CONSENT = {
    "consent_date": "2026-01-08",
    "language": "zh",
    "explained_by": "Dr Luo Min",
    "name": "李华",
    "birth_date": "1960-05-01",
    "record_number": "ZY-004417",
}
SCREENING = {
    "clinical": {
        "surgery_date": "2026-01-02",
        "curative_resection": "yes",
        "procedure": "anatomic_resection",
        "surgical_approach": "open",
        "resection_extent": "minor",
        "blood_loss": "250",
        "transfusion": "no",
        "earlier_tumor_treatment": "no",
        "concurrent_malignancy": "no",
        "clinical_data": "complete",
        "pathological_data": "complete",
    },
    "pathology": {
        "pathology_report_date": "2026-01-07",
        "histology": "hcc",
        "margin": "r0",
        "margin_width": "12",
        "specimen_tumor_count": "1",
        "specimen_tumor_size": "60",
        "microvascular_invasion": "m1",
        "differentiation": "ii",
        "capsule": "complete",
        "satellite_nodules": "no",
        "bile_duct_thrombus": "no",
        "cirrhosis": "yes",
        "fibrosis_stage": "s3",
        "ffpe_slides": "he",
        "slide_quality": "acceptable",
        "slide_quality_judged_by": "Dr Mo",
        "slide_quality_date": "2026-01-08",
    },
    "imaging": {
        "imaging_date": "2025-12-20",
        "imaging_modality": "mri",
        "imaging_phases": ("arterial", "portal_venous", "delayed"),
        "imaging_quality": "acceptable",
        "imaging_quality_judged_by": "Dr Qin",
        "imaging_quality_date": "2025-12-21",
        "tumor_count": "1",
        "largest_tumor": "58",
        "vascular_invasion": "no",
        "extrahepatic_spread": "no",
    },
}
DECISION = {
    "strategy": "surgery_alone",
    "decided_date": "2026-01-20",
    "decided_by": "Liver board",
    "rationale": "Low risk on pathology",
}


@dataclass
class Ward:
    """The nurse and the investigator, and every page they were shown."""

    house: object
    code: str = ""
    shown: list[str] = field(default_factory=list)

    def signed_in(self, who: str) -> Page:
        page = self.house.signed_in(who)
        self.note(page)
        return page

    def go(self, page: Page, path: str) -> None:
        self.house.go(page, path)
        self.note(page)

    def press(self, page: Page, words: str, said: str = "") -> None:
        press(page, words)
        self.note(page)
        assert said in shown(page)

    def note(self, page: Page) -> None:
        self.shown.append(page.content())

    @property
    def path(self) -> str:
        return f"{TRIAL}participants/{self.code}/"


def test_from_screening_to_the_comparison_without_a_glimpse_of_the_prediction(house):
    ward = Ward(house)
    given_a_nurse_screens_somebody_operated_on(ward)
    given_the_investigator_enrolls(ward)
    when_a_prediction_is_asked_for_and_sealed(house, ward)
    when_the_investigator_decides_and_at_the_landmark_locks(ward)
    recommended = then_no_page_of_theirs_told_what_was_predicted(ward)
    then_the_unblinded_statistician_finds_both_in_the_comparison(house, recommended)


def given_a_nurse_screens_somebody_operated_on(ward):
    ward.house.on("2026-01-08")
    nurse = ward.signed_in("adj-nurse")
    ward.go(nurse, f"{TRIAL}participants/new/")
    answer_all(nurse, {"screened_date": "2026-01-08", "age": "65", "sex": "male"})
    ward.press(nurse, "Register")
    ward.code = re.search(r"participants/([^/]+)/consent", nurse.url)[1]
    answer_all(nurse, CONSENT)
    for scope in nurse.locator("[name^=scope_]").all():
        scope.check()
    ward.press(nurse, "Record the consent", "The consent is recorded.")
    for form, answers in SCREENING.items():
        ward.go(nurse, f"{ward.path}forms/screening_{form}/?visit=SCR")
        answer_all(nurse, answers)
        nurse.wait_for_load_state("networkidle")
        ward.press(nurse, "Mark complete")


def given_the_investigator_enrolls(ward):
    doctor = ward.signed_in("adj-investigator")
    ward.go(doctor, f"{ward.path}eligibility/")
    sign(doctor)
    ward.press(doctor, "Sign", "Signed.")
    ward.press(doctor, "Enroll today", "is enrolled")


def sign(doctor):
    answer_all(doctor, {"user_id": "adj-investigator", "password": people.PASSWORD})


def when_a_prediction_is_asked_for_and_sealed(house, ward):
    house.on("2026-01-12")
    nurse = ward.signed_in("adj-nurse")
    ward.go(nurse, f"{ward.path}forms/baseline_laboratory/?visit=BL")
    answer_all(nurse, {"laboratory_date": "2026-01-08", "bilirubin": "14", "albumin": "41"})
    nurse.wait_for_load_state("networkidle")
    ward.press(nurse, "Save incomplete")
    manager = house.signed_in("datamanager")
    house.go(manager, f"{ward.path}predictions/")
    press(manager, "Run strategy reference 2")
    house.go(manager, f"{ward.path}predictions/")
    assert "Sealed" in shown(manager)
    for who in ("adj-nurse", "adj-investigator"):
        look_around(ward, ward.signed_in(who))


def look_around(ward, page):
    for part in ("", "predictions/", "treatment/"):
        ward.go(page, ward.path + part)


def when_the_investigator_decides_and_at_the_landmark_locks(ward):
    ward.house.on("2026-01-20")
    doctor = ward.signed_in("adj-investigator")
    ward.go(doctor, f"{ward.path}treatment/")
    answer_all(doctor, DECISION)
    ward.press(doctor, "Record", "Recorded.")
    ward.house.on("2026-04-03")
    doctor = ward.signed_in("adj-investigator")
    ward.go(doctor, f"{ward.path}treatment/")
    sign(doctor)
    ward.press(doctor, "Sign and lock", "Locked.")
    look_around(ward, ward.signed_in("adj-nurse"))


def then_no_page_of_theirs_told_what_was_predicted(ward):
    """What was predicted stands on a page as often as a strategy that nobody has spoken of."""
    row = Participant.objects.select_related("activation")
    with seeing(*SiteActivation.objects.all()):
        (sealed,) = revealed_to(row.get(code=ward.code))
        said = open_sealed(sealed)
    recommended = said["strategy"]
    unspoken = sorted({*strategies()} - {recommended, DECISION["strategy"]})[0]
    numbers = {f"{one:.4f}" for one in (*said["probabilities"].values(), *said["logits"])}
    assert recommended != DECISION["strategy"]
    assert len(ward.shown) > 20
    for page in ward.shown:
        assert mentions(page, recommended) == mentions(page, unspoken)
        assert not [number for number in numbers if number in page]
    return recommended


def mentions(page, strategy):
    """By code or by name; “Surgery + TACE” begins the name of another."""
    name = re.escape(strategies()[strategy])
    return len(re.findall(rf"\b{strategy}\b|{name}(?! \+)", page))


def strategies():
    protocol = protocol_of(ProtocolVersion.objects.get(trial__slug="hcc-adj"))
    codes = protocol.facts[protocol.concordance.received].codes
    return {code: protocol.word(protocol.concordance.received, code).en for code in codes}


def then_the_unblinded_statistician_finds_both_in_the_comparison(house, recommended):
    house.on("2026-04-04")
    page = house.signed_in("unblinded")
    house.go(page, f"{TRIAL}cuts/")
    answer_all(page, {"name": "first", "events_to": "2026-04-03"})
    press(page, "Take the cut")
    report = closed_report()
    house.go(page, f"{TRIAL}reports/{report.pk}/")
    assert "not a treatment effect" in shown(page)
    table = page.get_by_role("table", name="Strategy recommended by strategy received")
    row = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name=strategies()[recommended], exact=True)
    )
    assert row.get_by_role("cell").all_inner_texts() == ["1", "0", "0", "0", "1"]


def closed_report():
    """The one she opens, of the four that the page would have drawn."""
    by, cut = User.objects.get(username="unblinded"), DataCut.objects.get()
    places = SiteActivation.objects.filter(trial=cut.trial).values_list("pk", flat=True)
    with acting(by=by, action="tests.report", activations=places):
        return reports.make(cut=cut, session="closed", language="en", by=by, at=timezone.now())
