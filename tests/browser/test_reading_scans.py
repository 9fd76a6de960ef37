"""A scan read by two readers who disagree, and decided by a third."""

from datetime import date

from audit.acts import acting
from followup.actions import assessments
from tests.browser.browsing import answer, answer_all, follow, press, shown
from tests.factories import casebook, enrollment, followup, people, protocols
from trials.domain.roles import Role
from trials.models import SiteActivation

READERS = ("anna", "bela", "cora")


def test_a_scan_is_read_by_two_and_adjudicated(house):
    given_a_scan_of_a_trial_that_asks_for_two_readers(house)
    when_two_readers_disagree(house)
    then_a_third_decides_without_knowing_them(house)
    then_the_data_manager_sees_who_read_what(house)


def given_a_scan_of_a_trial_that_asks_for_two_readers(house):
    house.on("2026-01-08")
    version = protocols.amended("hcc-neo", **{"reading: single": "reading: double"})
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    protocols.in_force(version, place, date(2026, 1, 3))
    row = enrollment.enrolled_participant(place)
    house.code = row.code
    for name in READERS:
        people.delegated(Role.READER, place, people.user(name))
    house.on("2026-01-12")
    nurse, today = casebook.member(place), date(2026, 1, 12)
    with acting(by=nurse, action="tests.scan", activations=[place.pk]):
        scan = followup.scan_of(today, "equivocal")
        assessments.record(
            participant=row, scan=scan, by=nurse, at=casebook.instant(date(2026, 1, 12))
        )


def queue_of(house, name):
    page = house.signed_in(name)
    house.go(page, "/trials/hcc-neo/reads/")
    return page


def read(house, name, **answers):
    page = queue_of(house, name)
    follow(page, house.code)
    answer(page, "adequate", "yes")
    answer_all(page, answers)
    press(page, "Keep the read")
    assert "The read is kept." in shown(page)
    return page


def when_two_readers_disagree(house):
    read(house, "anna", finding="none")
    read(house, "bela", finding="recurrence", location="intrahepatic")


def then_a_third_decides_without_knowing_them(house):
    page = queue_of(house, "cora")
    assert "to decide between two reads" in shown(page)
    follow(page, house.code)
    assert "New lesion: recurrence, Intrahepatic" in shown(page)
    assert "Bela" not in shown(page)
    page.close()
    read(house, "cora", finding="recurrence", location="intrahepatic")


def then_the_data_manager_sees_who_read_what(house):
    page = house.signed_in("datamanager")
    house.go(page, "/trials/hcc-neo/reads/agreement/")
    assert "Adjudicated" in shown(page)
    assert "Anna · Bela" in shown(page)
