import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from audit.acts import current
from config import middleware
from config.views import errors
from tests.factories import people
from trials.domain.roles import Role
from trials.models import Trial
from trials.permissions import NotPermitted

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def seen(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.activations', true)")
        return HttpResponse(f"{cursor.fetchone()[0]} {current().action} {current().user}")


def write(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO trials_trial (slug, title_en, title_zh) VALUES ('new', '', '')")
    outcome = request.GET["then"]
    if outcome == "refused":
        raise NotPermitted("Ask the sponsor.")
    if outcome == "row":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO casebook_participant (activation_id, code, number, origin,"
                " screened_date, sex, age_at_screening, screening_reason)"
                " VALUES (0, 'x', 1, 'prospective', now(), 'male', 1, '')"
            )
    if outcome == "bug":
        raise ZeroDivisionError
    if outcome == "away":
        raise OperationalError("the server closed the connection: secret detail")
    return HttpResponse(status=int(outcome))


handler500 = "config.views.errors.server_error"
urlpatterns = [
    path("seen/", seen),
    path("write/", write),
    path("api/write/", write),
    path("", seen, name="home"),
]


@pytest.fixture
def here():
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def browser(client, here):
    client.raise_request_exception = False
    client.force_login(people.delegated(Role.NURSE, here).user)
    return client


def test_the_database_knows_who_asks_and_what_they_reach(browser, here):
    user = browser.session["_auth_user_id"]
    assert browser.get("/seen/").content.decode() == f"{{{here.pk}}} web GET /seen/ {user}"


def test_nobody_reaches_nothing(client, here):
    assert client.get("/seen/").content.decode() == "{} web GET /seen/ anonymous"


def test_after_the_request_the_connection_remembers_nothing(browser):
    browser.get("/seen/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.activations', true), '')")
        assert cursor.fetchone()[0] == ""
    assert current() is None


def kept() -> bool:
    return Trial.objects.filter(slug="new").exists()


@pytest.mark.parametrize("status", [200, 302, 404, 422])
def test_an_answer_keeps_what_was_written(browser, status):
    assert browser.get(f"/write/?then={status}").status_code == status
    assert kept()


def test_an_error_keeps_nothing(browser):
    assert browser.get("/write/?then=bug").status_code == 500
    assert not kept()


def test_an_answer_of_failure_keeps_nothing(browser):
    assert browser.get("/write/?then=503").status_code == 503
    assert not kept()


def test_a_refusal_that_a_page_forgot_is_still_told_and_keeps_nothing(browser):
    answer = browser.get("/write/?then=refused")
    assert answer.status_code == 403
    assert "Ask the sponsor." in answer.content.decode()
    assert not kept()


def test_another_sites_row_is_not_permitted_rather_than_an_error(browser):
    answer = browser.get("/write/?then=row")
    assert answer.status_code == 403
    assert "row-level" not in answer.content.decode()
    assert not kept()


def test_a_database_that_is_away_is_told_without_detail(browser):
    answer = browser.get("/write/?then=away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "secret" not in answer.content.decode()
    assert not kept()


@pytest.mark.parametrize(("then", "status"), [("away", 503), ("bug", 500)])
def test_programs_are_told_in_json(browser, then, status):
    answer = browser.get(f"/api/write/?then={then}")
    assert (answer.status_code, answer.json()["refusal"]) == (status, "ServerError")


def test_outside_an_exception_it_is_our_fault():
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_a_signed_in_persons_page_is_not_kept(browser, client):
    assert browser.get("/seen/").headers["Cache-Control"] == "no-store"


def test_today_is_the_day_at_the_sites():
    assert middleware.HOUSE_ZONE.key == "Asia/Shanghai"
