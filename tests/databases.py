"""Ways into the test database other than the application's own connection.

Nothing done through them is kept, unless it is committed on purpose in a copy of the database.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.cluster import cluster

SUPERUSER, DEPLOY, APP = "concord", "concord_deploy", "concord_app"
_copies = itertools.count(1)


@contextmanager
def signed_in(role: str, database: str = "", autocommit: bool = False) -> Iterator[Any]:
    """A cursor of this role; `concord_deploy` acts as the owner. Rolled back at the end."""
    url = cluster(settings.HOME).url(role, database or connection.settings_dict["NAME"])
    link = psycopg.connect(url, autocommit=autocommit)
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.rollback()
        link.close()


@contextmanager
def copy_of_the_database() -> Iterator[str]:
    """A migrated database of its own, where commits are real. TRUNCATE is refused, so no flush."""
    original, name = connection.settings_dict["NAME"], f"copy_{next(_copies)}"
    connection.close()
    with signed_in(SUPERUSER, "postgres", autocommit=True) as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log OWNER concord_owner").format(
                sql.Identifier(name), sql.Identifier(original)
            )
        )
        # Each new database grants it again; harden() revokes it once per database.
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The test's writes are committed, seen by other connections, and gone with the copy."""
    with django_db_blocker.unblock(), copy_of_the_database() as name:
        yield name


def race(racers: int, run: Callable[[int], Any]) -> list[Any]:
    """Run at once in this many threads, each on its own connection; an exception is a result."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    start = Barrier(racers)

    def one(number: int) -> Any:
        start.wait()
        try:
            return run(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(racers) as pool:
        return list(pool.map(one, range(racers)))
