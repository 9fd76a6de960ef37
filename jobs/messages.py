"""Tell the runner that a job waits. The message says only which; all else stands in the ledger."""

from collections.abc import Iterable

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

from jobs.models import Job

log = structlog.get_logger("concord.jobs")
RUN_JOB = "jobs.tasks.run_job"
# Three quick tries, under a second: a page waits for this.
QUICKLY = {"max_retries": 2, "interval_start": 0, "interval_step": 0.2}


def announce(jobs: Iterable[Job]) -> None:
    """Send one message each. With the broker down they wait: the sweep announces them later."""
    # The task object, since sending by name would not run eagerly in tests.
    run_job = current_app.tasks[RUN_JOB]
    for job in jobs:
        try:
            run_job.apply_async(
                kwargs={"job_id": job.pk}, queue=job.queue, retry=True, retry_policy=QUICKLY
            )
        except OperationalError:
            log.warning("job not announced, broker unreachable", job=job.pk)
            return
