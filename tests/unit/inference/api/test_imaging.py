import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from inference.models import Upload
from jobs.models import Job
from tests.factories import casebook, people
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED
from tests.factories.imaging import MRI, liver_files, scanned, sent
from tests.factories.phantom import incoming, shipped
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


def address(row):
    return f"/api/v1/trials/{row.activation.trial.slug}/participants/{row.code}/imaging/"


def images(row, count=2):
    found = liver_files(row, only="arterial")[:count]
    return [SimpleUploadedFile(one.name, b"".join(one.pieces)) for one in found]


@pytest.fixture
def send(client):
    def post(row, body, role=Role.NURSE, key="a-key-of-the-client"):
        client.force_login(casebook.member(row.activation, role))
        return client.post(address(row), body, headers={"Idempotency-Key": key})

    return post


def count(row):
    with seeing(row.activation):
        return Upload.objects.count()


def test_files_are_received_and_a_job_looks_into_them(send, consented):
    answer = send(consented, {"scan": MRI, "files": images(consented)})
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["file_count"]) == ("waiting", 2)
    assert Job.objects.get(kind="inference.ingest").payload == {"upload_id": answer.json()["id"]}


def test_no_scan_of_whom_did_not_agree_to_it(send, consented):
    disagree(consented)
    answer = send(consented, {"scan": MRI, "files": images(consented)})
    assert answer.status_code == 409
    assert "has not agreed to this" in answer.content.decode()
    assert count(consented) == 0


def disagree(row):
    """The shipped protocols require this box; a protocol may leave it open."""
    with seeing(row.activation), people.setting_up():
        agreed = row.consents.get()
        agreed.scopes = {**agreed.scopes, "model_analysis": False}
        agreed.save()


def test_a_retry_with_the_same_files_receives_once(send, consented):
    first = send(consented, {"scan": MRI, "files": images(consented)})
    again = send(consented, {"scan": MRI, "files": images(consented)})
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert count(consented) == 1


def test_the_same_key_with_other_files_is_a_mistake(send, consented):
    send(consented, {"scan": MRI, "files": images(consented)})
    answer = send(consented, {"scan": MRI, "files": images(consented, count=3)})
    assert answer.status_code == 409
    assert count(consented) == 1


@pytest.mark.parametrize("body", [{}, {"scan": MRI}, {"scan": MRI, "files": []}])
def test_without_files_nothing_is_received(send, consented, body):
    assert send(consented, body).status_code == 400
    assert count(consented) == 0


def test_a_scan_the_protocol_does_not_name(send, consented):
    answer = send(consented, {"scan": "elsewhere", "files": images(consented)})
    assert answer.status_code == 409
    assert "preoperative_mri" in answer.content.decode()


def test_who_does_not_treat_is_told_so(send, consented):
    body = {"scan": MRI, "files": images(consented)}
    assert send(consented, body, role=Role.MONITOR).status_code == 403


def test_series_are_read_with_their_verdicts(client, consented):
    scanned(consented)
    client.force_login(casebook.member(consented.activation, Role.MONITOR))
    found = client.get(address(consented)).json()
    assert {one["phase"]: one["verdict"] for one in found["series"]} == dict.fromkeys(
        ("non_contrast", "arterial", "portal_venous", "delayed"), "accepted"
    )
    assert [one["state"] for one in found["uploads"]] == ["taken_in"]


def test_what_is_refused_is_said_in_words_beside_its_code(client, consented):
    sent(consented, incoming([shipped("image_dfl.dcm"), shipped("CT_small.dcm")]))
    client.force_login(casebook.member(consented.activation))
    (upload,) = client.get(address(consented)).json()["uploads"]
    (fault,) = upload["faults"]
    assert (fault["file"], fault["fault"]) == (1, "deflated")
    assert fault["mend"] == "Export it uncompressed (explicit VR little endian)."
    reasons = {one["rule"]: one for one in upload["judged"][0]["reasons"]}
    assert reasons["modality"]["what"] == "It is CT, where MR is asked for."
    assert reasons["modality"]["found"] == "CT"
