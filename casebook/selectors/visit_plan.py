"""The visits one participant is expected at, as of a day."""

from datetime import date

from casebook.domain.standing import ended_on
from casebook.models import Participant, Visit, Withdrawal
from casebook.selectors.consents import withdrawal_date
from casebook.selectors.facts import facts_for
from casebook.selectors.protocols import protocol_for
from trials.domain.values import Facts
from trials.domain.visit_plan import PlannedVisit, plan


def plan_of(
    participant: Participant, *, today: date, facts: Facts | None = None
) -> list[PlannedVisit]:
    """By what is known, or would be were these the facts."""
    protocol = protocol_for(participant, on=today)
    known = facts_for(participant, protocol) if facts is None else facts
    recorded = Visit.objects.filter(participant=participant).values_list("visit", "visit_date")
    withdrew_on = withdrawal_date(participant, str(Withdrawal.Scope.FOLLOW_UP))
    return plan(
        protocol=protocol,
        facts=known,
        recorded=dict(recorded),
        today=today,
        ended=ended_on(known, withdrew_on=withdrew_on),
    )
