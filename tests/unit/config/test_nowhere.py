import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.database import database_from


@pytest.fixture
def run(tmp_path):
    """A command in a folder where nothing was started."""
    ours = ("CONCORD_", "DATABASE_URL", "BROKER_URL", "DJANGO_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}

    def command(*words, stdin=""):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env={**kept, "CONCORD_HOME": str(tmp_path)},
            input=stdin,
            capture_output=True,
            text=True,
        )

    return command


def test_without_an_address_no_server_is_asked():
    assert database_from("") == {"ENGINE": "config.nowhere"}


def test_a_file_is_read_where_no_database_runs(run):
    done = run("eligibility", "--trial", "hcc-neo", "--facts", "-", stdin='{"ecog": 2}')
    assert done.returncode == 0, done.stderr
    assert '"verdict": "ineligible"' in done.stdout
    assert "the protocol file that ships" in done.stderr


def test_who_needs_the_database_is_told_how_to_start_it(run):
    done = run("migrate")
    assert done.returncode != 0
    assert "Start Concord with ./run" in done.stderr
