from celery import shared_task

from jobs import actions, clock, runner
from jobs.actions import LEDGER
from jobs.messages import RUN_JOB


@shared_task(name=RUN_JOB)
def run_job(*, job_id: int, **_: object) -> None:
    """Sent to the queue that stands in the job's row."""
    runner.run(job_id=job_id)


@shared_task
def sweep(**_: object) -> None:
    actions.sweep(by=LEDGER, at=clock.now())
