"""Whether enrollment is on hold, and what is signed about it."""

from audit.domain.signing import Content
from enrollment.models import EnrollmentHold
from trials.models import Trial


def holding(trial: Trial) -> str:
    """What placing a hold waits for alone, and enrolling beside each other."""
    return f"enrollment.hold {trial.pk}"


def standing_hold(trial: Trial) -> EnrollmentHold | None:
    """The latest that nobody has lifted."""
    found: EnrollmentHold | None = EnrollmentHold.objects.standing().filter(trial=trial).first()
    return found


def content_of(hold: EnrollmentHold) -> Content:
    """Exactly what the sponsor's signature is bound to: the hold as it stands before."""
    value = {
        "trial": hold.trial.slug,
        "hold": hold.pk,
        "kind": hold.kind,
        "placed_at": hold.placed_at,
        "confirmed_at": hold.confirmed_at,
        "ethics_informed": hold.ethics_informed_date,
    }
    return Content(value=value)
