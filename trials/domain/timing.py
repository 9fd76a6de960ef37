"""How long a tumor was given to respond: from the end of radiotherapy to a reading or operation."""

from enum import StrEnum

from trials.domain.partial_dates import PartialDate


class Band(StrEnum):
    UNDER_8 = "under_8_weeks"
    FROM_8_TO_12 = "weeks_8_to_12"
    OVER_12 = "over_12_weeks"


def weeks_between(start: PartialDate, end: PartialDate) -> int | None:
    """Completed weeks; None unless both days are known and stand in this order."""
    if start.full is None or end.full is None or end.full < start.full:
        return None
    return (end.full - start.full).days // 7


def timing_band(start: PartialDate, end: PartialDate) -> str | None:
    """Both 8 weeks to the day and 12 weeks to the day belong to the middle band."""
    if start.full is None or end.full is None or end.full < start.full:
        return None
    days = (end.full - start.full).days
    if days < 56:
        return Band.UNDER_8
    return Band.FROM_8_TO_12 if days <= 84 else Band.OVER_12
