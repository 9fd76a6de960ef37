"""A worker killed in the middle of an import leaves nothing of it."""

import os
import signal
import subprocess
import sys
import time

from casebook.models import Participant
from config.cohorts.loading import ARCHIVES, mapping_path
from tests.databases import signed_in
from tests.factories import archives, casebook, people
from trials.domain.roles import Role

SCRIPT = """
import os
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import connection
connection.settings_dict.update(NAME=os.environ["DATABASE"], USER="concord_app", OPTIONS={})
mapping, file = (Path(os.environ[name]) for name in ("MAPPING", "FILE"))
call_command("import_cohort", trial="crlm", mapping=mapping, file=file, by="abstracts")
"""
WRITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    " AND query LIKE '%%INTO casebook_fact%%'"
    " AND pid <> pg_backend_pid()"
)


def is_writing(database: str) -> bool:
    with signed_in("concord", database) as cursor:
        cursor.execute(WRITING, [database])
        return bool(cursor.fetchone()[0])


def test_killed_in_the_middle_it_leaves_nothing(committed_db, tmp_path):
    places = archives.sites("crlm", "WH")
    people.delegated(Role.NURSE, places[0], people.user("abstracts"))
    file = tmp_path / "crlm.csv"
    file.write_text(archives.text("crlm", 700, ["WH"]))
    names = {
        "DATABASE": committed_db,
        # The server is ours: this process neither starts nor stops it.
        "PYTEST_XDIST_WORKER": os.environ.get("PYTEST_XDIST_WORKER", "killed"),
        "FILE": str(file),
        "MAPPING": str(mapping_path(ARCHIVES["crlm"])),
    }
    worker = subprocess.Popen([sys.executable, "-c", SCRIPT], env={**os.environ, **names})
    try:
        until = time.monotonic() + 60
        while not is_writing(committed_db):
            assert worker.poll() is None, "it was done before it could be killed"
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with casebook.seeing(*places):
        assert not Participant.objects.exists()
