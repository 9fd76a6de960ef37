"""Every test body runs as the application's own database role, under row security.

The owner migrates a database; the connection signs in to a copy of it as concord_app.
"""

import gc
import os
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from config.demo import setting
from tests import standing, turns
from tests.cluster import cluster
from tests.factories import people
from tests.migrated import clone_of_migrated

# Early in January 2026, where most stories of the tests begin.
OPENING = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--turn", type=int, help="of the slow tests only those of this turn")
    parser.addoption("--measure", action="store_true", help="note anew which tests are slow")


def pytest_configure(config: pytest.Config) -> None:
    """The process that shares the tests out hears of all of them."""
    if config.getoption("measure") and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(turns.Stopwatch())


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("turn") is not None:
        terminalreporter.write_line(turns.words(config.getoption("turn")))


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """The turn is taken before the order is drawn, so that a case keeps it."""
    turn = config.getoption("turn")
    if turn is not None:
        items[:], left = turns.of_turn(items, turn)
        config.hook.pytest_deselected(items=left)
    yield
    standing.quiet_first(items)
    # The longest of all: one that begins last would keep everybody waiting.
    items.sort(key=lambda item: not turns.is_due(item))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    standing.take_back_for(item)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Ours, since the plugin's migrates in each process, and makes no database for tests that bring
    their own transactions."""
    before = {key: connection.settings_dict[key] for key in ("NAME", "USER", "OPTIONS")}
    name = connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        clone_of_migrated(name)
    sign_in(NAME=name, USER="concord_app", OPTIONS={})
    yield
    sign_in(**before)
    cluster().sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page read in Chinese leaves its thread speaking Chinese."""
    yield
    translation.deactivate()


def sign_in(**settings: Any) -> None:
    connection.close()
    connection.settings_dict.update(settings)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of one's own whose commits are real, for what a rolled-back test cannot show:
    snapshots, races, other processes. TRUNCATE is refused on history, so it is cloned, not flushed.
    """
    with own_database(django_db_blocker) as name:
        yield name


@pytest.fixture(scope="module")
def shared_committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """One such database for a whole module of tests that only read what a fixture made."""
    with own_database(django_db_blocker) as name:
        yield name


@pytest.fixture(scope="session")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration's trials, sites, people and predictors: put up once, then cloned."""
    name = "demo_" + connection.settings_dict["NAME"]
    with own_database(django_db_blocker) as draft:
        setting.set_stage(password=people.PASSWORD, by=setting.DEMO, at=OPENING)
        connection.close()
        cluster().sql(f"CREATE DATABASE {name} TEMPLATE {draft}")
        cluster().sql(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")
    yield name
    cluster().sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def demo_db(demonstration: str, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration for a module of tests; `committed_db` beside it clones it for each."""
    before = connection.settings_dict["NAME"]
    sign_in(NAME=demonstration)
    with own_database(django_db_blocker) as name:
        yield name
    sign_in(NAME=before)


@contextmanager
def own_database(blocker: Any) -> Iterator[str]:
    assert not connection.in_atomic_block, "What stands for the module would be lost: see standing."
    template, clone = connection.settings_dict["NAME"], f"committed_{uuid.uuid4().hex[:8]}"
    server = cluster()
    connection.close()
    # A thread of an earlier test may still hold on to the template, which nobody may while cloned.
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{template}'")
    server.sql(f"CREATE DATABASE {clone} TEMPLATE {template} STRATEGY file_copy")
    server.sql(f"REVOKE TEMPORARY ON DATABASE {clone} FROM PUBLIC")
    sign_in(NAME=clone)
    try:
        with blocker.unblock():
            yield clone
    finally:
        sign_in(NAME=template)
        server.sql(f"DROP DATABASE {clone} WITH (FORCE)")
