import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from audit.acts import acting
from jobs import actions, clock
from jobs.actions import LEDGER
from jobs.domain.interruptions import Canceled, Lost
from jobs.models import Job
from jobs.pulse import Pulse, Silence, pulse_of
from tests.cluster import cluster
from tests.unit.jobs import building

pytestmark = pytest.mark.usefixtures("committed_db", "nobody_listens")
SHORT = timedelta(seconds=0.3)


@pytest.fixture
def job():
    return building.running()


def pulse(job, lease=timedelta(seconds=60)):
    return Pulse(job_id=job.pk, token=job.token, lease=lease)


def row(job):
    return Job.objects.get(pk=job.pk)


def forget(job):
    with acting(by=LEDGER, action="tests.forget"):
        Job.objects.filter(pk=job.pk).update(token=building.running().token)


@pytest.fixture
def short_lease(settings):
    settings.JOB_LEASE_SECONDS = SHORT.total_seconds()


def test_lease_is_renewed_while_the_attempt_stands_still(short_lease, job):
    with pulse(job, lease=SHORT):
        time.sleep(0.8)
        assert row(job).lease_until > clock.now()


def test_lease_is_not_renewed_once_it_is_over(job):
    with pulse(job, lease=SHORT):
        pass
    until = row(job).lease_until
    time.sleep(0.3)
    assert row(job).lease_until == until


def test_no_thread_and_no_connection_stays(job):
    with pulse(job) as beating:
        assert beating._connection.connection is None
        beating.tell(1)
        assert beating._connection.connection is not None
    assert beating._connection.connection is None
    assert not any(thread is beating._thread for thread in threading.enumerate())


def test_progress_is_seen_at_once_though_the_attempt_has_not_committed(job):
    with pulse(job) as beating, transaction.atomic():
        row(job)
        beating.tell(40, "Counting")
    assert (row(job).progress, row(job).step) == (40, "Counting")


def test_step_stays_when_only_the_percentage_is_told(job):
    with pulse(job) as beating:
        beating.tell(40, "Counting")
        beating.tell(50)
    assert (row(job).progress, row(job).step) == (50, "Counting")


def test_news_is_told_and_the_same_again_is_not(job, django_assert_num_queries):
    with pulse(job) as beating:
        beating.tell(40, "Counting")
        with acting(by=LEDGER, action="tests.change"):
            Job.objects.filter(pk=job.pk).update(progress=7)
        beating.tell(40, "Counting")
        assert row(job).progress == 7
        beating._told_at -= 1
        beating.tell(40, "Counting")
        assert row(job).progress == 40


def test_cancel_is_heard_at_the_next_telling(job):
    with pulse(job) as beating:
        beating.tell(10)
        actions.cancel(job=job, by=job.requested_by, at=clock.now())
        with pytest.raises(Canceled):
            beating.tell(20)


def test_loss_is_heard_at_the_next_telling(job):
    forget(job)
    with pulse(job) as beating, pytest.raises(Lost):
        beating.tell(20)


def test_thread_ends_by_itself_when_the_job_is_lost(job):
    with pulse(job, lease=SHORT) as beating:
        forget(job)
        beating._thread.join(2)
        assert not beating._thread.is_alive()


def test_pulse_survives_a_database_that_cut_its_connection(short_lease, job, committed_db):
    with pulse(job, lease=SHORT) as beating:
        beating.tell(10)
        cut = cluster().sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{committed_db}' AND query LIKE '%coalesce(%progress%'"
            " AND pid <> pg_backend_pid()"
        )
        assert cut.split() == ["t"]
        time.sleep(0.5)
        assert row(job).lease_until > clock.now()


def test_inside_a_transaction_there_is_nobody_to_tell(job):
    with transaction.atomic():
        assert isinstance(pulse_of(job, lease=SHORT), Silence)
    assert isinstance(pulse_of(job, lease=SHORT), Pulse)


def test_job_runs_inside_a_callers_transaction():
    """As in a command that does all its work, jobs too, or nothing."""
    from jobs import runner

    with transaction.atomic():
        job = building.waiting()
        runner.run(job_id=job.pk)
        assert row(job).state == "done"
        assert not connection.needs_rollback
