"""Which visits of a participant fell due and are not recorded."""

from datetime import date

from casebook.models import Participant, Visit
from casebook.selectors.visit_plan import plan_of
from trials.domain.visit_plan import PlannedVisit


def unrecorded(participant: Participant, *, today: date) -> list[PlannedVisit]:
    recorded = set(Visit.objects.filter(participant=participant).values_list("visit", flat=True))
    planned = plan_of(participant, today=today)
    due = [one for one in planned if one.window is not None and one.window.due <= today]
    return [one for one in due if one.visit.visit not in recorded]
