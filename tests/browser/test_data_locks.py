"""A form is locked, and opened again by two people at their own desks."""

import pytest

from tests.browser.browsing import follow, press, shown
from tests.factories import enrollment
from trials.models import SiteActivation

FORM = "/trials/hcc-neo/participants/{code}/forms/screening_laboratory/?visit=SCR"


@pytest.fixture
def code(house):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    return enrollment.screened_participant(place).code


def test_locked_asked_for_with_a_reason_and_opened_by_another(house, code):
    manager, sponsor, nurse = (house.signed_in(one) for one in ("datamanager", "sponsor", "nurse"))
    form = FORM.format(code=code)
    house.go(manager, form)
    follow(manager, "Lock this form")
    press(manager, "Lock it")
    house.go(nurse, form)
    assert nurse.get_by_role("button", name="Correct").count() == 0
    follow(nurse, "the lock")
    assert nurse.locator("main button").count() == 0

    manager.fill("[name=reason]", "The laboratory corrected its report.")
    press(manager, "Ask to unlock")
    assert manager.get_by_role("button", name="Approve the unlock").count() == 0
    house.go(sponsor, "/trials/hcc-neo/locks/")
    assert "The laboratory corrected its report." in shown(sponsor)
    follow(sponsor, code)
    press(sponsor, "Approve the unlock")
    assert "Released" in shown(sponsor)
    house.go(nurse, form)
    press(nurse, "Correct")
    assert "Review the correction" in shown(nurse)
