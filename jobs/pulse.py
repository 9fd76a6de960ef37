"""The sign of life of one attempt: it renews the lease and tells the ledger how far it is.

It speaks over a connection of its own, in statements of their own: what the attempt itself writes
is seen by nobody before it commits, and its transaction may stand still for minutes.
"""

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from jobs.domain.interruptions import Canceled, Interrupted, Lost
from jobs.domain.leases import renewed_every
from jobs.models import Job

log = structlog.get_logger("concord.jobs")
# The same news is not told twice a second; but somebody may have canceled meanwhile.
SHORTEST_SILENCE = 1.0
# By hand, since a lease is neither an act nor an entry in anybody's history.
BEAT = """
UPDATE jobs_job SET lease_until = clock_timestamp() + %s,
       progress = coalesce(%s, progress), step = coalesce(%s, step)
 WHERE id = %s AND token = %s AND state = 'running'
RETURNING cancel_requested_at IS NOT NULL
"""


class Pulse:
    """Within the block the lease is renewed by a thread; `tell` renews it as well."""

    def __init__(self, *, job_id: int, token: UUID | None, lease: timedelta) -> None:
        self.job_id, self.token, self.lease = job_id, token, lease
        self._told: tuple[int | None, str | None] = (None, None)
        self._told_at = 0.0
        self._one_at_a_time = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, daemon=True)

    def __enter__(self) -> "Pulse":
        self._connection: Any = connections.create_connection(DEFAULT_DB_ALIAS)
        self._connection.inc_thread_sharing()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()

    def tell(self, percent: int | None = None, step: str | None = None) -> None:
        """Note the progress; raise Canceled or Lost if the attempt should not go on."""
        news = (percent, step)
        if news == self._told and time.monotonic() - self._told_at < SHORTEST_SILENCE:
            return
        if self._beat(*news):
            raise Canceled
        self._told, self._told_at = news, time.monotonic()

    def _beat(self, percent: int | None = None, step: str | None = None) -> bool:
        with self._one_at_a_time, self._connection.cursor() as cursor:
            cursor.execute(BEAT, [self.lease, percent, step, self.job_id, self.token])
            row = cursor.fetchone()
        if row is None:
            raise Lost
        return bool(row[0])

    def _keep_beating(self) -> None:
        while not self._over.wait(renewed_every(self.lease).total_seconds()):
            try:
                self._beat()
            except Interrupted:
                return
            except DatabaseError:
                # Perhaps it restarts: the next beat may find it, the lease outlasts two of them.
                log.warning("lease not renewed", job=self.job_id)
                self._connection.close()


class Silence:
    """Inside a caller's transaction nobody else can see the job: no lease to keep, none to tell."""

    def __enter__(self) -> "Silence":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def tell(self, percent: int | None = None, step: str | None = None) -> None:
        pass


def pulse_of(job: Job, *, lease: timedelta) -> Pulse | Silence:
    if connection.in_atomic_block:
        return Silence()
    return Pulse(job_id=job.pk, token=job.token, lease=lease)
