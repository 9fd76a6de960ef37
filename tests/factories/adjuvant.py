"""Participants of hcc-adj: operated on, enrolled, treated or not, up to the landmark and beyond."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from audit.domain.signing import Shown
from casebook.models import Lock, Participant
from enrollment.actions import treatment_decisions
from enrollment.models import TreatmentDecision
from enrollment.received import received_by
from enrollment.selectors.treatment_decisions import content_to_lock, decision_of
from followup.actions import assessments, treatments, vital_status
from followup.models import TreatmentCourse, TumorAssessment, VitalStatus
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.models import SiteActivation

SLUG = "hcc-adj"
SURGERY, ENROLLED = date(2026, 1, 2), date(2026, 1, 8)
LANDMARK = SURGERY + timedelta(days=90)
DECIDED = SURGERY + timedelta(days=25)
LATER = date(2026, 9, 1)
SCOPES = {
    "participation": True,
    "model_analysis": True,
    "tissue_slides": True,
    "later_contact": True,
}


def site() -> SiteActivation:
    return protocols.open_site(SLUG)


def participant(activation: SiteActivation | None = None, **entry: Any) -> Participant:
    """Consented, operated on, enrolled; nothing begun yet."""
    row = casebook.participant(activation or site(), **entry)
    casebook.consent(row, scopes=SCOPES)
    casebook.known(row, surgery_date=SURGERY, enrolled=ENROLLED, part="prospective")
    return row


def day(after_surgery: int) -> date:
    return SURGERY + timedelta(days=after_surgery)


def course(
    row: Participant, agent: str, start: int, *, length: int = 0, by: Any = None
) -> TreatmentCourse:
    """Begun this many days after surgery."""
    given = treatments.Course(
        agent=agent,
        start_date=day(start),
        end_date=day(start + length),
        product="as supplied" if agent not in {"radiotherapy", "ablation"} else "",
    )
    with seeing(row.activation):
        return treatments.record(participant=row, course=given, **now(row))


def scan(row: Participant, after: int, finding: str = "none", **more: Any) -> TumorAssessment:
    seen = followup.scan_of(day(after), finding, **more)
    with seeing(row.activation):
        return assessments.record(participant=row, scan=seen, **now(row))


def contact(row: Participant, vital: str, on: str) -> VitalStatus:
    with seeing(row.activation):
        return vital_status.record(
            participant=row, contact=followup.contact_of(vital, on), **now(row)
        )


def choice(**changes: Any) -> treatment_decisions.Choice:
    values = {
        "strategy": "surgery_tace",
        "decided_date": day(20),
        "decided_by": "Liver board",
        "rationale": "Microvascular invasion",
    }
    return treatment_decisions.Choice(**{**values, **changes})


def decided(row: Participant, *, on: date = DECIDED, **changes: Any) -> TreatmentDecision:
    by = casebook.member(row.activation, Role.PI)
    with seeing(row.activation, by=by):
        return treatment_decisions.record(
            participant=row, choice=choice(**changes), by=by, at=instant(on)
        )


def locked(
    row: Participant, *, on: date = LATER, by: User | None = None, shown: Shown | None = None
) -> Lock:
    """The strategy received is locked, after a decision was recorded for it."""
    by = by or casebook.member(row.activation, Role.PI)
    with seeing(row.activation, by=by):
        decision = decision_of(row) or decided(row)
        signing = people.signing(by, shown or to_lock(row, on=on))
        return treatment_decisions.lock(record=decision, signing=signing, by=by, at=instant(on))


def to_lock(row: Participant, *, on: date = LATER) -> Shown:
    """What the page shows of it on that day."""
    with seeing(row.activation):
        decision = decision_of(row) or decided(row)
        return content_to_lock(decision, received_by(row, known_to=on)).as_shown()


def now(row: Participant) -> dict[str, Any]:
    return {"by": casebook.member(row.activation), "at": instant(LATER)}
