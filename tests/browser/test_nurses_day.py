"""A sitting at the telephone and a follow-up visit, without a mouse, at a desk and on a phone."""

from datetime import date

import pytest

from casebook.models import FormRecord, Visit
from followup.models import ContactAttempt, VitalStatus
from tests.browser.typing import choose_card, enter, go_by, reach, type_answer, type_text
from tests.factories import casebook, followup
from trials.models import SiteActivation

WIDTHS = {"desk": 1280, "phone": 360}
# An hour on the telephone: most are well, some do not answer.
SITTING = ("alive", "not_reached", "dead")
HOUR = (*SITTING, *["alive", "alive", "not_reached", "alive"] * 5, "alive", "dead")
SITTINGS = [pytest.param(1280, HOUR, id="desk"), pytest.param(360, SITTING, id="phone")]


@pytest.fixture
def place(house):
    house.on("2026-06-01")
    return SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")


@pytest.mark.parametrize(("width", "sitting"), SITTINGS)
def test_a_sitting_at_the_telephone_by_keyboard_alone(house, place, width, sitting):
    people = [followup.enrolled_participant(place) for _ in sitting]
    page = house.signed_in("nurse", width=width)
    house.go(page, "/trials/hcc-neo/sweep/")
    for row, told in zip(people, sitting, strict=True):
        call(page, row, told)
    with casebook.seeing(place):
        told = dict(VitalStatus.objects.values_list("participant__code", "vital_status"))
        tried = set(ContactAttempt.objects.values_list("participant__code", flat=True))
    answers = {row.code: answer for row, answer in zip(people, sitting, strict=True)}
    assert tried == {code for code, answer in answers.items() if answer == "not_reached"}
    assert told == {code: answer for code, answer in answers.items() if code not in tried}


def call(page, row, told):
    """From the row before, which has just been saved, on to this one by the Tab key."""
    line = page.locator(f"#row-{row.code}")
    choose_card(page, line.locator(f"[name='{row.code}-told']"), told)
    if told == "dead":
        type_text(page, line.locator(f"[name='{row.code}-cause']"), "Liver failure")
    reach(page, line.get_by_role("button"))
    page.keyboard.press("Enter")
    page.locator(f"#row-{row.code}.sweep-kept").wait_for()
    assert page.evaluate("document.activeElement.closest('li').id") == f"row-{row.code}"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_follow_up_visit_by_keyboard_alone(house, place, width):
    row = followup.enrolled_participant(place)
    followup.surgery(row, date(2026, 3, 3))
    for code in ("SCR", "BL", "SURG", "POD30"):
        casebook.visit_done(row, code, date(2026, 3, 3))
    house.on("2026-06-10")
    page = house.signed_in("nurse", width=width)
    house.go(page, "/trials/hcc-neo/worklist/?show=closing")
    go_by(page, "Open visit", exact=False)
    enter(page, "Record the visit")
    for name, value in ANSWERS.items():
        type_answer(page, name, value)
    paste(page, "followup_afp", "12\t14\t\n")
    type_answer(page, "followup_albumin", "41")
    enter(page, "Mark complete")
    with casebook.seeing(place):
        visit = Visit.objects.get(participant=row, visit="M03")
        form = FormRecord.objects.get(participant=row, visit="M03")
    assert (visit.visit_date, form.status) == (date(2026, 6, 10), "complete")
    labs = ("followup_afp", "followup_bilirubin", "followup_albumin")
    assert [form.data[name]["entered"] for name in labs] == ["12", "14", "41"]


def paste(page, name, row):
    """As the clipboard of a spreadsheet has it: cells parted by tabs, a line end after the last."""
    reach(page, page.locator(f"[name='{name}']"))
    page.evaluate(
        """row => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", row);
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        row,
    )


ANSWERS = {
    "contact_mode": "clinic",
    "followup_ecog": "1",
    "adjuvant_since": "no",
    "events_since": "no",
}
