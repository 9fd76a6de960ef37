"""Who may open which report or document: the board what was released to it, analysts what they
make."""

from datetime import date

from accounts.models import User
from analysis.models import BoardDocument, Report
from casebook.selectors.database_locks import database_lock_of
from trials.domain.rights import Grant, Right, grant_of
from trials.models import Trial
from trials.permissions import NotPermitted, may_in_trial, refusal_text
from trials.selectors.delegations import reach_of


def may_see_board(user: User, *, trial: Trial, on: date) -> bool:
    rights = (Right.READ_CLOSED_REPORT, Right.TAKE_OPEN_CUT, Right.HANDLE_SERIOUS_EVENT)
    return any(may_in_trial(user, right, trial=trial, on=on) for right in rights)


def check_may_see_board(user: User, *, trial: Trial, on: date) -> None:
    if not may_see_board(user, trial=trial, on=on):
        raise NotPermitted(refusal_text(Right.READ_CLOSED_REPORT))


def sits_in_closed_session(user: User, *, trial: Trial, on: date) -> bool:
    return may_in_trial(user, Right.READ_CLOSED_REPORT, trial=trial, on=on)


# Even the open report lists deaths and serious events of every site, so no site role reads it.
MAKES: dict[str, tuple[Right, ...]] = {
    "open": (Right.TAKE_OPEN_CUT,),
    "closed": (Right.GENERATE_CLOSED_REPORT,),
    "named": (Right.GENERATE_CLOSED_REPORT,),
}
READS_RELEASED: dict[str, tuple[Right, ...]] = {
    "open": (Right.READ_CLOSED_REPORT, Right.HANDLE_SERIOUS_EVENT),
    "closed": (Right.READ_CLOSED_REPORT,),
    "named": (Right.READ_CLOSED_REPORT,),
}

READS_AFTER_LOCK = (Right.TAKE_OPEN_CUT, Right.HANDLE_SERIOUS_EVENT)


def may_read(user: User, report: Report, *, on: date) -> bool:
    rights, trial = MAKES[report.session], report.cut.trial
    if report.released_at is not None:
        rights += READS_RELEASED[report.session]
    if any(may_in_trial(user, right, trial=trial, on=on) for right in rights):
        return True
    return report.released_at is not None and may_after_lock(user, trial, on=on)


def may_after_lock(user: User, trial: Trial, *, on: date) -> bool:
    """Nobody's care or reading can be swayed once the data are final."""
    reads = any(may_in_trial(user, right, trial=trial, on=on) for right in READS_AFTER_LOCK)
    return reads and database_lock_of(trial) is not None


def check_may_read(user: User, report: Report, *, on: date) -> None:
    if not may_read(user, report, on=on):
        raise NotPermitted(refusal_text(Right.READ_CLOSED_REPORT))


def check_may_open(user: User, document: BoardDocument, *, on: date) -> None:
    """What is put before a meeting is released by being put there."""
    rights = MAKES[document.session] + READS_RELEASED[document.session]
    trial = document.meeting.trial
    if not any(may_in_trial(user, right, trial=trial, on=on) for right in rights):
        raise NotPermitted(refusal_text(Right.READ_CLOSED_REPORT))


def must_say_why(user: User, report: Report, *, on: date) -> bool:
    """Whoever reads a closed report only on terms that ask a reason: an auditor."""
    trial = report.cut.trial
    if report.session == Report.Session.OPEN or may_after_lock(user, trial, on=on):
        return False
    roles = reach_of(user, on=on).roles_in(trial)
    grants = [grant for role in roles if (grant := grant_of(Right.READ_CLOSED_REPORT, role))]
    return bool(grants) and all(Grant.REASON in grant for grant in grants)


def may_unblind(user: User, *, trial: Trial, on: date) -> bool:
    """Know which letter of a closed report is which arm."""
    if may_in_trial(user, Right.SEE_OUTCOME_BY_ARM, trial=trial, on=on):
        return True
    return may_after_lock(user, trial, on=on)


def check_may_unblind(user: User, *, trial: Trial, on: date) -> None:
    if not may_unblind(user, trial=trial, on=on):
        raise NotPermitted(refusal_text(Right.SEE_OUTCOME_BY_ARM))
