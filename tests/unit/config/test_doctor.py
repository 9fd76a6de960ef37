"""Each examination is silent when all is well, and says what to do when it is not."""

import json
import shutil
from collections import namedtuple

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from config import examinations
from config.examinations import Ailment, examine

pytestmark = pytest.mark.django_db
KEY = "x" * 50


@pytest.fixture
def well(settings, tmp_path):
    """A house in order; each test takes one thing away."""
    settings.SECRET_KEY = KEY
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "staticfiles.json").write_text(json.dumps({"paths": {"a.css": "a.1.css"}}))
    settings.CELERY_BROKER_URL = "filesystem://"
    return settings


def ailment(name: str) -> Ailment:
    with pytest.raises(Ailment) as found:
        examinations.EXAMINATIONS[name]()
    assert found.value.remedy
    return found.value


@pytest.mark.parametrize("name", sorted(set(examinations.EXAMINATIONS) - {"broker"}))
def test_a_house_in_order_is_well(well, name):
    examinations.EXAMINATIONS[name]()


def test_a_missing_protection_is_named(well, monkeypatch):
    monkeypatch.setattr("audit.catalog.ACTIVATION", "no_such_column")
    monkeypatch.setattr("audit.catalog.APP_ROLE", "concord_app")
    monkeypatch.setattr("audit.checks.SITE_POLICY", "another policy")
    monkeypatch.setattr("audit.checks.SITE", ("site", True, "*", "public", "another policy", ""))
    monkeypatch.setattr("audit.catalog.ACTIVATION", "activation_id")
    assert "row policy site" in str(ailment("protection of the history"))


def test_an_unapplied_migration_is_named(well, monkeypatch):
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    newest = max(key for key in applied if key[0] == "audit")
    applied.pop(newest)
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: applied)
    assert " ".join(newest) in str(ailment("migrations"))


def test_an_old_server_is_told(well, monkeypatch):
    monkeypatch.setattr(examinations, "OLDEST_POSTGRES", 990_000)
    assert "too old" in str(ailment("database"))


def test_clocks_that_differ_are_told(well):
    with time_machine.travel("2020-01-01T00:00:00Z"):
        assert "differ" in str(ailment("clocks"))


def test_without_a_broker_no_job_runs(well):
    well.CELERY_BROKER_URL = "memory://"
    assert "No broker" in str(ailment("broker"))


def test_uncollected_static_files_are_told(well, tmp_path):
    (tmp_path / "staticfiles.json").unlink()
    assert "not collected" in str(ailment("static files"))


def test_a_font_that_is_no_font_is_told(well, monkeypatch, tmp_path):
    fake = tmp_path / "fake.ttf"
    fake.write_bytes(b"OTTO")
    monkeypatch.setattr(examinations.finders, "find", lambda name: str(fake))
    assert "no TrueType" in str(ailment("fonts"))


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("SECRET_KEY", "short", "too short"),
        ("IDENTITY_KEYS", [], "not set"),
        ("IDENTITY_KEYS", ["not base64!"], "no key"),
        ("IDENTITY_KEYS", ["c2hvcnQ="], "no key"),
    ],
)
def test_keys_are_looked_at(well, setting, value, words):
    setattr(well, setting, value)
    assert words in str(ailment("keys"))


def test_a_full_disk_is_told(well, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 10, 10))
    assert "GiB are free" in str(ailment("disk"))


def test_real_data_wants_https_and_no_debugging(well):
    well.DEMO = False
    assert "HTTPS" in str(ailment("settings for real use"))
    well.DEBUG = True
    assert "DEBUG" in str(ailment("settings for real use"))


def test_one_failure_does_not_hide_the_others(well, monkeypatch):
    def fail() -> None:
        raise ConnectionError("postgresql://somebody:secret@host")

    monkeypatch.setitem(examinations.EXAMINATIONS, "database", fail)
    monkeypatch.setitem(examinations.EXAMINATIONS, "broker", lambda: None)
    findings = {finding.name: finding for finding in examine()}
    assert findings["database"].ailment == "ConnectionError"
    assert not findings["disk"].ailment
    assert set(findings) == set(examinations.EXAMINATIONS)


def test_the_command_prints_a_line_each_and_leaves_with_one(well, capsys):
    well.CELERY_BROKER_URL = "memory://"
    with pytest.raises(SystemExit) as left:
        call_command("doctor")
    assert left.value.code == 1
    lines = capsys.readouterr().out.splitlines()
    assert "OK       a write with its history" in lines
    assert "PROBLEM  broker: No broker is set, so no job runs." in lines


def test_the_command_is_silent_about_nothing_when_well(well, monkeypatch, capsys):
    monkeypatch.setitem(examinations.EXAMINATIONS, "broker", lambda: None)
    call_command("doctor")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"OK       {name}" for name in examinations.EXAMINATIONS]
