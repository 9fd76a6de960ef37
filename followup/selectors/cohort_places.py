"""Where somebody may take in archived records."""

from datetime import datetime

from accounts.models import User
from casebook.permissions import can_enter
from casebook.selectors.calendar import day_at
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial


def importable(trial: Trial, *, by: User, at: datetime) -> list[SiteActivation]:
    """The sites of the trial in the order of their codes: a file may name these, and no other."""
    places = SiteActivation.objects.filter(trial=trial).select_related("trial", "site")
    return [
        place
        for place in places.order_by("site__code")
        if can_enter(by, activation=place, on=day_at(place, at), right=Right.IMPORT_COHORT)
    ]
