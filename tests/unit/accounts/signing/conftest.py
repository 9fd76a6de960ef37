"""A request of somebody signed in, whose session lasts through a test; the clock is ours."""

from datetime import timedelta

import pytest
import time_machine
from allauth.core.context import request_context
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import RequestFactory

from accounts.signing.identification import Typed, identify
from audit.actions import UnableToSign
from audit.acts import acting
from audit.domain.signing import Content
from tests.factories import people

SHOWN = Content(value={"verdict": "eligible"}).as_shown()


class Desk:
    """One person at one screen."""

    def __init__(self, user) -> None:
        self.user, self.session = user, SessionStore()
        self.session.create()
        self.last = None

    def request(self):
        self.last = RequestFactory().post("/sign/")
        self.last.user, self.last.session = self.user, self.session
        return self.last

    def sign(self, *, shown=SHOWN, at=None, alone=False, **typed):
        from django.utils import timezone

        request = self.request()
        with acting(by=self.user, action="tests.sign"), request_context(request):
            try:
                return identify(
                    request, Typed(**typed), shown=shown, at=at or timezone.now(), alone=alone
                )
            except UnableToSign as refusal:
                # Told on the page, in a request that ends well: the note of it stays.
                refused = refusal
        raise refused

    def everything(self, **more):
        return {"user_id": self.user.username, "password": people.PASSWORD, **more}


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def later(clock):
    return lambda minutes: clock.shift(timedelta(minutes=minutes))


@pytest.fixture
def desk(db):
    return Desk(people.user())


@pytest.fixture
def secret(desk):
    """This person has a second factor."""
    made = totp.generate_totp_secret()
    with people.setting_up():
        totp.TOTP.activate(desk.user, made)
    return made


def code_of(secret):
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[0]))
