import pytest
from django.urls import reverse

from enrollment.models import ScreeningClosure
from tests.factories import casebook, enrollment
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE, REOPEN, ELIGIBILITY = "enrollment:closing", "enrollment:reopen", "enrollment:eligibility"


def test_the_nurse_closes_somebody_who_declined_and_reopens_it(site, as_role):
    row, nurse = casebook.participant(site), as_role(Role.NURSE)
    assert "Not to be enrolled? Close screening" in words(nurse.get(at(ELIGIBILITY, row)))
    page = words(nurse.get(at(PAGE, row)))
    assert "Declined to take part" in page
    assert "E2 " in page
    typed = {"code": "declined", **day("closed_date", "2026-01-08")}
    assert nurse.post(at(PAGE, row), typed)["Location"] == at(PAGE, row)
    page = words(nurse.get(at(PAGE, row)))
    assert "Screening is closed" in page
    assert "Reopen screening" in page
    assert "Reason, and reopening" in words(nurse.get(at(ELIGIBILITY, row)))
    refused = nurse.post(at(REOPEN, row), {"reason": ""})
    assert refused.status_code == 422
    assert "Not reopened" in words(refused)
    assert nurse.post(at(REOPEN, row), {"reason": "Came back"})["Location"] == at(ELIGIBILITY, row)
    page = words(nurse.get(at(PAGE, row)))
    assert "2026-01-08 (declined); reopened by" in page
    assert "Came back" in page


def test_what_is_wrong_is_said_and_nothing_is_closed(site, as_role):
    row, nurse = casebook.participant(site), as_role(Role.NURSE)
    answer = nurse.post(at(PAGE, row), {"code": "other", **day("closed_date", "2026-01-08")})
    assert answer.status_code == 422
    assert "Say which other reason it was." in words(answer)
    answer = nurse.post(at(PAGE, row), {"code": "declined", **day("closed_date", "2025-01-08")})
    assert "between the screening date (2026-01-05) and today" in words(answer)
    with seeing(site):
        assert not ScreeningClosure.objects.exists()


def test_who_only_reads_sees_how_it_stands(site, as_role):
    row, monitor = casebook.participant(site), as_role(Role.MONITOR)
    assert "A nurse or an investigator of the site closes it." in words(monitor.get(at(PAGE, row)))
    enrolled = enrollment.enrolled_participant(site)
    assert "Nothing to close" in words(as_role(Role.PI).get(at(PAGE, enrolled)))


def test_the_interface_closes_reopens_and_lists(site, as_role):
    row, nurse = casebook.participant(site), as_role(Role.NURSE)

    def post(name, key, **fields):
        return nurse.post(
            at(name, row), fields, "application/json", headers={"Idempotency-Key": key * 8}
        )

    assert nurse.get(at("api-closing", row)).json() == {"closure": None}
    made = post("api-closing", "a", code="declined", closed_date="2026-01-08")
    assert made.status_code == 201
    assert made.json()["closure"]["code"] == "declined"
    assert post("api-closing", "b", code="declined", closed_date="2026-01-08").status_code == 409
    log = reverse("api-screening-log", args=["hcc-neo"])
    (line,) = nurse.get(log, {"reason": "declined"}).json()["results"]
    assert (line["participant"], line["status"]) == (row.code, "not_enrolled")
    assert line["reasons"] == ["declined"]
    assert nurse.get(log, {"reason": "other"}).json()["count"] == 0
    assert nurse.get(log).json()["count"] == 1
    assert post("api-reopening", "c", reason="Came back").json()["reopened_reason"] == "Came back"
