"""Where a participant stands, as far as the casebook's own facts tell."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from trials.domain.messages import gettext_noop as _
from trials.domain.values import Facts, Known, day_of


class Standing(StrEnum):
    DIED = "died"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    ENROLLED = "enrolled"
    NOT_ELIGIBLE = "not_eligible"
    NOT_ENROLLED = "not_enrolled"
    IN_SCREENING = "in_screening"
    REGISTERED = "registered"


STANDING_LABELS: Mapping[Standing, str] = {
    Standing.DIED: _("Died"),
    Standing.WITHDRAWN: _("Withdrew from follow-up"),
    Standing.LOST: _("Lost to follow-up"),
    Standing.ENROLLED: _("Enrolled"),
    # As it was signed; a value corrected since may have made the signature void.
    Standing.NOT_ELIGIBLE: _("Not eligible, signed"),
    Standing.NOT_ENROLLED: _("Not enrolled"),
    Standing.IN_SCREENING: _("In screening"),
    Standing.REGISTERED: _("Registered, no consent yet"),
}

TONES: Mapping[Standing, str] = {
    Standing.DIED: "locked",
    Standing.WITHDRAWN: "locked",
    Standing.LOST: "overdue",
    Standing.ENROLLED: "done",
    Standing.NOT_ELIGIBLE: "locked",
    Standing.NOT_ENROLLED: "locked",
    Standing.IN_SCREENING: "due",
    Standing.REGISTERED: "empty",
}


# How screening ended, by the fact that says so.
SCREENED: Mapping[str, Standing] = {
    "enrolled": Standing.ENROLLED,
    "screening_failed": Standing.NOT_ELIGIBLE,
    "screening_closed": Standing.NOT_ENROLLED,
}


def standing(facts: Facts, *, has_consented: bool, withdrew_on: date | None) -> Standing:
    """The first that holds, in order of precedence."""
    if is_known(facts, "death"):
        return Standing.DIED
    if withdrew_on is not None:
        return Standing.WITHDRAWN
    if is_lost(facts):
        return Standing.LOST
    before = Standing.IN_SCREENING if has_consented else Standing.REGISTERED
    return next((stands for name, stands in SCREENED.items() if is_known(facts, name)), before)


def is_known(facts: Facts, name: str) -> bool:
    return isinstance(facts.get(name), Known)


def is_lost(facts: Facts) -> bool:
    """Somebody found again, by a contact after the loss was declared, is not lost any more."""
    lost, contact = day(facts, "lost"), day(facts, "last_contact")
    return lost is not None and (contact is None or contact <= lost)


def day(facts: Facts, name: str) -> date | None:
    known = day_of(facts, name)
    return known.latest() if known else None


def ended_on(facts: Facts, *, withdrew_on: date | None) -> date | None:
    """From this day on no visit is expected any more."""
    lost = day(facts, "lost") if is_lost(facts) else None
    ends = [end for end in (day(facts, "death"), lost, withdrew_on) if end is not None]
    return min(ends, default=None)
