"""The chair signs for the board: once, and only what was shown."""

import pytest
from django.core.files.storage import default_storage

from analysis.actions import meetings
from analysis.actions.meetings import UnableToAdd, UnableToNameChair, UnableToRecommend
from analysis.models import BoardDocument, Recommendation
from analysis.selectors.meetings import content_of, only_member
from audit.actions import ChangedSinceShown
from enrollment.models import EnrollmentHold
from tests.factories import board, casebook, people, protocols
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return protocols.open_site()


def sign(row, place, by=None, content=None):
    with board.acting_as(Role.DSMB, place, by) as person:
        signing = people.signing(person, content or content_of(row))
        return meetings.sign_recommendation(
            recommendation=row, signing=signing, by=person, at=people.NOW
        )


def named(meeting, place, chair):
    with board.acting_as(Role.UNBLINDED_STATISTICIAN, place) as by:
        return meetings.name_chair(meeting=meeting, chair=chair, by=by, at=people.NOW)


@pytest.mark.parametrize(
    ("choice", "kind"),
    [("continue", None), ("changes", None), ("pause", "pause"), ("stop", "stop")],
)
def test_only_a_pause_or_a_stop_holds_enrollment(place, choice, kind):
    row = board.signed(place, choice)
    assert row.signature.meaning == "recommendation"
    assert [hold.kind for hold in EnrollmentHold.objects.all()] == ([kind] if kind else [])


def test_a_draft_may_be_written_anew_but_not_what_is_signed(place):
    board.drafted(place, "pause")
    row = board.drafted(place, "continue", letter="All is well.")
    assert Recommendation.objects.get() == row
    assert sign(row, place).choice == "continue"
    with pytest.raises(UnableToRecommend, match="It is not changed"):
        board.drafted(place, "stop")
    with pytest.raises(UnableToRecommend, match="It is not changed"):
        sign(row, place)


def test_what_was_written_anew_meanwhile_is_not_signed(place):
    seen = content_of(board.drafted(place, "continue"))
    row = board.drafted(place, "stop")
    with pytest.raises(ChangedSinceShown, match="choice"):
        sign(row, place, content=seen)
    assert not EnrollmentHold.objects.exists()


@pytest.mark.parametrize(
    ("choice", "letter", "said"), [("go", "x", "Choose"), ("stop", " ", "Write the letter")]
)
def test_a_recommendation_says_what_and_why(place, choice, letter, said):
    with pytest.raises(UnableToRecommend, match=said):
        board.drafted(place, choice, letter=letter)


def test_of_several_members_the_named_chair_signs(place):
    first = casebook.member(place, Role.DSMB)
    second = people.delegated(Role.DSMB, place).user
    meeting = board.meeting(place)
    row = board.drafted(place, by=second)
    assert (meeting.chair, only_member(place.trial, on=people.TODAY)) == (None, None)
    with pytest.raises(UnableToRecommend, match="No chair is named"):
        sign(row, place, first)
    with pytest.raises(UnableToNameChair, match="not a member"):
        named(meeting, place, casebook.member(place, Role.SPONSOR))
    named(meeting, place, second)
    with pytest.raises(UnableToRecommend, match=f"{second.printed_name} chairs"):
        sign(row, place, first)
    sign(row, place, second)
    with pytest.raises(UnableToNameChair, match="signed already"):
        named(meeting, place, first)


def test_nobody_outside_the_board_recommends(place):
    row = board.drafted(place)
    with board.acting_as(Role.SPONSOR, place) as by, pytest.raises(NotPermitted):
        meetings.sign_recommendation(recommendation=row, signing=None, by=by, at=people.NOW)
    with board.acting_as(Role.SPONSOR, place) as by, pytest.raises(NotPermitted):
        meetings.draft_recommendation(
            meeting=row.meeting, choice="stop", letter="x", by=by, at=people.NOW
        )


def test_a_document_is_kept_under_its_hash_once(place):
    meeting = board.meeting(place)
    row = board.document(meeting, place)
    assert board.document(meeting, place) == row
    with default_storage.open(row.path) as file:
        assert file.read() == board.PDF
    assert BoardDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"data": b"<html>"}, "not a PDF"),
        ({"data": b"%PDF-" + bytes(meetings.LARGEST)}, "at most 20 MB"),
        ({"title": " "}, "called"),
        ({"session": "private"}, "session"),
    ],
)
def test_what_is_no_document_is_refused(place, changes, said):
    meeting = board.meeting(place)
    given = {"session": "open", "title": "Agenda", "data": board.PDF, **changes}
    with board.acting_as(Role.DSMB, place) as by, pytest.raises(UnableToAdd, match=said):
        meetings.add_document(meeting=meeting, **given, by=by, at=people.NOW)
    with board.acting_as(Role.SPONSOR, place) as by, pytest.raises(NotPermitted):
        meetings.add_document(meeting=meeting, **given, by=by, at=people.NOW)
