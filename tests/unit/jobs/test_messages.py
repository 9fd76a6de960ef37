import pytest

from config.celery import app
from jobs import actions, clock, messages
from jobs.actions import LEDGER
from jobs.models import Job
from tests.unit.jobs import building

pytestmark = pytest.mark.usefixtures("committed_db", "nobody_listens")


@pytest.fixture
def letters():
    """What lies in a queue of the broker; here it is in memory, and keeps what others sent."""
    with app.connection_for_read() as broker:
        channel = broker.default_channel
        channel.queue_purge("reports")
        yield lambda queue: [message_of(channel, queue) for _ in range(channel._size(queue))]


def message_of(channel, queue):
    args, kwargs, _ = channel.basic_get(queue, no_ack=True).decode()
    assert not args
    return kwargs


@pytest.fixture
def broker_gone(tmp_path):
    """A broker's socket at which nobody answers."""
    pools = (app._pool, app.amqp._producer_pool)
    before, app.conf.broker_url = app.conf.broker_url, f"redis+socket://{tmp_path}/gone.sock"
    app._pool = app.amqp._producer_pool = None
    yield
    app.conf.broker_url = before
    app._pool, app.amqp._producer_pool = pools


def test_message_names_the_job_and_goes_to_its_queue(letters):
    job = building.waiting()
    assert letters("reports") == [{"job_id": job.pk}]


def test_job_waits_for_the_sweep_while_the_broker_is_gone(broker_gone, caplog):
    before = clock.now()
    job = building.waiting()
    assert Job.objects.get(pk=job.pk).state == "waiting"
    assert "broker unreachable" in caplog.text
    assert (clock.now() - before).total_seconds() < 5


def test_sweep_makes_good_what_the_broker_lost(broker_gone, settings):
    settings.JOB_SWEEP_SECONDS = 0
    job = building.waiting()
    assert actions.sweep(by=LEDGER, at=clock.now()) == [job]


def test_rest_is_left_to_the_sweep_once_the_broker_does_not_answer(broker_gone, caplog):
    jobs = [building.waiting() for _ in range(2)]
    caplog.clear()
    messages.announce(jobs)
    assert caplog.text.count("broker unreachable") == 1
