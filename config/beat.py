"""What is done again and again without being asked for, at hours of the deployment's time zone: the
heavy work at night, the letters before the day begins."""

from typing import Any

from celery.schedules import crontab

from jobs.domain.queues import Queue

Entry = dict[str, Any]


def schedule_with(*, job_sweep_seconds: float) -> dict[str, Entry]:
    return {
        "sweep-jobs": every(job_sweep_seconds, "jobs.tasks.sweep"),
        "tick": every(60, "audit.tasks.tick"),
        "refresh-outlooks": every(60, "followup.outlook_tasks.refresh_outlooks"),
        "sweep-reveals": every(900, "inference.reveal_tasks.sweep_reveals"),
        "recompute-facts": daily(2, 0, "casebook.tasks.nightly_recompute"),
        "check-outlooks": daily(2, 30, "followup.outlook_tasks.nightly_check"),
        "follow-rules": daily(2, 40, "casebook.tasks.nightly_rules"),
        "remove-old-uploads": daily(3, 0, "followup.tasks.remove_old_uploads"),
        "send-digests": daily(6, 30, "followup.tasks.send_digests"),
    }


def every(seconds: float, task: str) -> Entry:
    """A message that waited for its whole period is dropped: the next one does the same work."""
    return {
        "task": task,
        "schedule": seconds,
        "options": {"expires": seconds, "queue": Queue.SWEEPS},
    }


def daily(hour: int, minute: int, task: str) -> Entry:
    return {
        "task": task,
        "schedule": crontab(hour=hour, minute=minute),
        "options": {"queue": Queue.SWEEPS},
    }
