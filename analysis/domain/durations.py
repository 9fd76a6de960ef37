"""Whole days, and the one rule that turns them into months and years.

The rule is stored with every result, because 24 months are 730.5 days and a survival curve read
one day further can have one event more.
"""

from datetime import date

from trials.domain.messages import message as _

MONTH_DAYS = 30.4375
RULE = _("1 month = 30.4375 days, 1 year = 365.25 days, time = date - origin in whole days")


def days_between(origin: date, day: date) -> int:
    return (day - origin).days


def months_in_days(months: float) -> float:
    return months * MONTH_DAYS


def days_in_months(days: float) -> float:
    return days / MONTH_DAYS
