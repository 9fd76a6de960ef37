"""Two worlds that differ in nothing but what a model said of two participants, and no page, list,
export or API answer tells them apart: not before the reveal to analysis, and not after it. Once the
database is locked, the pages and the answers that disclosure names do, and no other.

In world A participant P was predicted one strategy and Q another; in world B it is the other way
round. All else is one database, copied. Whoever may not see a concealed prediction asks every
address of the platform, and gets the same bytes in both: in the second are asked those whose answer
was made from a table in which the worlds differ.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import override_settings

from audit.acts import acting
from casebook.models import Lock, Participant
from followup.models import TreatmentCourse
from inference.actions import openings, sealing
from inference.models import Reveal, SealedPrediction
from inference.selectors.sealed import revealed_to, sealed_rows
from tests.cluster import cluster
from tests.conftest import own_database, sign_in
from tests.factories import adjuvant, board, enrollment, people
from tests.factories import sealing as factory
from tests.factories.adjuvant import LATER
from tests.factories.casebook import instant, seeing
from tests.security import stage as stages
from tests.security.crawl import METHODS, Crowd, address
from tests.security.footprints import differing, tables_read, with_what_reads_them
from tests.security.stage import ADDRESS, Place
from tests.security.tables import table
from trials.domain.rights import Right, grant_of
from trials.domain.roles import TREATING_ROLES, Role

LISTED = table("routes.yaml")["routes"]
TREATING = sorted(TREATING_ROLES)
MAY_NOT_SEE = [role for role in Role if not grant_of(Right.SEE_CONCEALED_PREDICTION, role)]
# Seen nowhere else; in world A it is of P, in world B of Q.
TELLTALE = "0.61803398874989"
ONE = {"strategy": "surgery_tace_systemic", "probabilities": {"surgery_tace_systemic": TELLTALE}}
OTHER = {"strategy": "surgery_alone", "probabilities": {"surgery_alone": "0.5"}}
# What is new in each answer, whatever it says.
MASKED = [
    (rb'name="csrfmiddlewaretoken" value="[^"]+"', b"CSRF"),
    (rb'"x-csrftoken": "[^"]+"', b"CSRF"),
    (rb'name="submission_key" value="[^"]+"', b"KEY"),
]
HEADERS = ("Location", "Content-Type", "Content-Disposition")


Asked = tuple[str, str]


@dataclass(frozen=True)
class Answer:
    said: bytes
    made_from: frozenset[str]


@dataclass
class Worlds:
    """Names of databases; `people` are signed in in all of them."""

    stage: Any
    crowd: Crowd
    p: Participant
    q: Participant
    made: list[str] = field(default_factory=list)
    # Nothing that is asked changes a world, so each is asked once.
    answers: dict[tuple[str, Role], dict[Asked, Answer]] = field(default_factory=dict)
    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=dict)


# --- made ----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[Worlds]:
    with time_machine.travel(instant(LATER), tick=False), own_database(django_db_blocker) as base:
        found = people_and_places()
        found.pairs["sealed"] = two_worlds(found, base, "sealed", lambda _: None)
        locks = [adjuvant.locked(row) for row in (found.p, found.q)]
        found.pairs["revealed"] = two_worlds(found, base, "revealed", lambda _: reveal(locks))
        board.database_locked(found.p.activation)
        found.pairs["opened"] = two_worlds(found, base, "opened", open_to_sites)
        yield found
        connection.close()
        for name in found.made:
            cluster().sql(f"DROP DATABASE {name} WITH (FORCE)")


def people_and_places() -> Worlds:
    here = adjuvant.site()
    cast = {role: people.delegated(role, here, people.user(role.value)).user for role in Role}
    p, q = (whole_way(adjuvant.participant(here)) for _ in "pq")
    cut = stages.cut_of(here, cast)
    stage = SimpleNamespace(
        own=p,
        people=cast,
        cut=cut,
        job=stages.job_of(cut, cast[Role.DATA_MANAGER]),
        token=stages.token_of(cast[Role.NURSE]),
        delegation=people.delegated(Role.READER, here),
        release=factory.release(here.trial),
        waiting=stages.somebody_waiting(),
        reading=enrollment.proposed_reading(
            here, "day_60", ambiguity="treatment_landmark", by=cast[Role.PI], at=instant(LATER)
        ),
        hold=board.lifted(board.held(here, number=2), here),
        document=board.document(board.drafted(here).meeting, here),
    )
    return Worlds(stage=stage, crowd=Crowd(cast), p=p.participant, q=q.participant)


def whole_way(row: Participant) -> Place:
    course, scan = adjuvant.course(row, "tace", 40), adjuvant.scan(row, 100)
    adjuvant.decided(row)
    words = {"course": course.pk, "scan": scan.pk, "code": row.code}
    return Place(row.activation, row, {**dict.fromkeys(ADDRESS, 1), **words})


def two_worlds(
    found: Worlds, base: str, name: str, then: Callable[[Worlds], None]
) -> tuple[str, str]:
    """Copies of what there is now; in each the predictions are sealed, the other way round."""
    made = []
    for world, said in {"a": (ONE, OTHER), "b": (OTHER, ONE)}.items():
        made.append(f"{base}_{name}_{world}")
        connection.close()
        cluster().sql(f"CREATE DATABASE {made[-1]} TEMPLATE {base}")
        cluster().sql(f"REVOKE TEMPORARY ON DATABASE {made[-1]} FROM PUBLIC")
        found.made.append(made[-1])
        with entered(made[-1]):
            for row, output in zip((found.p, found.q), said, strict=True):
                factory.sealed(row, output)
            then(found)
    one, other = made
    return one, other


def reveal(locks: list[Lock]) -> None:
    for lock in locks:
        with seeing(lock.activation):
            (prediction,) = sealed_rows(lock.participant)
            factory.revealed(lock.participant, prediction, lock)


def open_to_sites(found: Worlds) -> None:
    """As the worker does after the database lock."""
    for row in (found.p, found.q):
        with seeing(row.activation):
            (made,) = openings.open_due(participant=row, by=factory.WORKER, at=instant(LATER))
            assert made.lock_kind == "database"


@contextmanager
def entered(database: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    sign_in(NAME=database)
    try:
        yield
    finally:
        sign_in(NAME=before)


# --- asked ---------------------------------------------------------------------------------------
HCC_ADJ = {
    "form": stages.with_words(stages.participant, form_id="landmark_check", query={"visit": "M03"}),
    "ambiguity": stages.with_words(stages.trial, ambiguity="treatment_landmark"),
    # No report is made here: the tests of reports say what those hold.
    "report": None,
    "figure": None,
    "table": None,
    "cell": None,
    "answer": stages.with_words(
        stages.participant,
        form_id="landmark_check",
        query={"visit": "M03", "item": "departed_from_intention"},
    ),
}


def addresses(stage: Any, method: str) -> Iterator[str]:
    for route, row in LISTED.items():
        kind = row["at"]
        if method not in row or HCC_ADJ.get(kind, ADDRESS[kind]) is None:
            continue
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(ADDRESS, kind, HCC_ADJ.get(kind) or ADDRESS[kind])
            yield address(stage, route, kind, stage.own)


def heard(worlds: Worlds, role: Role, methods: tuple[str, ...]) -> dict[Asked, Answer]:
    """Every answer to this role, in the world we are in."""
    return {
        (method, path): answer(worlds, role, method, path)
        for method in methods
        for path in addresses(worlds.stage, method)
    }


def heard_beside(
    worlds: Worlds, role: Role, known: dict[Asked, Answer], *, apart: set[str]
) -> dict[Asked, Answer]:
    """The same of a world that differs in these tables from the one where `known` was heard."""
    return {
        asked: answer(worlds, role, *asked) if apart & one.made_from else one
        for asked, one in known.items()
    }


def answer(worlds: Worlds, role: Role, method: str, path: str) -> Answer:
    """The web process holds no key."""
    with override_settings(PREDICTION_KEYS=[]), tables_read() as made_from:
        said = plain(worlds.crowd.ask(role, method, path))
    return Answer(said=said, made_from=frozenset(made_from))


def plain(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for pattern, word in MASKED:
        body = re.sub(pattern, word, body)
    head = [f"{answer.status_code}", *(answer.headers.get(name, "") for name in HEADERS)]
    return "\n".join(head).encode() + b"\n" + body


def heard_in_both(worlds: Worlds, moment: str, role: Role, *methods: str) -> list[dict]:
    one, other = worlds.pairs[moment]
    if moment not in worlds.apart:
        worlds.apart[moment] = differing(one, other)
    with entered(one):
        first = worlds.answers[one, role] = heard(worlds, role, methods)
    with entered(other):
        second = heard_beside(worlds, role, first, apart=worlds.apart[moment])
    worlds.answers[other, role] = second
    return [first, second]


def read_in(worlds: Worlds, database: str, role: Role) -> dict[Asked, Answer]:
    """What this role reads there; asked anew only where no test has asked yet."""
    if (database, role) not in worlds.answers:
        with entered(database):
            worlds.answers[database, role] = heard(worlds, role, ("GET",))
    known = worlds.answers[database, role]
    return {asked: one for asked, one in known.items() if asked[0] == "GET"}


def told_apart(one: dict[Asked, Answer], other: dict[Asked, Answer]) -> list[Asked]:
    return [asked for asked in one if one[asked].said != other[asked].said]


def telling(answers: dict[Asked, Answer]) -> list[str]:
    return [path for (_, path), one in answers.items() if TELLTALE.encode() in one.said]


@pytest.mark.parametrize("moment", ["sealed", "revealed"])
@pytest.mark.parametrize("role", TREATING)
def test_whoever_treats_cannot_tell_the_worlds_apart(worlds, role, moment):
    one, other = heard_in_both(worlds, moment, role, *METHODS)

    assert told_apart(one, other) == []
    assert telling(one) == []


@pytest.mark.parametrize("role", [role for role in MAY_NOT_SEE if role not in TREATING_ROLES])
def test_nor_can_anybody_else_who_may_not_see_it(worlds, role):
    """After the reveal: before it, the row is there for nobody."""
    one, other = heard_in_both(worlds, "revealed", role, "GET")

    assert told_apart(one, other) == []
    assert telling(one) == []


@pytest.mark.parametrize("role", TREATING)
def test_the_reveal_to_analysis_changes_nothing_for_those_who_treat(worlds, role):
    """Beyond the lock, which is theirs: sealed and locked against revealed and locked."""
    (_, revealed) = worlds.pairs["revealed"]
    after = read_in(worlds, revealed, role)
    reveals = with_what_reads_them({"inference_reveal"}, revealed)
    with entered(revealed), hidden_reveals(revealed):
        before = heard_beside(worlds, role, after, apart=reveals)

    assert told_apart(before, after) == []


# Of the roles below, who may see an open prediction, and where it is then shown of P and of Q.
SHOWN_TO = {Role.NURSE: True, Role.READER: False}


@pytest.mark.parametrize("role", SHOWN_TO)
def test_at_database_lock_the_sites_read_what_disclosure_says_and_only_there(worlds, role):
    one, other = heard_in_both(worlds, "opened", role, "GET")

    shown = {path for _, path in told_apart(one, other)}
    here = f"participants/{worlds.p.code}"
    expected = {
        f"/trials/hcc-adj/{here}/predictions/",
        f"/trials/hcc-adj/{here}/predictions/panel/",
        f"/api/v1/trials/hcc-adj/{here}/opened-predictions/",
    }
    assert shown == (expected if SHOWN_TO[role] else set())
    assert set(telling(one)) <= expected
    assert bool(telling(one)) is SHOWN_TO[role]


@contextmanager
def hidden_reveals(database: str) -> Iterator[None]:
    """As if nothing had been revealed yet."""
    server = cluster()
    hide = "ALTER POLICY site ON inference_reveal USING ({0})"
    site = (
        "activation_id = ANY((SELECT NULLIF(current_setting('app.activations', true), '')"
        "::bigint[])::bigint[])"
    )
    server.sql(hide.format("false"), database)
    try:
        yield
    finally:
        server.sql(hide.format(site), database)


# --- and the test itself ------------------------------------------------------------------------
def test_every_role_that_treats_reads_or_sponsors_is_asked():
    assert {*TREATING_ROLES, Role.READER, Role.SPONSOR, Role.MONITOR} <= set(MAY_NOT_SEE)
    assert Role.UNBLINDED_STATISTICIAN not in MAY_NOT_SEE


@pytest.mark.parametrize("moment", ["sealed", "revealed"])
def test_the_worlds_do_differ(worlds, moment):
    found = []
    for database in worlds.pairs[moment]:
        with entered(database), seeing(worlds.p.activation):
            found.append([commitments(row) for row in (worlds.p, worlds.q)])
            assert Reveal.objects.count() == (2 if moment == "revealed" else 0)
    assert found[0] != found[1]


def commitments(row: Participant) -> list[str]:
    return [one.commitment for one in sealed_rows(row)]


def test_analysis_reads_the_other_way_round(worlds):
    said = []
    for database in worlds.pairs["revealed"]:
        with entered(database), seeing(worlds.p.activation):
            rows = [revealed_to(row) for row in (worlds.p, worlds.q)]
            said.append([sealing.open_sealed(one)["strategy"] for (one,) in rows])
    assert said == [[ONE["strategy"], OTHER["strategy"]], [OTHER["strategy"], ONE["strategy"]]]


def test_before_the_reveal_nothing_can_be_read_with_the_key_either(worlds):
    for database in worlds.pairs["sealed"]:
        with entered(database), seeing(worlds.p.activation):
            assert not SealedPrediction.objects.exists()


def test_a_leak_of_one_word_would_be_found(worlds):
    """Else the tests above would prove nothing: whatever shows it is told apart."""
    pair = worlds.pairs["revealed"]
    for database, output in zip(pair, (ONE, OTHER), strict=True):
        with entered(database):
            write(worlds, output["strategy"])
    apart = differing(*pair)
    with entered(pair[0]):
        one = heard(worlds, Role.NURSE, ("GET",))
        write(worlds, "")
    with entered(pair[1]):
        other = heard_beside(worlds, Role.NURSE, one, apart=apart)
        write(worlds, "")
    paths = [path for _, path in told_apart(one, other)]
    records = f"participants/{worlds.p.code}/records/"
    assert {f"/trials/hcc-adj/{records}", f"/api/v1/trials/hcc-adj/{records}"} <= set(paths)


def write(worlds: Worlds, word: str) -> None:
    """Into a free text that pages and the API show."""
    here = [worlds.p.activation_id]
    with acting(by=people.SETUP, action="tests.leak", activations=here):
        TreatmentCourse.objects.filter(participant=worlds.p).update(stop_reason=word)


def test_most_addresses_answer_with_a_page(worlds):
    """A crawl of refusals would tell nothing."""
    (database, _) = worlds.pairs["sealed"]
    said = read_in(worlds, database, Role.PI)
    shown = [asked for asked, one in said.items() if one.said.startswith(b"200")]
    about = [path for _, path in shown if worlds.p.code in path]
    assert len(about) > 15, sorted(said)
    assert [asked for asked, one in said.items() if one.said.startswith(b"500")] == []
