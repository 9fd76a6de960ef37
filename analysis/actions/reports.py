"""Make a report of a cut; release it to a meeting of the board."""

import hashlib
from datetime import date, datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.actions.runs import code_version
from analysis.models import BoardMeeting, DataCut, Report
from analysis.reports import pdf
from analysis.reports.contents import contents_of
from audit.acts import Refusal, act
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


class UnableToRelease(Refusal):
    """The report was not released."""


@act
def make(*, cut: DataCut, session: str, language: str, by: User, at: datetime) -> Report:
    """Draw the report; the same cut, session, language and code give the same bytes."""
    closed = session == Report.Session.CLOSED
    right = Right.GENERATE_CLOSED_REPORT if closed else Right.TAKE_OPEN_CUT
    check_may_in_trial(by, right, trial=cut.trial, on=at.date())
    data = pdf.draw(
        contents_of(cut, closed=closed),
        language=language,
        code_version=code_version(),
        demo=settings.DEMO,
    )
    sha256 = hashlib.sha256(data).hexdigest()
    known = Report.objects.filter(
        cut=cut, session=session, language=language, sha256=sha256
    ).first()
    if known is not None:
        return known
    path = f"reports/{cut.trial.slug}/{cut.name}-{session}-{language}-{sha256[:12]}.pdf"
    return Report.objects.create(
        cut=cut,
        session=session,
        language=language,
        path=default_storage.save(path, ContentFile(data)),
        sha256=sha256,
        made_at=at,
    )


@act
def hold_meeting(
    *, trial: Trial, number: int, held_on: date, by: User, at: datetime
) -> BoardMeeting:
    check_may_in_trial(by, Right.RELEASE_REPORT, trial=trial, on=at.date())
    meeting, _created = BoardMeeting.objects.get_or_create(
        trial=trial, number=number, defaults={"held_on": held_on}
    )
    return meeting


@act
def release(*, report: Report, meeting: BoardMeeting, by: User, at: datetime) -> Report:
    """From now on the board reads it."""
    trial = report.cut.trial
    check_may_in_trial(by, Right.RELEASE_REPORT, trial=trial, on=at.date())
    if meeting.trial_id != trial.pk:
        raise UnableToRelease(_("The meeting belongs to another trial."))
    if report.released_at is None:
        report.meeting, report.released_by, report.released_at = meeting, by, at
        report.save()
    return report
