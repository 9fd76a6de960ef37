"""May screening be closed without an enrollment, and may it go on after that?"""

from datetime import date

from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Participant, Withdrawal
from casebook.selectors.consents import withdrawal_date
from casebook.selectors.facts import facts_of
from enrollment.domain.reasons import OTHER
from enrollment.models import EligibilityDecision, Enrollment, ScreeningClosure
from enrollment.selectors.assessments import assessment_of
from enrollment.selectors.closures import closure_of, codes_for
from enrollment.selectors.decisions import holds, judged_day, latest_decision
from trials.domain.values import Known


class UnableToCloseScreening(Refusal):
    """Screening was not closed, or not reopened."""


class ScreeningClosed(Refusal):
    """Screening was closed; it goes on once somebody reopens it."""


def check_can_close(participant: Participant, *, on: date) -> None:
    if Enrollment.objects.filter(participant=participant).exists():
        raise UnableToCloseScreening(
            _("%(code)s is enrolled. Whoever leaves the trial now withdraws.")
            % {"code": participant.code}
        )
    check_still_open(participant)
    check_not_left(participant)
    check_not_failed(participant, on=on)


def why_not_close(participant: Participant, *, on: date) -> str:
    try:
        check_can_close(participant, on=on)
    except Refusal as refusal:
        return str(refusal)
    return ""


def check_still_open(participant: Participant) -> None:
    """Nothing is signed and nobody enrolled while the log says that screening has ended."""
    closure = closure_of(participant)
    if closure is not None:
        raise ScreeningClosed(
            _("Screening of %(code)s was closed on %(day)s. Reopen it first.")
            % {"code": participant.code, "day": closure.closed_date}
        )


def check_not_left(participant: Participant) -> None:
    """A death or a withdrawal ends screening by itself."""
    death = facts_of(participant, "death").get("death")
    stopped = withdrawal_date(participant, str(Withdrawal.Scope.FOLLOW_UP))
    if isinstance(death, Known) or stopped is not None:
        raise UnableToCloseScreening(
            _("%(code)s died or withdrew, which has closed the screening.")
            % {"code": participant.code}
        )


def check_not_failed(participant: Participant, *, on: date) -> None:
    decision = latest_decision(participant)
    if decision is None or decision.verdict != EligibilityDecision.Verdict.INELIGIBLE:
        return
    if holds(decision, assessment_of(participant, on=judged_day(participant, today=on))):
        raise UnableToCloseScreening(
            _("%(code)s is signed as not eligible, which has closed the screening.")
            % {"code": participant.code}
        )


def check_reason(participant: Participant, code: str, text: str, *, on: date) -> None:
    codes = codes_for(participant, on=on)
    if code not in codes:
        raise UnableToCloseScreening(
            _("Choose why screening ended. For %(code)s it can be: %(codes)s.")
            % {"code": participant.code, "codes": ", ".join(codes)}
        )
    if code == OTHER and not text.strip():
        raise UnableToCloseScreening(_("Say which other reason it was."))


def check_closed_date(participant: Participant, day: date, *, today: date) -> None:
    if not participant.screened_date <= day <= today:
        raise UnableToCloseScreening(
            _("Screening ended between the screening date (%(first)s) and today (%(last)s).")
            % {"first": participant.screened_date, "last": today}
        )


def check_can_reopen(participant: Participant, reason: str) -> ScreeningClosure:
    closure = closure_of(participant)
    if closure is None:
        raise UnableToCloseScreening(
            _("Screening of %(code)s is not closed.") % {"code": participant.code}
        )
    if not reason.strip():
        raise UnableToCloseScreening(_("Say why screening is reopened."))
    return closure
