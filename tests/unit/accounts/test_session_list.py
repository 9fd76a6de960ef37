"""Where somebody is signed in: kept to the minute, without a write for each look at a page."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    client.get(PAGE)
    return client


def writes_of(client) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        client.get(PAGE)
    return [one["sql"] for one in seen if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_look_at_a_page_writes_nothing(at_desk):
    assert writes_of(at_desk) == []


def test_it_is_right_to_the_minute(at_desk, clock):
    clock.shift(timedelta(seconds=59))
    at_desk.get(PAGE)
    first = UserSession.objects.get().last_seen_at
    clock.shift(timedelta(seconds=2))
    at_desk.get(PAGE)
    assert UserSession.objects.get().last_seen_at - first == timedelta(seconds=61)


def test_a_new_key_is_listed_at_once(at_desk):
    session = at_desk.session
    session.cycle_key()
    session.save()
    at_desk.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    at_desk.get(PAGE)
    assert session.session_key in UserSession.objects.values_list("session_key", flat=True)
