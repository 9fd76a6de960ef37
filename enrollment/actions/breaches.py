"""A correction after enrollment may take away what it rested on. The decision stays as it was
signed; a deviation is opened in the act of whoever corrects."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from casebook.actions import deviations
from casebook.actions.deviations import Breach
from casebook.corrections import Afterwards, Foreseen
from casebook.models import Participant
from enrollment.domain.breaches import Turned, turned
from enrollment.domain.eligibility import Assessment, assess
from enrollment.models import Enrollment
from enrollment.selectors.assessments import assessment_of, birth_of, protocol_to_judge, with_age
from enrollment.selectors.decisions import judged_day
from trials.domain.values import Facts
from trials.wording import worded


def watch(participant: Participant) -> Afterwards | None:
    """Archived records were never judged, so nothing of theirs can be breached."""
    enrollment = Enrollment.objects.filter(participant=participant).first()
    if enrollment is None or enrollment.decision_id is None:
        return None
    before = judged(enrollment)

    def afterwards(by: User, at: datetime) -> None:
        for one in turned(before, judged(enrollment), enrollment.assessment):
            if one.is_breach:
                breach = breach_of(one)
                deviations.open_for(participant=participant, breach=breach, by=by, at=at)

    return afterwards


def judged(enrollment: Enrollment) -> Assessment:
    return assessment_of(enrollment.participant, on=enrollment.enrolled_date)


def breach_of(one: Turned) -> Breach:
    return Breach(criterion=one.now.criterion.id, was="met", is_now=one.now.finding.value)


def foresee(participant: Participant, facts: Facts, *, today: date) -> list[Foreseen]:
    """What becomes of eligibility, were these the facts; before enrollment too."""
    protocol = protocol_to_judge(participant, on=today)
    if not protocol.criteria:
        return []
    enrollment = Enrollment.objects.filter(participant=participant).first()
    day = judged_day(participant, today=today)
    known = with_age(facts, birth=birth_of(participant), on=day)
    then = assess(protocol=protocol, facts=known, on=day)
    signed = enrollment.assessment if enrollment else []
    return [worded_turn(one) for one in turned(assessment_of(participant, on=day), then, signed)]


def worded_turn(one: Turned) -> Foreseen:
    opened = _("A deviation is opened; the decision stays as it was signed.")
    return Foreseen(
        what=f"{one.now.criterion.id} {worded(one.now.criterion.text)}",
        before=_(one.before.label),
        after=_(one.now.label),
        note=opened if one.is_breach else "",
    )
