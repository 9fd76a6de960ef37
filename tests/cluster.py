"""A PostgreSQL server that lives as long as the test run."""

import atexit
import functools
import os
import shutil
from pathlib import Path

from config.services.postgres import Postgres


@functools.cache
def cluster(home: Path) -> Postgres:
    server = Postgres(data=home / "pg", run=home / "run", durable=False)
    if "PYTEST_XDIST_WORKER" in os.environ:
        return server  # started, and stopped, by the process that shares the tests out
    server.start()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop)
    server.ensure_roles_and_database("concord")
    return server


def deploy_url(home: Path) -> str:
    return cluster(home).url("concord_deploy", "concord")


def app_url(home: Path, database: str) -> str:
    return cluster(home).url("concord_app", database)
