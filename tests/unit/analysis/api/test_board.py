"""The board over the API: the same acts and rights as on its pages."""

import hashlib

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from analysis.models import BoardDocument, DocumentOpening
from enrollment.models import EnrollmentHold
from tests.factories import board, casebook, people, protocols
from tests.factories.casebook import instant
from tests.factories.enrollment import JUDGED
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
TRIAL = "/api/v1/trials/hcc-neo/"
MEETING = f"{TRIAL}meetings/1/"
LETTER = {"choice": "pause", "letter": "Wait for the ninety days of all."}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def site():
    return protocols.open_site()


@pytest.fixture
def send(client, site):
    keys = iter(range(10_000_000, 20_000_000))

    def post(where, body, *, role, key=None, kind="application/json"):
        client.force_login(casebook.member(site, role))
        headers = {"Idempotency-Key": key or str(next(keys))}
        more = {} if kind is None else {"content_type": kind}
        return client.post(where, body, headers=headers, **more)

    return post


@pytest.fixture
def read(client, site):
    def get(where, *, role):
        client.force_login(casebook.member(site, role))
        return client.get(where)

    return get


def signing(site, role, shown, **more):
    person = casebook.member(site, role)
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown, **more}


def test_from_the_call_of_a_meeting_to_the_lifting_of_its_hold(send, read, site):
    chair = casebook.member(site, Role.DSMB)
    call = {"number": 1, "held_on": "2026-01-05"}
    unblinded = {"role": Role.UNBLINDED_STATISTICIAN}
    assert send(f"{TRIAL}meetings/", call, role=Role.DSMB).status_code == 403
    made = send(f"{TRIAL}meetings/", call, key="meeting-1", **unblinded)
    again = send(f"{TRIAL}meetings/", call, key="meeting-1", **unblinded)
    assert (made.status_code, made.json()["chair"]) == (201, chair.username)
    assert again.headers["Idempotent-Replayed"] == "true"
    stranger = send(f"{MEETING}chair/", {"chair": "nobody"}, **unblinded)
    assert (stranger.status_code, "not a member" in stranger.content.decode()) == (400, True)
    assert send(f"{MEETING}chair/", {"chair": chair.username}, **unblinded).status_code == 201

    assert send(f"{MEETING}recommendation/", LETTER, role=Role.SPONSOR).status_code == 403
    drafted = send(f"{MEETING}recommendation/", LETTER, role=Role.DSMB).json()
    assert drafted["signed_by"] is None
    assert read(MEETING, role=Role.SPONSOR).json()["recommendation"] is None
    shown = read(MEETING, role=Role.DSMB).json()["recommendation"]["to_sign"]
    here = f"{MEETING}recommendation/sign/"
    wrong = signing(site, Role.DSMB, shown) | {"password": "wrong"}
    assert send(here, wrong, role=Role.DSMB).status_code in {400, 403, 409, 422}
    assert not EnrollmentHold.objects.exists()
    signed = send(here, signing(site, Role.DSMB, shown), role=Role.DSMB)
    assert (signed.status_code, signed.json()["signed_by"]) == (201, chair.printed_name)
    assert read(MEETING, role=Role.SPONSOR).json()["recommendation"]["choice"] == "pause"

    (hold,) = read(f"{TRIAL}holds/", role=Role.SPONSOR).json()
    one = f"{TRIAL}holds/{hold['id']}/"
    assert (hold["kind"], signed.json()["hold"]) == ("pause", hold["id"])
    told = {"informed_date": str(JUDGED)}
    assert send(f"{one}ethics/", told, role=Role.DSMB).status_code == 403
    assert send(f"{one}ethics/", told, role=Role.SPONSOR).status_code == 201
    for step, field in (("confirm", "confirmed_reason"), ("lift", "lifted_reason")):
        (hold,) = read(f"{TRIAL}holds/", role=Role.SPONSOR).json()
        typed = signing(site, Role.SPONSOR, hold["to_sign"], reason="Seen")
        assert send(f"{one}{step}/", typed, role=Role.DSMB).status_code == 403
        assert send(f"{one}{step}/", {**typed, "shown": "x"}, role=Role.SPONSOR).status_code != 201
        assert send(f"{one}{step}/", typed, role=Role.SPONSOR).json()[field] == "Seen"
    assert not EnrollmentHold.objects.standing().exists()
    assert read(f"{TRIAL}holds/", role=Role.NURSE).status_code == 403


def test_a_document_comes_back_as_it_was_sent_and_each_look_is_noted(send, read, site):
    board.meeting(site)

    def file(data=board.PDF):
        return {
            "session": "closed",
            "title": "Minutes",
            "file": SimpleUploadedFile("m.pdf", data, content_type="application/pdf"),
        }

    here = f"{MEETING}documents/"
    assert send(here, file(), role=Role.SPONSOR, kind=None).status_code == 403
    made = send(here, file(), role=Role.DSMB, key="document-1", kind=None)
    assert (made.status_code, made.json()["sha256"]) == (201, hashlib.sha256(board.PDF).hexdigest())
    again = send(here, file(), role=Role.DSMB, key="document-1", kind=None)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = send(here, file(b"%PDF-1.4 other"), role=Role.DSMB, key="document-1", kind=None)
    assert other.status_code == 409
    text = send(here, file(b"minutes"), role=Role.DSMB, kind=None)
    assert "not a PDF" in text.content.decode()
    assert BoardDocument.objects.count() == 1

    one = f"{TRIAL}board-documents/{made.json()['id']}/"
    assert read(one, role=Role.DSMB).content == board.PDF
    assert DocumentOpening.objects.count() == 1
    assert read(one, role=Role.SPONSOR).status_code == 403
    assert [
        len(read(MEETING, role=role).json()["documents"]) for role in (Role.DSMB, Role.SPONSOR)
    ] == [1, 0]
    (listed,) = read(f"{TRIAL}meetings/", role=Role.SPONSOR).json()
    assert listed["number"] == 1
    assert read(MEETING, role=Role.NURSE).status_code == 403
    assert read(f"{TRIAL}meetings/9/", role=Role.DSMB).status_code == 404
