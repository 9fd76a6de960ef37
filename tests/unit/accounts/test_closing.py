"""A closed account ends at once, wherever it is signed in."""

import re
import time

import pytest
from django.core import mail
from django.test import Client
from knox.models import get_token_model

from accounts import actions, invitations
from accounts.models import User
from tests.factories import people

pytestmark = pytest.mark.django_db
ADDRESS = "https://concord.example/"
NEW_PASSWORD = "a longer horse battery"


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": people.PASSWORD})
    assert client.get("/api/v1/trials/").status_code == 200
    return client


@pytest.fixture
def token(nurse):
    model = get_token_model()
    return model.objects.create(user=nurse, delegation=nurse.delegations.get())[1]


def with_token(token: str) -> int:
    return Client().get("/api/v1/trials/", headers={"Authorization": f"Token {token}"}).status_code


def close(user: User) -> None:
    actions.deactivate(user=user, reason="left the hospital", by=people.SETUP, at=people.NOW)


def test_every_session_and_token_ends_at_once(nurse, token):
    desk, ward = signed_in(nurse), signed_in(nurse)
    assert with_token(token) == 200
    began = time.monotonic()
    close(nurse)
    assert [c.get("/api/v1/trials/").status_code for c in (desk, ward)] == [401, 401]
    assert with_token(token) == 401
    assert time.monotonic() - began < 1
    assert not desk.session.exists(desk.cookies["concord_sessionid"].value)


def test_a_session_saved_by_other_means_is_of_no_use(nurse, client):
    client.force_login(nurse)
    close(nurse)
    assert client.get("/api/v1/trials/").status_code == 401


def test_the_reason_is_in_the_history(nurse):
    close(nurse)
    event = nurse.events.latest("pgh_id")
    assert event.is_active is False
    assert event.pgh_context["reason"] == "left the hospital"


def test_the_name_stays_reserved(nurse):
    close(nurse)
    with pytest.raises(actions.UnableToInvite, match="taken"):
        invite("LIN")


def invite(username: str = "chen") -> User:
    return actions.invite(
        username=username,
        email=f"{username}@example.org",
        printed_name="Chen Jie",
        language="zh-hans",
        by=people.SETUP,
        at=people.NOW,
    )


def test_an_invited_person_has_no_password_yet(db, client):
    invite()
    client.post("/accounts/login/", {"login": "chen", "password": ""})
    assert "_auth_user_id" not in client.session


def link_in_mail() -> str:
    return re.search(r"https?://\S+/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]


def set_password(client: Client, link: str, password: str = NEW_PASSWORD):
    path = link[link.index("/accounts") :]
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0] if form.redirect_chain else path
    return client.post(where, {"password1": password, "password2": password})


def test_the_mailed_link_sets_a_password_once(db, client):
    user = invite()
    assert invitations.send_link(user, address=ADDRESS)
    link = link_in_mail()
    set_password(client, link)
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    set_password(client, link, "yet another horse battery")
    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)


def test_setting_it_is_the_persons_own_act(db, client):
    user = invite()
    invitations.send_link(user, address=ADDRESS)
    set_password(client, link_in_mail())
    context = user.events.latest("pgh_id").pgh_context
    assert (context["action"], context["user"]) == ("accounts.set_password", str(user.pk))


@pytest.mark.parametrize("password", ["short", "password1234", "chen@example.org"])
def test_a_guessable_password_is_refused(db, client, password):
    user = invite()
    invitations.send_link(user, address=ADDRESS)
    set_password(client, link_in_mail(), password)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_a_mail_that_cannot_be_sent_leaves_the_account(db, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert invitations.send_link(invite(), address=ADDRESS) is False
    assert User.objects.filter(username="chen").exists()


def test_a_new_password_ends_the_other_sessions(nurse):
    desk, ward = signed_in(nurse), signed_in(nurse)
    data = {"oldpassword": people.PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert desk.post("/accounts/password/change/", data).status_code == 302
    assert ward.get("/api/v1/trials/").status_code == 401
