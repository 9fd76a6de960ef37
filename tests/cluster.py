"""A PostgreSQL server that lives as long as the test run."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

from config.services.postgres import Postgres

SERVER = "CONCORD_TEST_SERVER"
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def folder() -> Path:
    """Of the server and all that the tests keep; named to the processes that share the work."""
    if SERVER not in os.environ:
        work_in_memory()
        os.environ[SERVER] = tempfile.mkdtemp(prefix="concord-test-")
        # Started as root, the server runs as its own account and must be able to enter.
        Path(os.environ[SERVER]).chmod(0o711)
    return Path(os.environ[SERVER])


def work_in_memory() -> None:
    """A database of one's own is 1,400 files: a second on a disk, a tenth of one in memory."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@functools.cache
def cluster() -> Postgres:
    home = folder()
    server = Postgres(data=home / "pg", run=home / "run", durable=False)
    if "PYTEST_XDIST_WORKER" in os.environ:
        return server  # started, and stopped, by the process that shares the tests out
    server.start()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop)
    server.ensure_roles_and_database("concord")
    return server


def deploy_url() -> str:
    return cluster().url("concord_deploy", "concord")


def app_url(database: str) -> str:
    return cluster().url("concord_app", database)
