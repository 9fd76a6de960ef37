"""Sessions of arterial infusion: recorded, repeated with another dose, and counted."""

from accounts.models import User
from tests.browser.browsing import answer_all, follow, press, shown
from tests.factories import enrollment, people
from trials.models import SiteActivation

NARROW, WIDE = 360, 1280


def test_sessions_of_infusion_are_recorded_repeated_and_counted(house):
    given_a_participant_before_the_first_session(house)
    when_a_session_is_recorded(house)
    when_the_next_is_the_same_with_less(house)
    then_what_was_given_is_held_against_the_plan(house)
    then_a_session_on_the_same_day_is_refused(house)
    then_the_same_page_fits_a_telephone_in_chinese(house)


def given_a_participant_before_the_first_session(house):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    house.code = enrollment.enrolled_participant(place).code
    house.path = f"/trials/hcc-neo/participants/{house.code}/"


def when_a_session_is_recorded(house):
    house.on("2026-01-12")
    house.nurse = house.signed_in("nurse", width=NARROW)
    house.go(house.nurse, f"{house.path}records/")
    follow(house.nurse, "Record a course")
    given = {"start_date": "2026-01-12", "end_date": "2026-01-12", "dose": "85"}
    answer_all(house.nurse, {"agent": "oxaliplatin", **given})
    house.nurse.select_option("[name=dose_unit]", "mg/m2")
    press(house.nurse, "Record")


def when_the_next_is_the_same_with_less(house):
    """The agent and the dose are there again, to be looked at; the days are not."""
    house.on("2026-02-02")
    house.nurse = house.signed_in("nurse", width=NARROW)
    house.go(house.nurse, f"{house.path}records/")
    follow(house.nurse, "The same again")
    assert house.nurse.input_value("[name=dose]") == "85"
    why = "Neutrophils 0.9 × 10⁹/L"
    answer_all(house.nurse, {"end_date": "2026-02-02", "dose": "65", "stop_reason": why})
    press(house.nurse, "Record")


def then_what_was_given_is_held_against_the_plan(house):
    """85 + 65 in two intervals of 21 days, of 2 × 85 planned: 150 of 170."""
    said = house.nurse.locator("#exposures").inner_text()
    assert "150 mg/m2" in said
    assert "88 %" in said


def then_a_session_on_the_same_day_is_refused(house):
    follow(house.nurse, "The same again")
    answer_all(house.nurse, {"start_date": "2026-02-02", "end_date": "2026-02-02"})
    press(house.nurse, "Record")
    assert "recorded for some of these days already" in shown(house.nurse)


def then_the_same_page_fits_a_telephone_in_chinese(house):
    with people.setting_up():
        User.objects.filter(username="nurse").update(language="zh-hans")
    for width in (NARROW, WIDE):
        house.nurse.set_viewport_size({"width": width, "height": 900})
        house.go(house.nurse, f"{house.path}records/")
        assert "奥沙利铂" in shown(house.nurse)
        assert house.nurse.evaluate("document.documentElement.scrollWidth") <= width
