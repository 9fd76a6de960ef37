from datetime import timedelta

import pytest
import time_machine

from tests.factories import people

pytestmark = pytest.mark.django_db
START = "2026-03-02T01:00:00Z"
PAGE = "/jobs/"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def at_desk(clock, nurse, client, sign_in):
    sign_in()
    return client


def minutes(clock, number: float) -> None:
    clock.shift(timedelta(minutes=number))


def locked(response) -> bool:
    return response.headers.get("Location", "").startswith("/accounts/reauthenticate/")


def test_who_keeps_working_is_not_asked(at_desk, clock):
    for _ in range(8):
        minutes(clock, 14)
        assert not locked(at_desk.get(PAGE))


def test_after_a_quarter_of_an_hour_the_password_is_asked(at_desk, clock):
    minutes(clock, 16)
    answer = at_desk.get("/trials/hcc/?tab=forms")
    assert answer.headers["Location"] == (
        "/accounts/reauthenticate/?next=%2Ftrials%2Fhcc%2F%3Ftab%3Dforms"
    )


def test_a_look_at_the_locked_screen_does_not_unlock_it(at_desk, clock):
    minutes(clock, 16)
    at_desk.get("/accounts/reauthenticate/")
    at_desk.get("/accounts/2fa/")
    assert locked(at_desk.get(PAGE))


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/"]
)
def test_the_account_pages_are_locked_too(at_desk, clock, path):
    minutes(clock, 16)
    assert locked(at_desk.get(path))


def test_the_password_unlocks_and_leads_back(at_desk, clock):
    minutes(clock, 16)
    answer = at_desk.post(
        "/accounts/reauthenticate/", {"password": people.PASSWORD, "next": "/trials/hcc/"}
    )
    assert answer.headers["Location"] == "/trials/hcc/"
    assert not locked(at_desk.get(PAGE))


def test_a_wrong_password_leaves_it_locked(at_desk, clock):
    minutes(clock, 16)
    at_desk.post("/accounts/reauthenticate/", {"password": "guess"})
    assert locked(at_desk.get(PAGE))


def test_what_was_posted_to_a_locked_screen_is_not_done(at_desk, clock):
    minutes(clock, 16)
    answer = at_desk.post(PAGE, {"value": "12"})
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=%2F"


def test_a_part_of_a_page_sends_the_whole_page_to_the_password(at_desk, clock):
    minutes(clock, 16)
    answer = at_desk.get(PAGE, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/accounts/reauthenticate/")


def test_the_api_is_told_in_its_own_words(at_desk, clock):
    minutes(clock, 16)
    answer = at_desk.get("/api/v1/trials/")
    assert (answer.status_code, answer.json()["refusal"]) == (401, "SignInAgain")


def test_a_page_that_asks_by_itself_does_not_keep_the_screen_open(at_desk, clock):
    for _ in range(4):
        minutes(clock, 5)
        answer = at_desk.get(PAGE, headers={"X-Polling": "1", "HX-Request": "true"})
    assert "HX-Redirect" in answer.headers


def test_after_twelve_hours_the_session_ends_however_busy(at_desk, clock):
    for _ in range(12 * 5):
        minutes(clock, 12)
        at_desk.get(PAGE)
    minutes(clock, 1)
    assert at_desk.get(PAGE).headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in at_desk.session


def test_one_may_always_leave(at_desk, clock):
    minutes(clock, 16)
    at_desk.post("/accounts/logout/")
    assert "_auth_user_id" not in at_desk.session
