"""Make a report of a cut; release it to a meeting of the board."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.actions import arm_letters
from analysis.actions.runs import code_version
from analysis.domain.results import AnyResult
from analysis.models import BoardMeeting, DataCut, Report, ReportOpening
from analysis.permissions import must_say_why
from analysis.reports import page, pdf
from analysis.reports.contents import Contents, contents_of
from analysis.reports.signatures import lines_of
from analysis.reports.wording import wording_in
from analysis.selectors.meetings import only_member
from analysis.selectors.reports import content_of, has_said_why
from analysis.selectors.results import protocol_of_cut
from audit.actions import sign
from audit.acts import Refusal, act
from audit.content import canonical_json
from audit.domain.signing import Signing
from audit.models import Signature
from audit.patience import take_time
from audit.stored_files import write_over
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


class UnableToRelease(Refusal):
    """The report was not released."""


def contents_for(
    *,
    cut: DataCut,
    session: str,
    by: User,
    at: datetime,
    results: Sequence[AnyResult] | None = None,
) -> Contents:
    """What a report says, whatever its language; a closed one by letters or by name."""
    take_time()
    if session == Report.Session.CLOSED:
        arm_letters.draw(trial=cut.trial, protocol=protocol_of_cut(cut), by=by, at=at)
    return said_in(session, cut, results)


def said_in(session: str, cut: DataCut, results: Sequence[AnyResult] | None = None) -> Contents:
    return contents_of(
        cut,
        closed=session != Report.Session.OPEN,
        named=session == Report.Session.NAMED,
        results=results,
    )


@act
def make(
    *,
    cut: DataCut,
    session: str,
    language: str,
    by: User,
    at: datetime,
    contents: Contents | None = None,
) -> Report:
    """Draw the report as PDF, as page and with its figures; the same cut, session, language and
    code give the same bytes. `contents`: those of this cut and session, drawn once for all
    languages."""
    is_open = session == Report.Session.OPEN
    right = Right.TAKE_OPEN_CUT if is_open else Right.GENERATE_CLOSED_REPORT
    check_may_in_trial(by, right, trial=cut.trial, on=at.date())
    asked = {"cut": cut, "session": session, "language": language, "code_version": code_version()}
    known = Report.objects.filter(**asked).first()
    if known is not None:
        return known
    take_time()
    contents = contents or contents_for(cut=cut, session=session, by=by, at=at)
    wording = wording_in(language)
    figures = pdf.drawn_figures(contents, wording)
    data = pdf.draw(
        contents,
        language=language,
        code_version=code_version(),
        demo=settings.DEMO,
        figures=figures,
    )
    sha256 = hashlib.sha256(data).hexdigest()
    folder = f"reports/{cut.trial.slug}/{cut.name}-{session}-{language}-{sha256[:12]}"
    write_over(f"{folder}/report.pdf", data)
    write_over(f"{folder}/page.json", canonical_json(page.as_page(contents, wording)))
    for key, drawn in figures.items():
        write_over(f"{folder}/{key}.png", drawn)
    for key, drawn in page.figures(contents, wording).items():
        write_over(f"{folder}/{key}.svg", drawn)
    return Report.objects.create(**asked, path=folder, sha256=sha256, made_at=at)


def kept(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())


@act
def hold_meeting(
    *, trial: Trial, number: int, held_on: date, by: User, at: datetime
) -> BoardMeeting:
    """A board of one is its own chair; of several, one is named for the meeting."""
    check_may_in_trial(by, Right.RELEASE_REPORT, trial=trial, on=at.date())
    chair = only_member(trial, on=at.date())
    meeting, _created = BoardMeeting.objects.get_or_create(
        trial=trial, number=number, defaults={"held_on": held_on, "chair": chair}
    )
    return meeting


@act
def release(
    *, report: Report, meeting: BoardMeeting, signing: Signing, by: User, at: datetime
) -> Report:
    """From now on the board reads it, with the signature on its last page."""
    trial = report.cut.trial
    check_may_in_trial(by, Right.RELEASE_REPORT, trial=trial, on=at.date())
    if meeting.trial_id != trial.pk:
        raise UnableToRelease(_("The meeting belongs to another trial."))
    if report.released_at is not None:
        return report
    check_can_be_signed(report)
    content, meaning = content_of(report), str(Signature.Meaning.RELEASE)
    report.signature = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    report.meeting, report.released_by, report.released_at = meeting, by, at
    report.save()
    write_over(f"{report.path}/signed.pdf", drawn_signed(report))
    return report


def check_can_be_signed(report: Report) -> None:
    """The signed copy is the same report with one page more, so the same code draws it."""
    if report.code_version != code_version():
        raise UnableToRelease(
            _("Another version of Concord drew this report. Draw it again, then release that one.")
        )


def drawn_signed(report: Report) -> bytes:
    contents = said_in(report.session, report.cut)
    assert report.signature is not None
    return pdf.draw(
        contents,
        language=report.language,
        code_version=report.code_version,
        demo=settings.DEMO,
        figures={one.key: kept(f"{report.path}/{one.key}.png") for one in contents.figures()},
        signature=lines_of(report.signature, report_sha256=report.sha256),
    )


class UnableToOpen(Refusal):
    """The report stays closed."""


@act
def open_report(
    *, report: Report, by: User, at: datetime, part: str = "", reason: str = ""
) -> ReportOpening:
    """Note who opened a report, or which file of it, and when; each opening counts. Whoever reads
    a closed one on terms said why within the last hours, or says so now."""
    reason = reason.strip()[:500]
    if must_say_why(by, report, on=at.date()) and not (reason or has_said_why(report, by, at=at)):
        raise UnableToOpen(_("Say why you need to see outcomes by arm."))
    return ReportOpening.objects.create(
        report=report, user=by, opened_at=at, part=part[:80], reason=reason
    )
