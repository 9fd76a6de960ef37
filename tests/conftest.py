"""Every test body runs as the application's own database role, under row security.

The owner creates and migrates the test database; then the connection signs in as concord_app.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests.cluster import cluster


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Ours, since the plugin's makes no database for tests that bring their own transactions."""
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set()
        )
    owner = {key: connection.settings_dict[key] for key in ("USER", "OPTIONS")}
    sign_in(USER="concord_app", OPTIONS={})
    yield
    sign_in(**owner)
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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


@contextmanager
def own_database(blocker: Any) -> Iterator[str]:
    template, clone = connection.settings_dict["NAME"], f"committed_{uuid.uuid4().hex[:8]}"
    server = cluster()
    connection.close()
    # A thread of an earlier test may still hold on to the template, which nobody may while cloned.
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname='{template}'")
    server.sql(f"CREATE DATABASE {clone} TEMPLATE {template} STRATEGY wal_log")
    server.sql(f"REVOKE TEMPORARY ON DATABASE {clone} FROM PUBLIC")
    sign_in(NAME=clone)
    try:
        with blocker.unblock():
            yield clone
    finally:
        sign_in(NAME=template)
        server.sql(f"DROP DATABASE {clone} WITH (FORCE)")
