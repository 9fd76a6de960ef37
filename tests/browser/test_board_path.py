"""A member of the board, from the sign-in to the signed recommendation that holds enrollment."""

import pytest
import time_machine

from analysis.models import ReportOpening
from enrollment.models import EnrollmentHold
from tests.browser.browsing import answer_all, follow, press, shown
from tests.browser.cast import House
from tests.browser.test_accessibility import released
from tests.factories import people
from trials.models import SiteActivation

AT = "2026-01-08T01:00:00+00:00"
TRIAL = "/trials/hcc-neo/"


@pytest.fixture(scope="module")
def meeting_called(demo_db):
    with time_machine.travel(AT):
        released(SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH"))


@pytest.fixture
def house(meeting_called, site, opened):
    with time_machine.travel(AT) as clock:
        yield House(url=site, opened=opened, clock=clock)


def test_a_board_member_reads_the_closed_report_and_recommends_a_pause(house):
    page = house.signed_in("board")
    house.go(page, f"{TRIAL}board/")
    follow(page, "Meeting 1")
    assert "Prof Dai Hong chairs." in shown(page)
    follow(page, "Closed session")
    assert "Safety" in shown(page)
    house.go(page, f"{TRIAL}board/meetings/1/")
    answer_all(page, {"choice": "pause", "letter": "Wait for the ninety days of all."})
    press(page, "Write it down")
    assert "Signing holds enrollment at once" in shown(page)
    answer_all(page, {"user_id": "board", "password": people.PASSWORD})
    press(page, "Sign the recommendation")
    assert "Signed. Enrollment is on hold from now on." in shown(page)
    assert "Signature holds" in shown(page)
    assert {"", "safety"} <= {one.part for one in ReportOpening.objects.all()}
    assert EnrollmentHold.objects.standing().count() == 1
    doctor = house.signed_in("investigator")
    house.go(doctor, f"{TRIAL}screening/")
    assert "Enrollment is on hold" in shown(doctor)
