import pytest
from django.db import DatabaseError, connection

from accounts.models import User
from audit import probe

pytestmark = pytest.mark.django_db


def test_healthy_means_that_a_write_with_its_history_worked(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_probe_leaves_nothing(client):
    before = last_event()
    client.get("/healthz")
    assert not User.objects.filter(username__startswith="health-probe").exists()
    assert last_event() == before


def last_event() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pgh_id) FROM accounts_userevent")
        return cursor.fetchone()[0]


def test_a_write_that_leaves_no_history_is_not_healthy(client, monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.count", lambda self: 0)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "cannot write with history"})


def test_a_failed_write_is_told_without_the_reason(client, monkeypatch):
    def fail() -> None:
        raise DatabaseError("secret detail")

    monkeypatch.setattr(probe, "audited_write_rolled_back", fail)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_health_is_never_cached(client):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]
