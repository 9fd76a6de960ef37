"""A worker holds a job by a lease, never by being alive: nobody can see that it is."""

from datetime import datetime, timedelta

# Between two announcements of a job that nobody takes: at most this, however long it waits.
LONGEST_SILENCE = timedelta(minutes=10)


def renewed_every(lease: timedelta) -> timedelta:
    """Two renewals may fail, say while the database restarts, before the lease runs out."""
    return lease / 3


def is_announcement_due(
    *, ready_at: datetime, announced_at: datetime | None, now: datetime, sweep: timedelta
) -> bool:
    """Should the runner be told (again) of a job that waits since `ready_at`?

    The silence between two announcements doubles, so that a long queue is not filled with
    copies of itself, and a lost message is still made good.
    """
    if announced_at is None or announced_at < ready_at:
        return now >= ready_at
    silence = min(max(announced_at - ready_at, sweep), LONGEST_SILENCE)
    return now - announced_at >= silence
