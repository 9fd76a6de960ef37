import pytest
import time_machine

from audit.acts import acting
from tests.factories import people

pytestmark = pytest.mark.django_db
MINUTE = 60


def text(response) -> str:
    return response.content.decode()


def test_the_right_password_opens_the_house(client, nurse, sign_in):
    assert client.get("/").status_code == 302
    assert sign_in().headers["Location"] == "/"
    assert client.get("/preferences/").status_code == 405


def test_each_sign_in_is_the_persons_own_act(nurse, sign_in):
    sign_in()
    event = nurse.events.latest("pgh_id")
    assert event.pgh_context["action"] == "accounts.sign_in"
    assert event.pgh_context["user"] == str(nurse.pk)
    assert event.last_login is not None


def test_the_session_gets_a_new_key_at_sign_in(client, nurse, sign_in):
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "by somebody who knows the key"
    session.save()
    known = session.session_key
    client.cookies["concord_sessionid"] = known
    sign_in()
    assert client.session.session_key != known
    assert not client.session.exists(known)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_house(nurse, sign_in, back):
    assert sign_in(next=back).headers["Location"] == "/"


def test_a_wrong_password_tells_nothing_of_the_account(nurse, sign_in):
    wrong, unknown = sign_in(password="guess"), sign_in(username="nobody", password="guess")
    assert wrong.status_code == unknown.status_code == 200
    told = [text(r).split('role="alert"')[1].split("</div>")[0] for r in (wrong, unknown)]
    assert told[0] == told[1]


def guess(sign_in, times: int, username="lin"):
    return [sign_in(username=username, password=f"guess {n}") for n in range(times)]


def test_after_five_wrong_passwords_the_door_says_how_long(nurse, sign_in):
    last = guess(sign_in, 5)[-1]
    assert last.status_code == 429
    assert "15 minutes" in text(last)
    assert last.headers["Retry-After"] == "900"


def test_the_right_password_does_not_open_a_locked_door(client, nurse, sign_in):
    guess(sign_in, 5)
    assert sign_in().status_code == 429
    assert "_auth_user_id" not in client.session


def test_the_door_opens_again_after_a_quarter_of_an_hour(nurse, sign_in):
    with time_machine.travel("2026-03-02T01:00:00Z") as clock:
        guess(sign_in, 5)
        clock.shift(14 * MINUTE)
        assert sign_in().status_code == 429
        clock.shift(16 * MINUTE)
        assert sign_in().status_code == 302


def test_others_come_in_while_one_name_is_locked(nurse, sign_in):
    people.user("wang")
    guess(sign_in, 5)
    assert sign_in(username="wang").status_code == 302


def test_a_name_nobody_has_is_locked_alike(nurse, sign_in):
    assert guess(sign_in, 5, username="nobody")[-1].status_code == 429


def test_a_closed_account_does_not_come_in(client, nurse, sign_in):
    with acting(by=people.SETUP, action="tests.close"):
        nurse.is_active = False
        nurse.save()
    sign_in()
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db):
    assert client.post("/accounts/signup/", {"username": "me"}).status_code in (200, 403)
    assert client.get("/accounts/email/").status_code == 404
    from accounts.models import User

    assert not User.objects.filter(username="me").exists()
