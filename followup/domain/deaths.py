"""An event of grade 5 and the record of the death tell of one death, or one of them is wrong."""

from datetime import date, timedelta
from enum import StrEnum

from trials.domain.messages import Message, gettext_noop
from trials.domain.messages import message as _
from trials.domain.partial_dates import Ordering, PartialDate

EARLY_DAYS = 90


def disagreement(
    *, onset: PartialDate, end: PartialDate | None, death: PartialDate | None
) -> Message | None:
    """Of a fatal event with the death on record; None where both can be so."""
    if death is None:
        return _("Grade 5 is a death, and none is on record. Record the death first.")
    if onset.compare(death) is Ordering.AFTER:
        return _(
            "The event began on {onset}, after the death of {death}. Check both dates.",
            onset=onset,
            death=death,
        )
    if end is not None and end.compare(death) in (Ordering.BEFORE, Ordering.AFTER):
        return _(
            "A fatal event ends with the death: {end} is not {death}. Check both dates.",
            end=end,
            death=death,
        )
    return None


class Early(StrEnum):
    """How somebody stood 90 days after surgery."""

    DIED = "died"
    ALIVE = "alive"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


EARLY_LABELS = {
    Early.DIED: gettext_noop("Died within 90 days"),
    Early.ALIVE: gettext_noop("Alive after 90 days"),
    Early.NOT_YET: gettext_noop("Day 90 is still to come"),
    Early.UNKNOWN: gettext_noop("Not heard of after day 90"),
}


def early(
    *, surgery: date, death: PartialDate | None, seen: PartialDate | None, today: date
) -> Early:
    """As known on `today`. A death that may lie within the 90 days counts, day 90 included: it is
    never lost to a missing day. Whoever was not heard of on day 91 or later is no survivor."""
    last_day = surgery + timedelta(days=EARLY_DAYS)
    if death is not None and death.earliest() <= last_day:
        return Early.DIED
    if death is not None or (seen is not None and seen.earliest() > last_day):
        return Early.ALIVE
    return Early.NOT_YET if today <= last_day else Early.UNKNOWN
