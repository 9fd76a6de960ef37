"""The migrated database that every process of a run clones. Migrating takes twenty seconds of
computing, so a run does it once and keeps a dump for the runs after it.

The dump is named by what made it; a change there makes a new one. Remove `.pytest_cache` to make it
again whatever the name says.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from config.environment import PROJECT
from config.services import database_roles
from config.services.postgres import SUPERUSER
from tests.cluster import cluster, folder

MIGRATED = "migrated"
KEPT = PROJECT / ".pytest_cache" / "migrated"
# Whatever `migrate` and the steps after it read.
MAKERS = (
    "requirements.lock", "audit/**/*.py", "config/settings.py", "config/services/*roles.py",
    "*/apps.py", "*/migrations/*.py", "*/models/*.py", "*/models.py", "trials/domain/ctcae/*",
    "casebook/data_locked.py", "followup/outdated.py", "followup/fatal_events.py",
)  # fmt: skip


def clone_of_migrated(name: str) -> None:
    with _alone():
        if not _exists(MIGRATED):
            _make()
    server = cluster()
    server.sql(f"{database_roles.create(name)} TEMPLATE {MIGRATED} STRATEGY file_copy")
    server.sql(f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC")


def _make() -> None:
    server, draft, dump = cluster(), "migrating", KEPT / f"{_digest()}.sql"
    server.ensure_roles_and_database(draft)
    if dump.exists():
        server.sql(f"SET client_min_messages = error;\n{dump.read_text()}", database=draft)
    else:
        _migrate(draft)
        _keep(_dumped(draft), dump)
    server.sql(f"ALTER DATABASE {draft} RENAME TO {MIGRATED}")


def _migrate(database: str) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0)
    connection.close()
    connection.settings_dict["NAME"] = before


def _dumped(database: str) -> str:
    server = cluster()
    place = ["-h", server.folder, "-U", SUPERUSER, "-d", database]
    done = server.account.run([server.bin / "pg_dump", *place])
    assert not done.returncode, done.stderr
    return done.stdout


def _keep(text: str, dump: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sql"):
        old.unlink()
    draft = dump.with_suffix(".draft")
    draft.write_text(text)
    draft.rename(dump)


def _digest() -> str:
    files = sorted({path for maker in MAKERS for path in PROJECT.glob(maker) if path.is_file()})
    found = hashlib.sha256()
    for path in files:
        found.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _exists(database: str) -> bool:
    return bool(cluster().sql(database_roles.exists(database)).strip())


@contextmanager
def _alone() -> Iterator[None]:
    with (folder() / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
