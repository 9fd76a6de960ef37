"""The processes behind a job, as `./run` starts them; here a test may kill each."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.celery import app
from config.environment import PROJECT
from config.services.program import Program
from config.services.valkey import broker_url, valkey
from jobs import actions, clock
from jobs.models import Job
from tests.cluster import app_url, cluster
from tests.databases import signed_in
from tests.factories import people
from tests.journeys import slow_job

CELERY = [sys.executable, "-m", "celery", "-A", "config"]
QUEUES = "interactive,reports,sweeps"


class House:
    def __init__(self, *, database: str, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.broker = valkey(data=folder / "valkey", run=folder / "run", log=folder / "valkey.log")
        manners = ["--without-gossip", "--without-mingle"]
        self.worker = self._celery("worker", "-Q", QUEUES, "-c", "2", *manners, ready=True)
        self.beat = self._celery("beat", "--pidfile", "", "-s", str(folder / "schedule"))

    def _celery(self, name: str, *words: str, ready: bool = False) -> Program:
        return Program(
            name=name,
            command=[*CELERY, name, *words],
            environment={
                **os.environ,
                "CONCORD_HOME": str(self.folder),
                "DATABASE_URL": app_url(self.database),
                "BROKER_URL": broker_url(self.folder / "run"),
                "DJANGO_SETTINGS_MODULE": "tests.journeys.worker_settings",
            },
            log=self.folder / f"{name}.log",
            folder=PROJECT,
            ready_file=self.folder / f"{name}.ready" if ready else None,
        )

    def __enter__(self) -> "House":
        cluster().sql(
            "CREATE TABLE effect (job bigint, attempt int);"
            "GRANT SELECT, INSERT ON effect TO concord_app",
            database=self.database,
        )
        self.start(self.broker)
        self._send_for_real()
        self.beat.start()
        self.start(self.worker)
        return self

    def __exit__(self, *_: object) -> None:
        for program in (self.worker, self.beat, self.broker):
            self.kill(program)
        app.conf.update(self._before)
        self._forget_connections()

    def start(self, program: Program) -> None:
        program.start()
        wait_until(program.is_ready, f"{program.name} is ready")

    def kill(self, program: Program) -> None:
        """With all its children, without a word, as when the power fails."""
        assert program.process is not None
        os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait()

    def _send_for_real(self) -> None:
        self._before = {key: app.conf[key] for key in ("task_always_eager", "broker_url")}
        app.conf.update(task_always_eager=False, broker_url=broker_url(self.folder / "run"))
        self._forget_connections()

    def _forget_connections(self) -> None:
        app._pool = app.amqp._producer_pool = None

    def ask_for(self, count: int, *, tenths: int) -> list[Job]:
        return [
            actions.submit(
                kind=slow_job.KIND,
                key=f"slow:{number}",
                payload={"tenths": tenths},
                by=people.user(),
                at=clock.now(),
            )
            for number in range(count)
        ]

    def effects(self) -> list[int]:
        """The number of each job that had an effect, as often as it had one."""
        with signed_in("concord_app", self.database) as cursor:
            cursor.execute("SELECT job FROM effect ORDER BY job")
            return [job for (job,) in cursor.fetchall()]


def now(job: Job) -> Job:
    job.refresh_from_db()
    return job


def wait_for(job: Job, doing: str) -> int:
    """The process that works on the job, once the job's row says it is doing this."""
    wait_until(lambda: now(job).step.startswith(doing), f"job {job.pk} is {doing}")
    return int(job.step.split()[1])


def wait_until_done(jobs: list[Job]) -> None:
    wait_until(lambda: all(now(job).has_ended for job in jobs), "all jobs have ended")


def wait_until(true: Callable[[], Any], what: str, seconds: float = 40) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, f"waited {seconds} s in vain until {what}"
        time.sleep(0.05)
