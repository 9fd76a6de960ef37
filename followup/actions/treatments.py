"""Record what was given, agent by agent."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.models import TreatmentCourse
from trials.domain.protocol.arms import Agent
from trials.domain.protocol.protocol import Protocol

KIND = "treatment_course"


@dataclass(frozen=True, kw_only=True)
class Course:
    """One agent over a period. A session without an end ended on the day it was given."""

    agent: str
    start_date: date
    end_date: date | None = None
    product: str = ""
    dose: Decimal | None = None
    dose_unit: str = ""
    stop_reason: str = ""

    @classmethod
    def of(cls, row: TreatmentCourse) -> "Course":
        return cls(**row.as_values())


@act
def record(*, participant: Participant, course: Course, by: User, at: datetime) -> TreatmentCourse:
    today = recording.check_may_record(participant, by=by, at=at)
    course = checked(participant, course, today=today)
    row = recording.create(TreatmentCourse, participant, asdict(course), by=by, at=at)
    recording.hand_down(participant, kind=KIND, by=by, at=at)
    return row


@act
def correct(
    *,
    record: TreatmentCourse,
    course: Course,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> TreatmentCourse:
    today = recording.check_may_record(record.participant, by=by, at=at)
    course = checked(record.participant, course, today=today)
    row = recording.correct(
        record, asdict(course), expected_version=expected_version, reason=reason, by=by, at=at
    )
    recording.hand_down(row.participant, kind=KIND, by=by, at=at)
    return row


def checked(participant: Participant, course: Course, *, today: date) -> Course:
    """The course, ended where it is a session."""
    agent = agent_of(course, recording.protocol_agreed_to(participant))
    if agent.session and course.end_date is None:
        course = replace(course, end_date=course.start_date)
    check_course(participant, course, today=today)
    return course


def check_course(participant: Participant, course: Course, *, today: date) -> None:
    recording.check_day(participant, course.start_date, today=today, what=_("Start"))
    recording.check_day(participant, course.end_date, today=today, what=_("End"))
    if course.end_date and course.end_date < course.start_date:
        raise UnableToRecord(_("The course ends before it begins. Check both dates."))
    if (course.dose is None) != (not course.dose_unit):
        raise UnableToRecord(_("Give the dose together with its unit, or neither."))
    if course.dose is not None and course.dose <= 0:
        raise UnableToRecord(_("A dose is greater than 0."))


def agent_of(course: Course, protocol: Protocol) -> Agent:
    agents = {agent.id: agent for agent in protocol.agents}
    if course.agent not in agents:
        raise UnableToRecord(
            _("The protocol has no agent %(agent)s. Choose one of: %(known)s.")
            % {"agent": course.agent, "known": ", ".join(agents)}
        )
    agent = agents[course.agent]
    if agent.product_named and not course.product.strip():
        raise UnableToRecord(_("Name the product: the protocol names only its class."))
    if course.dose_unit and agent.dose_units and course.dose_unit not in agent.dose_units:
        raise UnableToRecord(
            _("The unit %(unit)s is not used for this agent. Choose one of: %(known)s.")
            % {"unit": course.dose_unit, "known": ", ".join(agent.dose_units)}
        )
    return agent
