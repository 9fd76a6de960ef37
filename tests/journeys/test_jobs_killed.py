"""Whatever is killed in the middle of a job, the job is done, and its effect is there once."""

import logging
import os
import signal
import time

from jobs.domain.states import State
from tests.journeys.house import now, wait_for, wait_until_done
from tests.journeys.slow_job import WORKING, WRITING

log = logging.getLogger(__name__)


def note_recovery(killed_at, *, of, work):
    """Seconds from the kill to the end of the second attempt, less those of the work itself.

    Noted, not judged: a machine busy with other things may take as long as it likes.
    """
    seconds = time.monotonic() - killed_at - work
    log.info("recovery after the end of a %s: %.1f s", of, seconds)


def then_each_was_done_once(house, jobs):
    assert [now(job).state for job in jobs] == [State.DONE] * len(jobs)
    assert house.effects() == sorted(job.pk for job in jobs)


def test_child_killed_while_working_and_another_while_writing(house):
    first, second = jobs = house.ask_for(2, tenths=10)
    os.kill(wait_for(first, WORKING), signal.SIGKILL)
    killed_at = time.monotonic()
    os.kill(wait_for(second, WRITING), signal.SIGKILL)
    wait_until_done([first])
    note_recovery(killed_at, of="child", work=2)
    wait_until_done(jobs)
    then_each_was_done_once(house, jobs)
    assert all(job.attempts >= 2 for job in jobs)


def test_whole_worker_killed(house):
    jobs = house.ask_for(2, tenths=10)
    wait_for(jobs[0], WRITING)
    house.kill(house.worker)
    killed_at = time.monotonic()
    house.start(house.worker)
    wait_until_done(jobs)
    note_recovery(killed_at, of="worker", work=2)
    then_each_was_done_once(house, jobs)
    assert all(job.attempts >= 2 for job in jobs)


def test_broker_killed_with_jobs_in_its_queue(house):
    jobs = house.ask_for(6, tenths=2)
    wait_for(jobs[0], WORKING)
    house.kill(house.broker)
    killed_at = time.monotonic()
    house.start(house.broker)
    wait_until_done(jobs)
    note_recovery(killed_at, of="broker", work=0.4)
    then_each_was_done_once(house, jobs)
