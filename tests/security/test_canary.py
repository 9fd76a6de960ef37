"""A word planted at site B never reaches a role held at site A, on any page, list, export or file.

Two lines hold, each alone: the filters of our queries, and the row policies of the database.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection
from django.http import HttpResponse

from audit import catalog
from config import middleware
from tests.conftest import own_database
from tests.databases import SUPERUSER, signed_in
from tests.security.crawl import Crowd, address
from tests.security.stage import BY_PARTICIPANT, CANARY, Stage
from tests.security.tables import table
from trials.domain.roles import SITE_ROLES, Role
from trials.models import SiteActivation
from trials.selectors.delegations import reach_of

LISTED = table("routes.yaml")["routes"]
READABLE = {
    name: row["at"]
    for name, row in LISTED.items()
    if "GET" in row and (row["at"] != "none" or ":" in name or name == "api-trials")
}
SITE_A = sorted(SITE_ROLES)
SOME = (Role.NURSE, Role.MONITOR, Role.READER)


@pytest.fixture
def own_stage(stage: Stage, django_db_blocker) -> Iterator[Stage]:
    """Another copy, whose policies may be taken away."""
    with own_database(django_db_blocker):
        yield stage


def addresses(stage: Stage) -> Iterator[str]:
    """All that can be read: at the own site, and what one would type to see the other."""
    code = stage.other_site.participant.code
    for route, kind in READABLE.items():
        yield address(stage, route, kind, stage.own)
        if kind in BY_PARTICIPANT:
            yield address(stage, route, kind, stage.other_site)
    for route in ("casebook:participants", "api-participants", "enrollment:screening_log"):
        path = address(stage, route, "trial", stage.own)
        for query in (f"code={code}", f"code={code[:3]}", "page=2", "page=all", "standing="):
            yield f"{path}?{query}"


Reading = Callable[[Role, str], HttpResponse]


def leaks(stage: Stage, read: Reading, role: Role) -> list[str]:
    """Addresses whose answer holds the word, or the code of site B's participant."""
    words = [CANARY.encode(), stage.other_site.participant.code.encode()]
    found = []
    for path in addresses(stage):
        answer = read(role, path)
        assert answer.status_code < 500, path
        # What was asked for may be echoed: it tells nothing that was not known.
        telling = [word for word in words if word not in path.encode()]
        if any(word in answer.content for word in telling):
            found.append(path)
    return found


def anew(crowd: Crowd) -> Reading:
    """For when a line is down: what was read before would tell nothing."""
    return lambda role, path: crowd.ask(role, "GET", path)


@contextmanager
def queries_filter_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Our queries take every site for reachable; what the database is told stays right."""
    everything = tuple(SiteActivation.objects.values_list("pk", flat=True))

    def wide(self, request):
        return (
            replace(reach_of(request.user, on=request.today), activation_ids=everything)
            if (request.user.is_authenticated)
            else middleware.NO_REACH
        )

    def narrow(request):
        context = told(request)
        true = reach_of(request.user, on=request.today) if request.user.pk else middleware.NO_REACH
        return replace(context, activations=true.activation_ids)

    told = middleware.context_of
    with monkeypatch.context() as patch:
        patch.setattr(middleware.RequestContext, "reach", wide)
        patch.setattr(middleware, "context_of", narrow)
        yield


@contextmanager
def database_secures_nothing() -> Iterator[None]:
    tables = [model._meta.db_table for model in catalog.row_secured()]
    name = connection.settings_dict["NAME"]
    with signed_in(SUPERUSER, name, autocommit=True) as cursor:
        for one in tables:
            cursor.execute(f'ALTER TABLE "{one}" DISABLE ROW LEVEL SECURITY')
    yield


@pytest.mark.parametrize("role", SITE_A)
def test_site_a_never_meets_the_word(stage, crowd, role):
    assert leaks(stage, crowd.read, role) == []


@pytest.mark.parametrize("role", SOME)
def test_the_database_alone_keeps_it_back(stage, crowd, role, monkeypatch):
    with queries_filter_nothing(monkeypatch):
        assert leaks(stage, anew(crowd), role) == []


def test_our_queries_alone_keep_it_back(own_stage, crowd):
    with database_secures_nothing():
        found = {role: leaks(own_stage, anew(crowd), role) for role in SOME}
    assert [role for role in SOME if found[role]] == []


def test_with_both_lines_down_it_would_come_through(own_stage, crowd, monkeypatch):
    """Else the tests above would prove nothing."""
    with database_secures_nothing(), queries_filter_nothing(monkeypatch):
        found = leaks(own_stage, anew(crowd), Role.NURSE)
    for route in ("casebook:participants", "enrollment:screening_log", "followup:worklist"):
        assert address(own_stage, route, "trial", own_stage.own) in found
    assert address(own_stage, "api-participants", "trial", own_stage.own) in found


def test_the_word_was_planted_where_it_is_shown(stage, crowd):
    """The trial-wide data manager meets it, in the casebook, in follow-up and over the API."""
    found = leaks(stage, crowd.read, Role.DATA_MANAGER)
    assert any("/forms/" in path for path in found)
    assert any("/records/" in path for path in found)
    assert any(path.startswith("/api/") for path in found)
