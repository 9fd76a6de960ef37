"""One attempt at one job: claim, work out, write and finish together, or say why not."""

from contextlib import AbstractContextManager
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Context, Refusal, SystemActor, acting
from jobs import actions, clock, registry
from jobs.actions import LEDGER
from jobs.domain.interruptions import Canceled, Lost
from jobs.domain.retries import Ending
from jobs.models import Job
from jobs.pulse import Pulse, Silence, pulse_of
from jobs.registry import Effect, Steps
from jobs.selectors import speaking_to

log = structlog.get_logger("concord.jobs")
UNREACHABLE = (OperationalError, InterfaceError, OSError)


class AccountClosed(Refusal):
    """Who asked for the job may no longer act."""


class RunningJob:
    """What the function of a kind is given: who asked, when the attempt began, and a voice."""

    def __init__(self, job: Job, pulse: Pulse | Silence) -> None:
        self._job, self._pulse = job, pulse
        self.number: int = job.pk
        self.attempt: int = job.attempts
        self.by: User | SystemActor = job.requested_by or LEDGER
        self.at: datetime | None = job.started_at

    def progress(self, percent: float, step: str | None = None) -> None:
        """Show how far it is, 0 to 100, and what it does now; raise Canceled if it should stop."""
        self._pulse.tell(min(100, max(0, int(percent))), None if step is None else str(step)[:200])

    def check_wanted(self) -> None:
        """Raise Canceled or Lost if nobody waits for the result any more."""
        self._pulse.tell()

    def acting(self) -> AbstractContextManager[Context]:
        """One transaction in the name, and with the reach, of who asked."""
        return acting(
            by=self.by,
            action=f"jobs.run:{self._job.kind}",
            activations=self._job.activation_ids,
            request_id=f"job:{self.number}",
        )


def run(*, job_id: int) -> None:
    """Attempt the job if it is free; a second message for the same job finds it is not."""
    job = actions.claim(job_id=job_id, by=LEDGER, at=clock.now())
    if job is None:
        log.info("job not free", job=job_id)
        return
    log.info("job begins", job=job.pk, kind=job.kind, attempt=job.attempts)
    try:
        with speaking_to(job), pulse_of(job, lease=actions.lease()) as pulse:
            attempt(job, RunningJob(job, pulse))
    except Lost:
        log.warning("job lost to another attempt", job=job.pk, attempt=job.attempts)


def attempt(job: Job, running: RunningJob) -> None:
    try:
        work_out_and_write(job, running)
    except Lost:
        raise
    except Canceled:
        actions.stop(job=job, by=LEDGER, at=clock.now())
    except Refusal as refusal:
        end_badly(job, Ending.REFUSED, str(refusal))
    except UNREACHABLE as error:
        end_badly(job, Ending.UNREACHABLE, did_not_answer(), error)
    except Exception as error:
        end_badly(job, Ending.BROKEN, is_broken(error), error)


def work_out_and_write(job: Job, running: RunningJob) -> None:
    check_account_open(running.by)
    kind = registry.kind_of(job.kind)
    with running.acting():
        forbid_writing()
        work = kind.run(job=running, **job.payload)
    write = take(work, job, running) if isinstance(work, Steps) else work
    running.check_wanted()
    with running.acting():
        result = write() or {}
        actions.finish(job=job, result=result, by=LEDGER, at=clock.now())


def take(steps: Steps, job: Job, running: RunningJob) -> Effect:
    for step in steps.each:
        with running.acting():
            step()
            is_wanted = actions.is_wanted(job=job)
        if not is_wanted:
            raise Canceled
    return steps.last


def check_account_open(by: User | SystemActor) -> None:
    if isinstance(by, User) and not by.is_active:
        raise AccountClosed(_("The account that asked for this has been closed."))


def forbid_writing() -> None:
    # What is written before the finish would stay when a dead worker's job is done again.
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


def end_badly(job: Job, ending: Ending, error: str, cause: Exception | None = None) -> None:
    """`cause` is logged by its type only: an error's message may hold a participant's value."""
    log.warning("job ended badly", job=job.pk, ending=ending, cause=type(cause).__name__)
    connection.close_if_unusable_or_obsolete()
    actions.fail(job=job, ending=ending, error=error, by=LEDGER, at=clock.now())


def did_not_answer() -> str:
    return _(
        "The database or a file store did not answer, three times over. Nothing was changed. "
        "Ask for it again; if it fails again, tell the administrator the number of this job."
    )


def is_broken(error: Exception) -> str:
    return _(
        "Something in Concord itself went wrong (%(fault)s). Nothing was changed. Tell the "
        "administrator the number of this job."
    ) % {"fault": type(error).__name__}
