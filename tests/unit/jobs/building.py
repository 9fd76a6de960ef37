"""The smallest legal jobs, through the same acts as real ones."""

import itertools
from datetime import datetime
from typing import Any

from accounts.models import User
from audit.acts import Actor
from jobs import actions, clock
from jobs.actions import LEDGER
from jobs.domain.retries import Ending
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import kinds

_number = itertools.count(1)


def waiting(*, by: Actor | None = None, at: datetime | None = None, **request: Any) -> Job:
    slug = f"founded-{next(_number)}"
    request = {"kind": kinds.FOUND, "key": slug, "payload": {"slug": slug}, **request}
    return actions.submit(**request, by=by or people.user(), at=at or clock.now())


def running(*, at: datetime | None = None, **request: Any) -> Job:
    at = at or clock.now()
    job = actions.claim(job_id=waiting(at=at, **request).pk, by=LEDGER, at=at)
    assert job is not None
    return job


def done(**request: Any) -> Job:
    job = running(**request)
    with_url = {"url": f"/trials/{job.payload.get('slug')}/"}
    return actions.finish(job=job, result=with_url, by=LEDGER, at=clock.now())


def failed(*, error: str = "Nothing to do. Ask again.", **request: Any) -> Job:
    job = running(**request)
    return actions.fail(job=job, ending=Ending.REFUSED, error=error, by=LEDGER, at=clock.now())


def canceled(*, by: User | None = None) -> Job:
    person = by or people.user()
    return actions.cancel(job=waiting(by=person), by=person, at=clock.now())
