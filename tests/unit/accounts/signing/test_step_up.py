"""Whoever comes through the hospital has no password here. These tests rest on what the sign-in
library notes; tests/unit/enrollment/views/test_signing_at_the_hospital.py asks a real provider."""

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.signing import step_up
from accounts.signing.identification import WrongComponent
from audit.domain.signing import Content
from audit.models import RefusedSigning
from tests.factories import people
from tests.unit.accounts.signing.conftest import SHOWN, code_of

OTHER = Content(value="something else").as_shown()


@pytest.fixture
def guest(desk):
    with people.setting_up():
        desk.user.set_unusable_password()
        desk.user.save()
    return desk


def asks(guest, shown=SHOWN):
    step_up.ask(guest.request(), shown=shown, at=timezone.now())


def confirms(guest, method="mfa", **more):
    more = more or {"type": "totp", "reauthenticated": True}
    record_authentication(guest.request(), guest.user, method, **more)


def signs(guest, shown=SHOWN):
    return guest.sign(user_id=guest.user.username, shown=shown)


def test_a_fresh_confirmation_for_this_content_signs(guest, later):
    asks(guest)
    later(1)
    confirms(guest)
    later(2)
    assert signs(guest).components == ("user name", "totp")


@pytest.fixture
def linked(guest, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{"provider_id": "login.hospital", "name": "Hospital"}]}
    }
    SocialAccount.objects.create(user=guest.user, provider="login.hospital", uid="1")
    return {"provider": "login.hospital", "uid": "1"}


def test_the_hospital_counts_where_it_asked_again(guest, linked):
    asks(guest)
    confirms(guest, "socialaccount", reauthenticated=True, **linked)
    assert signs(guest).components == ("user name", "hospital")


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("socialaccount", {"provider": "login.hospital"}),
        ("socialaccount", {"provider": "elsewhere", "reauthenticated": True}),
        ("mfa", {"type": "totp", "reauthenticated": True}),
    ],
)
def test_with_a_hospital_behind_the_account_nothing_less_counts(guest, linked, method, more):
    asks(guest)
    confirms(guest, method, **more)
    with pytest.raises(WrongComponent, match="not confirmed"):
        signs(guest)


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("password", {"reauthenticated": True}),
        ("socialaccount", {"provider": "hospital", "reauthenticated": True}),
        ("mfa", {"type": "totp"}),
        ("mfa", {"type": "recovery_codes", "reauthenticated": True}),
    ],
)
def test_anything_less_does_not(guest, method, more):
    asks(guest)
    confirms(guest, method, **more)
    with pytest.raises(WrongComponent, match="not confirmed"):
        signs(guest)
    assert RefusedSigning.objects.get().why == "step_up"


def test_not_without_asking_for_it(guest):
    confirms(guest)
    with pytest.raises(WrongComponent):
        signs(guest)


def test_not_when_it_came_before_the_question(guest, later):
    confirms(guest)
    later(1)
    asks(guest)
    with pytest.raises(WrongComponent):
        signs(guest)


def test_not_for_other_content(guest):
    asks(guest)
    confirms(guest)
    with pytest.raises(WrongComponent):
        signs(guest, OTHER)


def test_not_after_two_minutes(guest, later):
    asks(guest)
    confirms(guest)
    later(3)
    with pytest.raises(WrongComponent):
        signs(guest)


def test_once(guest):
    asks(guest)
    confirms(guest)
    signs(guest)
    with pytest.raises(WrongComponent):
        signs(guest)


class TestThePage:
    @pytest.fixture
    def visitor(self, guest):
        client = Client()
        client.force_login(guest.user)
        return client

    def test_it_leads_through_the_sign_in_librarys_own_question(self, guest, secret, visitor):
        """Ask, answer the code, come back: the very records `given` reads."""
        sent = {"shown": SHOWN.token(), "next": "/jobs/"}
        answer = visitor.post(reverse("confirm_signing"), sent)
        assert answer["Location"] == reverse("account_reauthenticate") + "?next=%2Fjobs%2F"
        asked = visitor.get(answer["Location"])["Location"]
        assert asked.startswith(reverse("mfa_reauthenticate"))
        back = visitor.post(asked, {"code": code_of(secret), "next": "/jobs/"})
        assert back["Location"] == "/jobs/"
        guest.session = visitor.session
        assert signs(guest).components == ("user name", "totp")

    @pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", ""])
    def test_nobody_is_sent_to_another_house(self, secret, visitor, back):
        answer = visitor.post(reverse("confirm_signing"), {"shown": "x", "next": back})
        assert "evil" not in answer["Location"]

    def test_who_has_nothing_to_confirm_by_is_told(self, visitor):
        answer = visitor.post(reverse("confirm_signing"), {"shown": "x", "next": "/jobs/"})
        assert answer.status_code == 409
        assert "Set up a second factor" in answer.content.decode()
