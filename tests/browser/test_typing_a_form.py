"""What happens while a nurse types: the draft, the questions that open, the colleague."""

import pytest

from casebook.models import Draft, FormRecord
from tests.browser.browsing import answer, press, settle, shown
from tests.factories import casebook
from trials.models import SiteActivation

LABORATORY = {
    "laboratory_date": "2026-01-08",
    "bilirubin": "12",
    "albumin": "42",
    "inr": "1.0",
    "ascites": "none",
    "encephalopathy": "none",
    "creatinine": "70",
}


@pytest.fixture
def participant(house):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    return casebook.consented_participant(place)


@pytest.fixture
def at(participant):
    def form(name, visit="SCR"):
        return f"/trials/hcc-neo/participants/{participant.code}/forms/{name}/?visit={visit}"

    return form


def state(page):
    return page.locator("[data-state-word]").inner_text()


def wait_until_kept(page):
    page.locator("[data-save-bar][data-state=saved]").wait_for()


def record(participant):
    with casebook.seeing(participant.activation):
        return FormRecord.objects.get(form_id="screening_laboratory")


def test_typing_is_kept_and_answered_without_leaving_the_field(house, at):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    page.select_option("[name='bilirubin-unit']", "mg/dL")
    page.locator("[name='bilirubin']").press_sequentially("1.2")
    assert state(page) == "Typing"
    wait_until_kept(page)
    assert state(page).startswith("Draft saved")
    assert page.locator("#id_bilirubin_derived").inner_text() == "= 20.52 µmol/L"
    assert page.evaluate("document.activeElement.name") == "bilirubin"
    page.reload()
    assert page.input_value("[name='bilirubin']") == "1.2"
    assert page.input_value("[name='bilirubin-unit']") == "mg/dL"


def test_a_question_opens_and_closes_with_the_answer_before_it(house, at):
    page = house.signed_in("nurse")
    house.go(page, at("screening_clinical"))
    assert "Which kind: asked when Any other malignancy, ever: yes" in shown(page)
    answer(page, "other_malignancy", "yes")
    page.locator("input[name='other_malignancy_kind']").first.wait_for(state="attached")
    answer(page, "other_malignancy", "no")
    page.get_by_text("Which kind: asked when").wait_for()


def test_a_score_appears_with_its_last_component(house, at):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    for name in ("bilirubin", "albumin", "inr", "ascites", "encephalopathy"):
        answer(page, name, LABORATORY[name])
    page.get_by_text("A (5-6)").wait_for()


def test_an_unlikely_value_asks_at_once_and_takes_a_reason(house, at, participant):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    for name, value in {**LABORATORY, "bilirubin": "700"}.items():
        answer(page, name, value)
    page.fill("[name='bilirubin-reason']", "seen twice")
    press(page, "Mark complete")
    assert record(participant).data["bilirubin"]["reason"] == "seen twice"


def test_errors_take_the_focus_and_lead_to_their_fields(house, at):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    answer(page, "bilirubin", "twelve")
    press(page, "Mark complete")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.matches('[data-error-summary]')")
    page.get_by_role("link", name="Total bilirubin").click()
    assert page.evaluate("document.activeElement.name") == "bilirubin"


def test_a_double_click_saves_once_and_leaves_no_draft(house, at, participant):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    for name, value in LABORATORY.items():
        answer(page, name, value)
    page.get_by_role("button", name="Mark complete").dblclick()
    page.wait_for_url("**/participants/*/")
    page.wait_for_timeout(1200)
    assert record(participant).version == 1
    with casebook.seeing(participant.activation):
        assert not Draft.objects.exists()


def test_two_people_at_one_form_lose_nothing(house, at, participant):
    casebook.saved_form(
        participant, "screening_laboratory", {"albumin": "40"}, visit="SCR", complete=False
    )
    nurse, doctor = house.signed_in("nurse"), house.signed_in("investigator")
    for page in (nurse, doctor):
        house.go(page, at("screening_laboratory"))
    answer(doctor, "creatinine", "80")
    press(doctor, "Save incomplete")
    answer(nurse, "creatinine", "90")
    answer(nurse, "inr", "1.1")
    press(nurse, "Save incomplete")
    assert "Two people worked on this form" in shown(nurse)
    nurse.locator("label:has(input[name='take-creatinine'][value='theirs'])").click()
    nurse.locator("label:has(input[name='take-inr'][value='mine'])").click()
    press(nurse, "Go on with this choice")
    press(nurse, "Save incomplete")
    data = record(participant).data
    assert (data["creatinine"]["entered"], data["inr"]["entered"]) == ("80", "1.1")
    assert data["albumin"]["entered"] == "40"


def test_the_screen_locks_and_the_draft_is_there_after_the_password(house, at):
    page = house.signed_in("nurse")
    house.go(page, at("screening_laboratory"))
    answer(page, "albumin", "41")
    wait_until_kept(page)
    house.on("2026-01-08", hour=10)
    answer(page, "inr", "1.2")
    page.locator("[name=password]").wait_for()
    page.fill("[name=password]", casebook.people.PASSWORD)
    page.locator("main").get_by_role("button").first.click()
    settle(page)
    house.go(page, at("screening_laboratory"))
    assert page.input_value("[name='albumin']") == "41"


def test_without_javascript_the_form_is_filled_in_as_well(house, at, browser, participant):
    page = house.signed_in("nurse")
    cookies = page.context.cookies()
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(house.url + at("screening_mri"))
    page.fill("[name='mri_date_year']", "2026")
    page.fill("[name='mri_date_month']", "1")
    page.fill("[name='mri_date_day']", "5")
    page.get_by_role("button", name="Keep as draft and update the questions").click()
    page.locator("label:has(input[name='mri_quality'][value='acceptable'])").click()
    page.get_by_role("button", name="Save incomplete").click()
    assert page.locator("input[name='mri_quality']:checked").get_attribute("value") == "acceptable"
    plain.close()
