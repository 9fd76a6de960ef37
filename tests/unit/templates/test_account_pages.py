"""The door of the house: allauth's pages in our frame."""

import pytest
from django.urls import reverse

from tests.factories import people
from tests.unit.templates.pages import Element, read

pytestmark = pytest.mark.django_db


def drawn(client, name: str, **data: str) -> Element:
    answer = client.post(reverse(name), data) if data else client.get(reverse(name))
    assert answer.status_code == 200
    return read(answer.content.decode())


def labels(page: Element) -> list[str]:
    return [label.text for label in page.one("main").all("label")]


def test_sign_in_asks_for_name_and_password_without_stars(client):
    page = drawn(client, "account_login")
    assert labels(page) == ["Username", "Password"]
    assert page.one("input", name="login").attrs["autocomplete"] == "username"
    assert page.one("input", name="password").attrs["autocomplete"] == "current-password"


def test_refused_sign_in_says_so_first_and_keeps_the_password_out(client):
    page = drawn(client, "account_login", login="nobody", password="wrong-password-1")
    assert page.one("title").text.startswith("Error:")
    assert page.one(role="alert").all("li")
    assert "wrong-password-1" not in str(page)


def test_sign_up_is_by_invitation(client):
    assert "invitation" in drawn(client, "account_signup").one("h1").text


@pytest.mark.parametrize(
    "name", ["account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_pages_before_sign_in_have_one_heading(client, name):
    assert drawn(client, name).one("h1").text


PAGES = ["account_change_password", "mfa_index", "usersessions_list"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_the_account_lead_to_each_other(client, name):
    client.force_login(people.user())
    page = drawn(client, name)
    ways = page.one("nav", class_="section-index")
    assert [way.attrs["href"] for way in ways.all("a")] == [reverse(page) for page in PAGES]
    assert ways.one("a", aria_current="page").attrs["href"] == reverse(name)
