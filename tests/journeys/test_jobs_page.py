"""A person watches a job in the browser: the page moves by itself, then stands still."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from jobs import actions, clock
from jobs.models import Job
from tests.browser.conftest import browser_type_launch_args, faults, opened
from tests.factories import people
from tests.journeys import slow_job
from tests.journeys.house import now, wait_for, wait_until_done

__all__ = ["browser_type_launch_args", "faults", "opened"]
pytestmark = pytest.mark.browser


@pytest.fixture
def server(house):
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def signed_in(opened, server):
    """A browser in which this person is signed in."""

    def sign_in(person, **reader):
        client = Client()
        client.force_login(person)
        page = opened(f"{server.url}{reverse('account_login')}", **reader)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": server.url}]
        )
        return page

    return sign_in


def slow(person, *, tenths: int) -> Job:
    request = {"kind": slow_job.KIND, "key": f"slow:{tenths}", "payload": {"tenths": tenths}}
    return actions.submit(**request, by=person, at=clock.now())


def polls_of(page) -> list[str]:
    polls: list[str] = []
    page.on("request", lambda sent: polls.append(sent.headers.get("x-polling", "")))
    return polls


def test_page_follows_the_job_to_its_result_and_then_asks_no_more(signed_in, server, faults):
    person = people.user()
    page = signed_in(person)
    # Each part long enough that a busy machine asks at least once during it.
    job = slow(person, tenths=60)
    page.goto(f"{server.url}{job.get_absolute_url()}")
    polls = polls_of(page)
    page.get_by_text("Running").wait_for()
    page.get_by_text(slow_job.WRITING).wait_for()
    assert faults(page) == []
    page.get_by_role("link", name="Open the result").wait_for()
    assert page.get_by_text("Done").is_visible()
    assert page.get_by_role("button", name="Cancel").count() == 0
    assert faults(page) == []
    asked = len(polls)
    page.wait_for_timeout(2500)
    assert polls == ["1"] * asked


def test_job_is_canceled_from_its_page(signed_in, server, house, faults):
    person = people.user()
    page = signed_in(person, width=360, dark=True)
    job = slow(person, tenths=50)
    wait_for(job, slow_job.WORKING)
    page.goto(f"{server.url}{job.get_absolute_url()}")
    page.get_by_role("button", name="Cancel").click()
    wait_until_done([job])
    page.get_by_text("Canceled").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults(page) == []
    assert (now(job).state, house.effects()) == ("canceled", [])
