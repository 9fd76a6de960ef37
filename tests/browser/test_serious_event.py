"""An adverse event that becomes serious, as the nurse and the sponsor meet it."""

from playwright.sync_api import Page

from tests.browser.browsing import answer, answer_all, follow, press, shown
from tests.factories import enrollment
from trials.models import SiteActivation


def test_an_event_becomes_serious(house):
    given_a_nurse_reports_an_event(house)
    when_it_turns_out_to_be_serious(house)
    then_its_clock_runs_until_the_sponsor_is_told(house)
    when_the_sponsor_judges_and_tells_the_authority(house)
    then_the_form_is_drawn_in_both_languages(house)


def given_a_nurse_reports_an_event(house):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    house.code = enrollment.enrolled_participant(place).code
    house.on("2026-01-12")
    house.nurse = house.signed_in("nurse")
    house.go(house.nurse, f"/trials/hcc-neo/participants/{house.code}/records/")
    follow(house.nurse, "Report an event")
    house.nurse.fill("[name=q]", "sepsis")
    press(house.nurse, "Search")
    follow(house.nurse, "Sepsis", exact=True)
    told = {"grade": "3", "onset": "2026-01-10", "outcome": "ongoing"}
    known = {"aware_date": "2026-01-12", "aware_time": "08:15", "causality_lenvatinib": "related"}
    answer_all(house.nurse, {**told, **known})
    press(house.nurse, "Record")
    assert "Tell the sponsor" not in shown(house.nurse)


def when_it_turns_out_to_be_serious(house):
    """One toggle on the same record; nothing is entered twice."""
    follow(house.nurse, "Open the event")
    assert "Not serious" in shown(house.nurse)
    follow(house.nurse, "Correct, or make it serious")
    answer_all(house.nurse, {"seriousness": ("life_threatening",), "correction-why": "later"})
    press(house.nurse, "Save the correction")


def then_its_clock_runs_until_the_sponsor_is_told(house):
    assert "Tell the sponsor: 23 hours left" in shown(house.nurse)
    follow(house.nurse, "Reports, clocks and PDF")
    assert "by 2026-01-13 08:15, site time" in shown(house.nurse)
    note(house.nurse, recipient="sponsor", stage="initial")
    assert "Told in time" in shown(house.nurse)
    assert "by 2026-01-19 23:59, site time" in shown(house.nurse)


def note(page: Page, *, recipient: str, stage: str) -> None:
    answer(page, "report-recipient", recipient)
    answer(page, "report-stage", stage)
    press(page, "Note the report")


def when_the_sponsor_judges_and_tells_the_authority(house):
    house.on("2026-01-14")
    house.sponsor = sponsor = house.signed_in("sponsor")
    house.go(sponsor, "/trials/hcc-neo/serious-events/")
    assert "Time is running Fatal or life-threatening SUSAR" in " ".join(shown(sponsor).split())
    follow(sponsor, house.code)
    answer(sponsor, "judgment-causality_lenvatinib", "related")
    answer(sponsor, "judgment-expected", "no")
    press(sponsor, "Record the judgment")
    note(sponsor, recipient="authority", stage="initial")
    assert shown(sponsor).count("Told in time") == 2


def then_the_form_is_drawn_in_both_languages(house):
    for words in ("PDF in English", "PDF in Chinese"):
        with house.sponsor.expect_download() as loading:
            house.sponsor.locator("main").get_by_role("link", name=words).click()
        assert loading.value.path().read_bytes().startswith(b"%PDF")
