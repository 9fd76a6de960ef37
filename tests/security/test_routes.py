"""Every address, asked by every role, at the own site, another site, another trial, and by nobody.

What each answers stands in routes.yaml. A route that is not listed there fails.
"""

from collections.abc import Iterable

import pytest
from django.http import HttpResponse

from tests.security.crawl import METHODS, Crowd, address, routes
from tests.security.stage import ADDRESS, BY_PARTICIPANT, BY_TRIAL
from tests.security.tables import table
from trials.domain.roles import SITE_ROLES, Role

LISTED = table("routes.yaml")["routes"]
EVERYONE = "everyone"
# A role of the whole trial reaches both sites; the administrator reaches no site's records.
AT_OTHER_SITE = [*sorted(SITE_ROLES), Role.DATA_MANAGER, Role.SYSADMIN]


def expected(row: dict, method: str) -> dict[Role, int]:
    if row[method] == EVERYONE or isinstance(row[method], int):
        status = 200 if row[method] == EVERYONE else row[method]
        return {Role.NURSE: status, Role.SYSADMIN: status}
    return {Role(role): int(status) for status, roles in row[method].items() for role in roles}


def listed_methods(row: dict) -> list[str]:
    return [method for method in METHODS if method in row]


def answers(crowd: Crowd, roles: Iterable[Role], method: str, path: str) -> dict[Role, int]:
    return {role: answer(crowd, role, method, path).status_code for role in roles}


def answer(crowd: Crowd, role: Role | None, method: str, path: str) -> HttpResponse:
    return crowd.read(role, path) if method == "GET" else crowd.ask(role, method, path)


def is_api(path: str) -> bool:
    return path.startswith("/api/") and path != "/api/docs/"


def test_every_route_is_listed_and_no_other():
    assert set(LISTED) == set(routes())


@pytest.mark.parametrize("route", LISTED)
def test_a_row_names_every_role_once(route):
    row = LISTED[route]
    assert row["at"] in ADDRESS
    for method in listed_methods(row):
        if isinstance(row[method], dict):
            named = [role for roles in row[method].values() for role in roles]
            assert sorted(named) == sorted(Role)


@pytest.mark.parametrize("route", LISTED)
def test_a_route_answers_each_role_as_listed(stage, crowd, route):
    row = LISTED[route]
    path = address(stage, route, row["at"], stage.own)
    for method in listed_methods(row):
        wanted = expected(row, method)
        assert answers(crowd, wanted, method, path) == wanted, method


@pytest.mark.parametrize("route", [name for name in LISTED if LISTED[name]["at"] in BY_PARTICIPANT])
def test_another_sites_participant_does_not_exist(stage, crowd, route):
    row = LISTED[route]
    path = address(stage, route, row["at"], stage.other_site)
    for method in listed_methods(row):
        wanted = {role: expected(row, method)[role] for role in AT_OTHER_SITE}
        wanted |= dict.fromkeys(SITE_ROLES, 404)
        assert answers(crowd, wanted, method, path) == wanted, method


@pytest.mark.parametrize("route", [name for name in LISTED if LISTED[name]["at"] in BY_TRIAL])
def test_another_trial_does_not_exist(stage, crowd, route):
    row = LISTED[route]
    path = address(stage, route, row["at"], stage.other_trial)
    for method in listed_methods(row):
        for role in (Role.NURSE, Role.SPONSOR):
            assert answer(crowd, role, method, path).status_code == 404, (method, role)


@pytest.mark.parametrize("route", LISTED)
def test_nobody_gets_no_further_than_the_door(stage, crowd, route):
    row = LISTED[route]
    path = address(stage, route, row["at"], stage.own)
    for method in listed_methods(row):
        told = answer(crowd, None, method, path)
        wanted = row.get("anonymous", 401 if is_api(path) else 302)
        assert told.status_code == wanted, method
        if wanted == 302 and "anonymous" not in row:
            assert told["Location"].startswith("/accounts/login/"), method


@pytest.mark.parametrize("route", LISTED)
def test_an_unlisted_method_does_nothing(stage, crowd, route):
    row = LISTED[route]
    path = address(stage, route, row["at"], stage.own)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {*row}:
        if row.get("any_method"):
            continue
        assert crowd.ask(Role.PI, method, path).status_code in (403, 404, 405), method


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_home(stage, crowd, role):
    home = crowd.read(role, "/")["Location"]
    assert crowd.read(role, home).status_code == 200
