"""The investigator has no password here: the hospital, a process of its own, asks again."""

import pytest
from allauth.mfa.totp.internal import auth as totp

from audit.models import RefusedSigning
from enrollment.models import EligibilityDecision
from tests.factories import people
from tests.factories.casebook import seeing
from tests.hospital.visiting import guest, hospital_server
from tests.unit.accounts.signing.conftest import code_of
from tests.unit.enrollment.views.conftest import at, words
from tests.unit.enrollment.views.test_eligibility import PAGE, typed

__all__ = ["guest", "hospital_server"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(guest, investigator):
    with people.setting_up():
        investigator.email = "lin@example.org"
        investigator.set_unusable_password()
        investigator.save()
    guest.sign_in("lin.mei")
    return investigator


@pytest.fixture
def sent(doctor, screened):
    return typed(doctor, screened, password="", next=at(PAGE, screened))


def asks(guest, sent):
    """The button beside the signature, up to the hospital's door."""
    answer = guest.client.post("/accounts/signing/confirm/", sent)
    assert answer["Location"].startswith("/accounts/hospital/confirm/")
    return guest.client.get(answer["Location"])


def signs(guest, screened, sent):
    return guest.client.post(at(PAGE, screened), sent)


def decisions(screened):
    with seeing(screened.activation):
        return list(EligibilityDecision.objects.all())


def test_asked_again_there_the_investigator_signs_what_was_shown(guest, screened, sent):
    page = words(guest.client.get(at(PAGE, screened)))
    assert "Confirm that it is you" in page
    assert 'name="password"' not in page
    asked = asks(guest, sent)
    assert "prompt=login" in asked["Location"]
    assert "max_age=0" in asked["Location"]
    assert guest.follow(asked)["Location"] == at(PAGE, screened)
    assert signs(guest, screened, sent).status_code == 302
    assert "Signature holds" in words(guest.client.get(at(PAGE, screened)))
    [decision] = decisions(screened)
    assert decision.signature.components == "user name hospital"


def test_signing_in_there_does_not_sign(guest, screened, sent):
    """The hospital's open session may nod a sign-in through."""
    guest.client.post("/accounts/signing/confirm/", sent)
    guest.sign_in("lin.mei")
    answer = signs(guest, screened, sent)
    assert answer.status_code == 422
    assert "You have not confirmed that it is you" in words(answer)


def test_a_hospital_that_did_not_ask_again_confirms_nothing(guest, screened, sent):
    guest.let_through_unasked()
    answer = guest.follow(asks(guest, sent))
    assert answer.status_code == 403
    assert (
        "let you through without asking again: it asked last at 2026-01-08 00:59:55 UTC"
        in words(answer)
    )
    assert f'href="{at(PAGE, screened)}"' in words(answer)
    assert signs(guest, screened, sent).status_code == 422
    assert (RefusedSigning.objects.get().why, decisions(screened)) == ("step_up", [])


def test_an_answer_meant_for_another_request_confirms_nothing(guest, screened, sent):
    """A code that was fetched for somebody else's question, slipped into this browser."""
    mine, other = asks(guest, sent)["Location"], asks(guest, sent)["Location"]
    nonces = [address.split("nonce=")[1].split("&")[0] for address in (mine, other)]
    swapped = {"Location": mine.replace(*nonces)}
    assert "could not be used" in words(guest.follow(swapped))
    assert signs(guest, screened, sent).status_code == 422


def test_a_colleague_cannot_confirm(guest, screened, sent):
    asked = asks(guest, sent)
    guest.who = "hearsay"
    assert "as somebody else than who is signed in here" in words(guest.follow(asked))
    assert signs(guest, screened, sent).status_code == 422


def test_the_second_factor_belongs_to_the_first_signing(guest, doctor, screened, sent):
    secret = totp.generate_totp_secret()
    with people.setting_up():
        totp.TOTP.activate(doctor, secret)
    guest.follow(asks(guest, sent))
    assert "code is not right" in words(signs(guest, screened, sent | {"code": "000000"}))
    answer = signs(guest, screened, sent | {"code": code_of(secret)})
    assert answer.status_code == 302


def test_the_hospital_unlocks_the_screen(guest, doctor, clock, settings):
    settings.IDLE_MINUTES = 0.1
    clock.shift(20)
    locked = guest.client.get("/jobs/")
    assert locked["Location"].startswith("/accounts/reauthenticate/")
    there = guest.client.get(locked["Location"])
    assert there["Location"].startswith("/accounts/hospital/confirm/")
    back = guest.follow(guest.client.get(there["Location"]))
    assert (back["Location"], guest.client.get("/jobs/").status_code) == ("/jobs/", 200)
