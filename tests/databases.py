"""Ways into the test database other than the application's own connection.

Nothing done through them is kept. For races see `committed_db`, a database of one's own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from tests.cluster import cluster

SUPERUSER, DEPLOY, APP = "concord", "concord_deploy", "concord_app"


@contextmanager
def signed_in(role: str, database: str = "", autocommit: bool = False) -> Iterator[Any]:
    """A cursor of this role; `concord_deploy` acts as the owner. Rolled back at the end."""
    url = cluster().url(role, database or connection.settings_dict["NAME"])
    link = psycopg.connect(url, autocommit=autocommit)
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.rollback()
        link.close()


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
