"""A question about one value, from raised to closed, by two people at their own desks."""

import pytest

from tests.browser.browsing import follow, press, settle, shown
from tests.factories import enrollment
from trials.models import SiteActivation

FORM = "/trials/hcc-neo/participants/{code}/forms/screening_laboratory/?visit=SCR"


@pytest.fixture
def code(house):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    return enrollment.screened_participant(place).code


def test_raised_beside_the_value_accepted_in_one_click_and_answered_to_the_end(house, code):
    manager, nurse = house.signed_in("datamanager"), house.signed_in("nurse", width=360)
    for_both = FORM.format(code=code)
    house.go(manager, for_both)
    ask(manager, "bilirubin", "The report says 13.", suggests="13")
    ask(manager, "albumin", "Which laboratory?")

    house.go(nurse, for_both)
    press(nurse, "Accept it")
    assert "13 µmol/L" in nurse.locator("#field-bilirubin").inner_text()
    assert "settled by a correction" in shown(nurse)
    row = nurse.locator("#field-albumin")
    row.locator("textarea").fill("Ours, report 17.")
    row.get_by_role("button", name="Send the answer").click()

    house.go(manager, "/trials/hcc-neo/queries/")
    assert "waits for a reviewer" in shown(manager)
    follow(manager, code)
    assert "Ours, report 17." in shown(manager)
    press(manager, "Close the query")
    house.go(manager, "/trials/hcc-neo/queries/")
    assert "No query waits" in shown(manager)


def ask(page, item, text, suggests=""):
    row = page.locator(f"#field-{item}")
    row.get_by_role("link", name="Raise a query").click()
    row.locator("[name='query-text']").fill(text)
    if suggests:
        row.locator(f"[name='{item}']").fill(suggests)
    row.get_by_role("button", name="Raise the query").click()
    page.get_by_text("The query is raised.").wait_for()
    # The words come before the scripts, without which the next link leads to a page of its own.
    settle(page)
