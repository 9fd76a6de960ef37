"""Follow-up records, made by the same acts as real ones."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.models import Participant
from followup.actions import (
    adverse_events,
    assessments,
    contacts,
    surgeries,
    treatments,
    vital_status,
)
from followup.models import (
    AdverseEvent,
    ContactAttempt,
    Surgery,
    TreatmentCourse,
    TumorAssessment,
    VitalStatus,
)
from tests.factories import casebook, people
from tests.factories.casebook import instant, seeing
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.models import SiteActivation

ENROLLED = date(2026, 1, 8)
LATER = date(2026, 6, 1)


def enrolled_participant(activation: SiteActivation | None = None, **entry: Any) -> Participant:
    """As far as follow-up is concerned: consented, and the day of enrollment known."""
    row = casebook.consented_participant(activation, **entry)
    casebook.known(row, enrolled=ENROLLED)
    return row


def acting(row: Participant, day: date) -> dict[str, Any]:
    return {"by": casebook.member(row.activation), "at": instant(day)}


def course(row: Participant, start: date, end: date | None = None, **more: Any) -> TreatmentCourse:
    given = treatments.Course(
        agent=more.pop("agent", "lenvatinib"), start_date=start, end_date=end, **more
    )
    with seeing(row.activation):
        return treatments.record(participant=row, course=given, **acting(row, LATER))


def operation(day: date, **changes: Any) -> surgeries.Operation:
    values = {"procedure": "anatomic_resection", "margin": "r0", "histology": "hcc"}
    return surgeries.Operation(surgery_date=day, **{**values, **changes})


def surgery(row: Participant, day: date, **changes: Any) -> Surgery:
    with seeing(row.activation):
        return surgeries.record(
            participant=row, operation=operation(day, **changes), **acting(row, LATER)
        )


def scan_of(day: date, finding: str = "none", **changes: Any) -> assessments.Scan:
    values = {"modality": "mri", "adequate": True, "finding": finding}
    if finding == "recurrence":
        values["location"] = "intrahepatic"
    return assessments.Scan(scan_date=day, **{**values, **changes})


def scan(row: Participant, day: date, finding: str = "none", **changes: Any) -> TumorAssessment:
    with seeing(row.activation):
        return assessments.record(
            participant=row, scan=scan_of(day, finding, **changes), **acting(row, LATER)
        )


def contact_of(vital: str, day: str, **changes: Any) -> vital_status.Contact:
    values = {"information_source": "telephone"}
    if vital == "dead":
        values["cause_of_death"] = "Liver failure"
    return vital_status.Contact(
        vital_status=vital, status_date=PartialDate.parse(day), **{**values, **changes}
    )


def attempt(row: Participant, day: date, means: str = "telephone") -> ContactAttempt:
    """Nobody was reached that day."""
    with seeing(row.activation):
        return contacts.attempt(participant=row, means=means, attempt_date=day, **acting(row, day))


def lost(row: Participant, on: date) -> VitalStatus:
    """Heard of that day, and never again however it was tried."""
    contact(row, "alive", on.isoformat(), told=max(on, LATER))
    for after in (1, 2, 3):
        attempt(row, on + timedelta(days=after))
    swept = on + timedelta(days=4)
    attempt(row, swept, "sweep")
    with seeing(row.activation):
        return contacts.declare_lost(participant=row, **acting(row, max(swept, LATER)))


def contact(row: Participant, vital: str, day: str, **changes: Any) -> VitalStatus:
    told = changes.pop("told", LATER)
    with seeing(row.activation):
        return vital_status.record(
            participant=row, contact=contact_of(vital, day, **changes), **acting(row, told)
        )


def event_of(term: str = "Fatigue", grade: int = 2, **changes: Any) -> adverse_events.Event:
    values: dict[str, Any] = {
        "onset": PartialDate(2026, 3, None),
        "outcome": "recovered",
        "aware_at": instant(LATER) - timedelta(hours=2),
    }
    return adverse_events.Event(term=term, grade=grade, **{**values, **changes})


def adverse_event(
    row: Participant, term: str = "Fatigue", grade: int = 2, **changes: Any
) -> AdverseEvent:
    with seeing(row.activation):
        return adverse_events.report(
            participant=row, event=event_of(term, grade, **changes), **acting(row, LATER)
        )


def laboratory(row: Participant, day: date, name: str, value: int, unit: str = "10*9/L") -> None:
    """As a form of that day says it."""
    fact = NewFact(name=name, value=value, unit=unit, date=PartialDate.of(day))
    with seeing(row.activation), people.acting(by=people.SETUP, action="tests.know"):
        source = FactSource(kind="test", id=f"{row.pk}:{name}", content=name)
        hand_down(participant=row, source=source, facts=[fact])


def low_platelets(row: Participant, *, before: date, on: date) -> None:
    """Normal before, grade 3 since: nobody has reported an event yet."""
    laboratory(row, before, "platelets", 180)
    laboratory(row, on, "cycle_platelets", 40)


def another_nurse(activation: SiteActivation) -> User:
    return people.delegated(Role.NURSE, activation).user
