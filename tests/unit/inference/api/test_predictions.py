import pytest
import time_machine

from inference.models import Prediction
from tests.factories import casebook, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, prediction, release_for
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def run(consented):
    return {
        "release": str(release_for(consented.activation.trial)),
        "score": "0.4999999",
        "run_id": "run-7",
        "computed_at": "2026-01-08T08:05:00+08:00",
        "imaging_date": "2026-01-04",
        "series_uids": ["1.2.840.1"],
    }


@pytest.fixture
def send(client):
    def post(row, body, role=Role.NURSE, key="a-key-of-the-client"):
        client.force_login(casebook.member(row.activation, role))
        return client.post(
            address(row),
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    return post


def address(row):
    return f"/api/v1/trials/{row.activation.trial.slug}/participants/{row.code}/predictions/"


def test_a_run_is_recorded_with_every_digit(send, consented, run):
    answer = send(consented, run)
    assert answer.status_code == 201
    assert (answer.json()["score"], answer.json()["counts"]) == ("0.49999990", True)


def test_a_retry_records_once(send, consented, run):
    first, again = send(consented, run), send(consented, run)
    assert again.json() == first.json()
    with seeing(consented.activation):
        assert Prediction.objects.count() == 1


def test_all_runs_are_answered_with_the_one_that_counts(client, send, consented, run):
    prediction(consented, "0.49", run_id="run-1")
    send(consented, run)
    answer = client.get(address(consented)).json()
    assert [(one["run_id"], one["counts"]) for one in answer] == [
        ("run-1", True),
        ("run-7", False),
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"release": "pre 9.9"}, 400),
        ({"score": "high"}, 400),
        ({"score": "NaN"}, 400),
        ({"score": "1.5"}, 409),
        ({"imaging_date": "2026-01-09"}, 409),
    ],
)
def test_a_run_that_cannot_be_right_is_refused(send, consented, run, change, status):
    assert send(consented, {**run, **change}).status_code == status
    with seeing(consented.activation):
        assert not Prediction.objects.exists()


def test_a_monitor_reads_and_does_not_record(client, send, consented, run):
    assert send(consented, run, Role.MONITOR).status_code == 403
    assert client.get(address(consented)).json() == []


def test_who_reads_no_records_sees_no_runs(client, consented):
    client.force_login(casebook.member(consented.activation, Role.STATISTICIAN))
    assert client.get(address(consented)).status_code == 403


def test_at_another_site_the_participant_does_not_exist(client, consented):
    client.force_login(casebook.member(protocols.open_site()))
    assert client.get(address(consented)).status_code == 404
