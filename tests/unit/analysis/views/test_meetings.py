"""The board's room: who sees what of a meeting, and how a recommendation comes about there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from analysis.models import BoardDocument, DocumentOpening, Recommendation
from analysis.selectors.meetings import content_of, openings_of
from enrollment.models import EnrollmentHold
from enrollment.selectors import holds
from tests.factories import board, casebook, people, protocols
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return protocols.open_site()


class Reader:
    """Somebody with this role, before the pages of the board."""

    def __init__(self, place, role):
        self.place, self.user, self.client = place, casebook.member(place, role), Client()
        self.client.force_login(self.user)

    def url(self, name, *args):
        return reverse(f"analysis:{name}", args=[self.place.trial.slug, *args])

    def sees(self, name, *args):
        return self.client.get(self.url(name, *args))

    def sends(self, name, *args, **typed):
        return self.client.post(self.url(name, *args), typed)

    def reads(self, name, *args):
        return self.sees(name, *args).content.decode()

    def signs(self, name, *args, shown, **typed):
        who = {"user_id": self.user.username, "password": people.PASSWORD}
        return self.sends(name, *args, **{**who, "shown": shown.as_shown().token(), **typed})


@pytest.fixture
def member(place):
    return Reader(place, Role.DSMB)


@pytest.fixture
def sponsor(place):
    return Reader(place, Role.SPONSOR)


def test_a_member_writes_a_recommendation_down_and_the_chair_signs_it(place, member, sponsor):
    board.meeting(place)
    assert "Continue with changes" in member.reads("meeting", 1)
    assert member.sends("recommend", 1, choice="stop").status_code == 422
    written = member.sends("recommend", 1, choice="stop", letter="Too many <b>deaths</b>.")
    assert written["Location"] == member.url("meeting", 1)
    assert "Too many &lt;b&gt;deaths" in member.reads("meeting", 1)
    assert "Too many" not in sponsor.reads("meeting", 1)
    row = Recommendation.objects.get()
    for wrong in ({"password": "wrong"}, {"shown": holds_nothing()}):
        answer = member.signs("sign_recommendation", 1, **{"shown": content_of(row), **wrong})
        assert answer.status_code == 422
    assert not EnrollmentHold.objects.exists()
    signed = member.signs("sign_recommendation", 1, shown=content_of(row))
    assert signed.status_code == 302
    for reader in (member, sponsor):
        assert "Signature holds" in reader.reads("meeting", 1)
        assert "Enrollment is on hold" in reader.reads("board")


def holds_nothing():
    return content_of(Recommendation(meeting=Recommendation.objects.get().meeting))


def test_the_sponsor_confirms_lifts_and_notes_ethics(place, member, sponsor):
    hold = board.held(place)
    nurse = Reader(place, Role.NURSE)
    log = reverse("enrollment:screening_log", args=[place.trial.slug])
    assert "Enrollment is on hold" in nurse.client.get(log).content.decode()
    assert nurse.sees("hold", hold.pk).status_code == 403
    assert "Sign the decision" not in member.reads("hold", hold.pk)
    assert "Sign the decision" in sponsor.reads("hold", hold.pk)
    assert sponsor.sends("ethics_informed", hold.pk, informed_date="2020-01-01").status_code == 422
    today = hold.placed_at.date().isoformat()
    assert sponsor.sends("ethics_informed", hold.pk, informed_date=today).status_code == 302
    for decision, left in (("confirm", 1), ("lift", 0)):
        hold.refresh_from_db()
        shown, typed = holds.content_of(hold), {"decision": decision, "reason": "As the board says"}
        assert sponsor.signs("hold", hold.pk, shown=shown, decision=decision).status_code == 422
        assert sponsor.signs("hold", hold.pk, shown=shown, **typed).status_code == 302
        assert EnrollmentHold.objects.standing().count() == left
    assert "As the board says" in member.reads("hold", hold.pk)


def test_documents_are_read_by_session_and_each_opening_is_noted(place, member, sponsor):
    meeting = board.meeting(place)
    for session in ("open", "closed"):
        file = SimpleUploadedFile("a.pdf", board.PDF + session.encode())
        sent = member.sends("add_document", 1, session=session, title=session, file=file)
        assert sent.status_code == 302
    for closed in (True, False):
        row = BoardDocument.objects.get(session="closed" if closed else "open")
        assert member.sees("document", row.pk).content.startswith(b"%PDF-")
        assert sponsor.sees("document", row.pk).status_code == (403 if closed else 200)
    assert DocumentOpening.objects.count() == 3
    assert [one.document.title for one in openings_of(meeting)] == ["open", "open", "closed"]
    assert "Who opened what" in member.reads("meeting", 1)
    assert "Who opened what" not in sponsor.reads("meeting", 1)
    bad = SimpleUploadedFile("a.pdf", b"<html>")
    answer = member.sends("add_document", 1, session="open", title="x", file=bad)
    assert (answer.status_code, "not a PDF" in answer.content.decode()) == (422, True)


def test_the_unblinded_statistician_calls_a_meeting_and_names_its_chair(place, member):
    other = people.delegated(Role.DSMB, place).user
    analyst = Reader(place, Role.UNBLINDED_STATISTICIAN)
    assert analyst.sends("call_meeting", number="0")["Location"] == analyst.url("board")
    assert "Held on" in analyst.reads("board")
    called = analyst.sends("call_meeting", number="3", held_on="2026-06-01")
    assert called["Location"] == analyst.url("meeting", 3)
    assert "No chair is named yet" in member.reads("meeting", 3)
    assert analyst.sends("name_chair", 3, chair=analyst.user.pk).status_code == 422
    assert analyst.sends("name_chair", 3, chair=other.pk).status_code == 302
    assert f"{other.printed_name} chairs" in member.reads("meeting", 3)
    assert member.sends("call_meeting", number="4", held_on="2026-06-01").status_code == 403
