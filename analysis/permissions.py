"""Who may open which report: the board what was released to it, analysts what they make."""

from datetime import date

from accounts.models import User
from analysis.models import Report
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, may_in_trial, refusal_text


def may_see_board(user: User, *, trial: Trial, on: date) -> bool:
    rights = (Right.READ_CLOSED_REPORT, Right.TAKE_OPEN_CUT)
    return any(may_in_trial(user, right, trial=trial, on=on) for right in rights)


def may_read(user: User, report: Report, *, on: date) -> bool:
    """Released open reports are for all who may see pooled counts; closed ones for few."""
    trial = report.cut.trial
    if report.session == Report.Session.CLOSED:
        makes = may_in_trial(user, Right.GENERATE_CLOSED_REPORT, trial=trial, on=on)
        reads = may_in_trial(user, Right.READ_CLOSED_REPORT, trial=trial, on=on)
    else:
        makes = may_in_trial(user, Right.TAKE_OPEN_CUT, trial=trial, on=on)
        reads = may_in_trial(user, Right.SEE_POOLED_COUNTS, trial=trial, on=on)
    return makes or (reads and report.released_at is not None)


def check_may_read(user: User, report: Report, *, on: date) -> None:
    if not may_read(user, report, on=on):
        closed = report.session == Report.Session.CLOSED
        raise NotPermitted(
            refusal_text(Right.READ_CLOSED_REPORT if closed else Right.SEE_POOLED_COUNTS)
        )
