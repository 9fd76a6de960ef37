"""What may be done to a job. The runner's own acts name the attempt by its token."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Actor, SystemActor, act, current
from jobs import policies, registry
from jobs.domain.interruptions import Canceled, Lost
from jobs.domain.leases import is_announcement_due
from jobs.domain.retries import Ending, TryAgain, verdict
from jobs.domain.states import REVIVABLE, State, check_step
from jobs.messages import announce
from jobs.models import Job
from jobs.policies import AskedByAnother, UnableToCancel, UnableToSubmit
from jobs.selectors import speaking_to

__all__ = ["LEDGER", "AskedByAnother", "UnableToCancel", "UnableToSubmit"]
LEDGER = SystemActor("jobs")
FRESH: Mapping[str, Any] = {
    "progress": 0,
    "step": "",
    "token": None,
    "lease_until": None,
    "cancel_requested_at": None,
    "finished_at": None,
    "error": "",
}


def lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def move(job: Job, to: State, **changes: Any) -> None:
    """Take the one step the table allows; whoever holds the job lets go of it."""
    check_step(State(job.state), to)
    job.state = to
    for name, value in {"token": None, "lease_until": None, **changes}.items():
        setattr(job, name, value)
    job.save()


@act
def submit(
    *,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    by: Actor,
    at: datetime,
    activations: Iterable[int] | None = None,
) -> Job:
    """Take up the work once per key; asking again gives the same job, or revives a failed one."""
    policies.check_ids_only(payload)
    reach = _reach(activations)
    job, is_new = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "queue": registry.kind_of(kind).queue,
            "payload": dict(payload),
            "requested_by": by if isinstance(by, User) else None,
            "activation_ids": reach,
            "requested_at": at,
            "announced_at": at,
        },
    )
    if not is_new:
        job = Job.objects.select_for_update().get(pk=job.pk)
        policies.check_same_request(job, kind=kind, payload=dict(payload), by=by)
    if job.state in REVIVABLE:
        _revive(job, reach=reach, at=at)
        is_new = True
    if is_new:
        transaction.on_commit(partial(announce, [job]))
    return job


def _reach(activations: Iterable[int] | None) -> list[int]:
    if activations is not None:
        return sorted(set(activations))
    context = current()
    return list(context.activations) if context else []


def _revive(job: Job, *, reach: list[int], at: datetime) -> None:
    anew = {"attempts": 0, "due_at": None, "started_at": None, "announced_at": at}
    move(job, State.WAITING, **FRESH, **anew, requested_at=at, activation_ids=reach)


@act
def cancel(*, job: Job, by: User, at: datetime) -> Job:
    """End a waiting job at once; ask a running one to stop at its next step."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    policies.check_can_cancel(job, by=by)
    if job.state == State.RUNNING:
        job.cancel_requested_at = at
        job.save()
    else:
        move(job, State.CANCELED, cancel_requested_at=at, finished_at=at)
    return job


@act
def claim(*, job_id: int, by: Actor, at: datetime) -> Job | None:
    """Begin an attempt, unless another has the job or it has nothing left to do."""
    job = Job.objects.ready(at).filter(pk=job_id).select_for_update(skip_locked=True).first()
    if job is None:
        return None
    held = {"token": uuid.uuid4(), "lease_until": at + lease(), "attempts": job.attempts + 1}
    move(job, State.RUNNING, **{**FRESH, **held}, started_at=at)
    return job


@act
def finish(*, job: Job, result: Mapping[str, Any], by: Actor, at: datetime) -> Job:
    """Mark done in the transaction that wrote the effect; raise, and so undo it, if not ours."""
    ours = _ours(job)
    if ours.cancel_requested_at is not None:
        raise Canceled
    move(ours, State.DONE, progress=100, step="", result=dict(result), finished_at=at)
    return ours


@act
def stop(*, job: Job, by: Actor, at: datetime) -> Job:
    """The attempt heard that its job was canceled."""
    ours = _ours(job)
    move(ours, State.CANCELED, finished_at=at)
    return ours


@act
def fail(*, job: Job, ending: Ending, error: str, by: Actor, at: datetime) -> Job:
    """The attempt ended badly: try again later if that may help, else say what to do."""
    ours = _ours(job)
    next_step = verdict(ending, attempts=ours.attempts)
    if ours.cancel_requested_at is not None:
        move(ours, State.CANCELED, finished_at=at)
    elif isinstance(next_step, TryAgain):
        move(ours, State.WAITING, **FRESH, due_at=at + next_step.after)
    else:
        move(ours, State.FAILED, error=error, finished_at=at)
    return ours


def is_wanted(*, job: Job) -> bool:
    """Before a step of ours is committed: raise, and so undo it, if the job is another's by now."""
    return _ours(job).cancel_requested_at is None


def _ours(job: Job) -> Job:
    ours = Job.objects.held_by(job.token).filter(pk=job.pk).select_for_update().first()
    if ours is None:
        raise Lost
    return ours


@act
def sweep(*, by: Actor, at: datetime) -> list[Job]:
    """Take jobs back from workers that fell silent, and announce those that nobody came for."""
    for job in Job.objects.expired(at).select_for_update(skip_locked=True):
        with speaking_to(job):
            fail(job=job, ending=Ending.LOST, error=died_too_often(), by=by, at=at)
    period = timedelta(seconds=settings.JOB_SWEEP_SECONDS)
    waiting = Job.objects.ready(at).order_by("requested_at")
    due = [
        job
        for job in waiting.select_for_update(skip_locked=True)
        if is_announcement_due(
            ready_at=job.ready_at, announced_at=job.announced_at, now=at, sweep=period
        )
    ]
    for job in due:
        job.announced_at = at
        job.save(update_fields=["announced_at"])
    transaction.on_commit(partial(announce, due))
    return due


def died_too_often() -> str:
    return _(
        "The program that did this ended in the middle three times, perhaps for want of memory. "
        "Nothing was changed. Tell the administrator the number of this job."
    )
