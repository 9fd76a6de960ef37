"""The board at work: who chairs, what is put before it, what it recommends and the chair signs."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from analysis.models import BoardDocument, BoardMeeting, DocumentOpening, Recommendation, Session
from analysis.selectors.meetings import board_members, content_of
from audit.actions import sign
from audit.acts import Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from audit.stored_files import write_over
from enrollment.actions import holds
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial, may_in_trial

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE


class UnableToRecommend(Refusal):
    """The recommendation stays as it was."""


class UnableToAdd(Refusal):
    """The document was not added."""


class UnableToNameChair(Refusal):
    """The chair stays as it was."""


@act
def name_chair(*, meeting: BoardMeeting, chair: User, by: User, at: datetime) -> BoardMeeting:
    """Of the board's members; a recommendation that is signed keeps who signed it."""
    check_may_in_trial(by, Right.RELEASE_REPORT, trial=meeting.trial, on=at.date())
    if chair not in board_members(meeting.trial, on=at.date()):
        raise UnableToNameChair(
            _("%(name)s is not a member of the board of %(trial)s today. Choose a member.")
            % {"name": chair.printed_name, "trial": meeting.trial.slug}
        )
    row = BoardMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if Recommendation.objects.filter(meeting=row, signature__isnull=False).exists():
        raise UnableToNameChair(_("The recommendation of this meeting is signed already."))
    row.chair = chair
    row.save()
    return row


@act
def draft_recommendation(
    *, meeting: BoardMeeting, choice: str, letter: str, by: User, at: datetime
) -> Recommendation:
    """Any member writes it down; it binds nobody before the chair has signed."""
    check_may_in_trial(by, Right.SIGN_RECOMMENDATION, trial=meeting.trial, on=at.date())
    BoardMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if choice not in Recommendation.Choice.values:
        raise UnableToRecommend(_("Choose what the board recommends."))
    if not letter.strip():
        raise UnableToRecommend(_("Write the letter. The sponsor and ethics read it."))
    row = Recommendation.objects.filter(meeting=meeting).first() or Recommendation(meeting=meeting)
    check_unsigned(row)
    row.choice, row.letter, row.drafted_by, row.drafted_at = choice, letter.strip(), by, at
    row.save()
    return row


@act
def sign_recommendation(
    *, recommendation: Recommendation, signing: Signing, by: User, at: datetime
) -> Recommendation:
    """The chair's word: a pause or a stop holds enrollment in this very transaction."""
    meeting = recommendation.meeting
    check_may_in_trial(by, Right.SIGN_RECOMMENDATION, trial=meeting.trial, on=at.date())
    found = Recommendation.objects.select_for_update(of=("self",))
    row: Recommendation = found.select_related("meeting__trial", "meeting__chair").get(
        pk=recommendation.pk
    )
    check_unsigned(row)
    check_chairs(row.meeting, by)
    content, meaning = content_of(row), str(Signature.Meaning.RECOMMENDATION)
    row.signature = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    if row.holds_enrollment:
        row.hold = holds.place(trial=row.meeting.trial, kind=row.choice, by=by, at=at)
    row.save()
    return row


def check_unsigned(row: Recommendation) -> None:
    if row.signature is not None:
        raise UnableToRecommend(
            _("%(name)s signed the recommendation of this meeting on %(day)s. It is not changed.")
            % {"name": row.signature.printed_name, "day": row.signature.signed_at.date()}
        )


def check_chairs(meeting: BoardMeeting, by: User) -> None:
    if meeting.chair is None:
        raise UnableToRecommend(
            _("No chair is named for this meeting. The unblinded statistician names one.")
        )
    if meeting.chair_id != by.pk:
        raise UnableToRecommend(
            _("%(name)s chairs this meeting and signs.") % {"name": meeting.chair.printed_name}
        )


@act
def add_document(
    *, meeting: BoardMeeting, session: str, title: str, data: bytes, by: User, at: datetime
) -> BoardDocument:
    """Keep a PDF under its hash; the same file again is the same document."""
    check_may_add(meeting, by, at=at)
    check_document(session, title, data)
    sha256 = hashlib.sha256(data).hexdigest()
    known = BoardDocument.objects.filter(meeting=meeting, session=session, sha256=sha256).first()
    if known is not None:
        return known
    path = f"board/{meeting.trial.slug}/{meeting.number}/{session}-{sha256}.pdf"
    write_over(path, data)
    return BoardDocument.objects.create(
        meeting=meeting,
        session=session,
        title=title.strip(),
        path=path,
        sha256=sha256,
        added_by=by,
        added_at=at,
    )


def check_may_add(meeting: BoardMeeting, by: User, *, at: datetime) -> None:
    """The board its minutes, the unblinded statistician what is put before it."""
    if not may_in_trial(by, Right.SIGN_RECOMMENDATION, trial=meeting.trial, on=at.date()):
        check_may_in_trial(by, Right.RELEASE_REPORT, trial=meeting.trial, on=at.date())


def check_document(session: str, title: str, data: bytes) -> None:
    if session not in Session.values or not title.strip():
        raise UnableToAdd(_("Say what the document is called and which session it belongs to."))
    if not data.startswith(b"%PDF-"):
        raise UnableToAdd(_("This is not a PDF file. Print it as PDF and add that."))
    if len(data) > LARGEST:
        raise UnableToAdd(
            _("The file has %(size)s MB; at most %(most)s MB are kept. Add it in parts.")
            % {"size": len(data) // MEGABYTE, "most": LARGEST // MEGABYTE}
        )


@act
def open_document(*, document: BoardDocument, by: User, at: datetime) -> DocumentOpening:
    """Note who opened it and when; each opening counts."""
    return DocumentOpening.objects.create(document=document, user=by, opened_at=at)
