"""Which day it is at a site: clinical dates are the site's, instants are UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from trials.models import SiteActivation


def day_at(activation: SiteActivation, at: datetime) -> date:
    return at.astimezone(ZoneInfo(activation.site.time_zone)).date()
