"""Whether the data of a trial are declared final, and what is signed about it."""

from collections.abc import Mapping

from audit.domain.signing import Content
from casebook.models import DatabaseLock
from trials.models import Trial


def database_lock_of(trial: Trial) -> DatabaseLock | None:
    """The lock that two have signed."""
    found = DatabaseLock.objects.standing().filter(trial=trial)
    row: DatabaseLock | None = found.select_related(
        "trial", "unlock_asked_by", "unlock_request"
    ).first()
    return row


def waiting_lock(trial: Trial) -> DatabaseLock | None:
    found = DatabaseLock.objects.waiting().select_related("proposed_by", "proposal")
    row: DatabaseLock | None = found.filter(trial=trial).first()
    return row


def earlier_locks(trial: Trial) -> list[DatabaseLock]:
    """Those that were unlocked again, the last first."""
    found = DatabaseLock.objects.released().filter(trial=trial)
    people = ("trial", "unlock_asked_by", "released_by", "unlock_request", "unlock_approval")
    return list(found.select_related(*people).order_by("-released_at"))


def unlock_content(lock: DatabaseLock, *, reason: str = "") -> Content:
    """Exactly what is signed to unlock: this lock, and by the second person the reason as well.
    Whoever asks types the reason beside the signature."""
    value = {
        "database": lock.trial.slug,
        "lock": lock.pk,
        "locked_at": lock.confirmed_at,
        "unlock": reason,
    }
    return Content(value=value)


def content_of(trial: Trial, open_items: Mapping[str, int]) -> Content:
    """Exactly what both signatures are bound to: the trial, and what is still open in it."""
    value = {"database": trial.slug, "open": dict(open_items)}
    return Content(value=value, parts=dict(open_items))
