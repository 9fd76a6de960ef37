"""Against a real provider, in a process of its own: tests/hospital."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.urls import reverse

from accounts.models import User
from tests.factories import people
from tests.hospital.visiting import NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(db):
    """Invited, and has set no password."""
    person = people.user("lin")
    with people.setting_up():
        person.set_unusable_password()
        person.save()
    return person


def is_signed_in(guest, person):
    return guest.client.session.get("_auth_user_id") == str(person.pk)


def words(answer):
    return " ".join(answer.content.decode().split())


def acts(person):
    return [event.pgh_context["action"] for event in person.events.order_by("pgh_id")]


def test_the_door_offers_it_only_where_it_is_configured(guest, client, settings):
    assert f"Sign in through {NAME}" in words(client.get("/accounts/login/"))
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "hospital/sign-in" not in words(client.get("/accounts/login/"))
    assert client.post("/accounts/hospital/sign-in/").status_code == 404


def test_an_invited_person_comes_in_and_stays_known(guest, lin):
    assert guest.sign_in("lin.mei", next="/jobs/")["Location"] == "/jobs/"
    assert is_signed_in(guest, lin)
    assert acts(lin)[-2:] == ["accounts.connect_identity", "accounts.sign_in"]
    linked = SocialAccount.objects.get(user=lin)
    assert (linked.extra_data, SocialToken.objects.count()) == ({}, 0)
    with people.setting_up():
        User.objects.filter(pk=lin.pk).update(email="married@example.org")
    guest.client.logout()
    assert guest.sign_in("lin.mei").status_code == 302
    assert is_signed_in(guest, lin)
    linked.refresh_from_db()
    assert linked.extra_data == {}


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("stranger", "Nobody has invited stranger@example.org to Concord"),
        ("hearsay", "does not vouch for an e-mail address"),
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(guest, lin, who, told):
    answer = guest.sign_in(who)
    assert answer.status_code == 403
    assert told in words(answer)
    assert "_auth_user_id" not in guest.client.session
    assert (User.objects.filter(email__startswith=who).count(), acts(lin)[-1]) == (
        0,
        "tests.set_up",
    )


def test_an_address_two_accounts_have_opens_neither(guest, lin):
    with people.setting_up():
        User.objects.create_user(username="lin2", email="Lin@example.org", printed_name="Lin")
    assert "More than one account has the address" in words(guest.sign_in("lin.mei"))


def test_an_address_that_passed_to_somebody_else_does_not_open_the_account(guest, lin):
    guest.sign_in("lin.mei")
    guest.client.logout()
    guest.hospital.cookies.clear()
    answer = guest.sign_in("new.hand")
    assert answer.status_code == 403
    assert "connected otherwise already" in words(answer)
    assert not is_signed_in(guest, lin)


def test_a_closed_account_does_not_come_in(guest, lin):
    guest.sign_in("lin.mei")
    guest.client.logout()
    with people.setting_up():
        User.objects.filter(pk=lin.pk).update(is_active=False)
    guest.sign_in("lin.mei")
    assert not is_signed_in(guest, lin)


def test_the_second_factor_is_asked_as_of_everybody(guest, lin):
    with people.setting_up():
        totp.TOTP.activate(lin, totp.generate_totp_secret())
    assert guest.sign_in("lin.mei")["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(guest, lin)


def test_a_signed_in_person_connects_whatever_the_address_and_takes_it_away(guest, settings):
    wang = people.user("wang")
    door = {"login": "wang", "password": people.PASSWORD}
    guest.client.post("/accounts/login/", door)
    assert "Not connected" in words(guest.client.get("/accounts/hospital/"))
    guest.who = "hearsay"
    connected = guest.follow(guest.client.post("/accounts/hospital/connect/"))
    assert connected["Location"] == "/accounts/hospital/"
    assert "Take it away" in words(guest.client.get("/accounts/hospital/"))
    guest.client.post("/accounts/hospital/disconnect/")
    assert not SocialAccount.objects.filter(user=wang).exists()
    assert acts(wang)[-1] == "accounts.disconnect_identity"


def test_without_a_password_it_is_not_taken_away(guest, lin):
    guest.sign_in("lin.mei")
    answer = guest.client.post("/accounts/hospital/disconnect/")
    assert answer.status_code == 409
    assert "set a password first" in words(answer)
    assert SocialAccount.objects.filter(user=lin).exists()


def test_turning_back_there_is_told(guest):
    asked = guest.client.post("/accounts/hospital/sign-in/")["Location"]
    state = asked.split("state=")[1].split("&")[0]
    callback = f"/accounts/oidc/{guest.server[7:].replace(':', '-')}/login/callback/"
    answer = guest.client.get(callback, {"state": state, "error": "access_denied"})
    assert "You turned back" in words(answer)
    forged = guest.client.get(callback, {"state": "forged", "code": "1"})
    assert (forged.status_code, "could not be used" in words(forged)) == (403, True)


def test_a_server_that_does_not_answer_is_named(guest, settings):
    house = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    house["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = guest.client.post("/accounts/hospital/sign-in/")
    assert answer.status_code == 409
    assert f"{NAME} cannot be reached" in words(answer)


def test_nobody_is_sent_to_another_house(guest, lin):
    assert guest.sign_in("lin.mei", next="https://evil.example/")["Location"] == "/"
