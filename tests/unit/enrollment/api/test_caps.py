import pytest

from enrollment.models import ArmCap
from tests.factories import casebook, enrollment
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
CAPS = "/api/v1/trials/hcc-neo/caps/"


@pytest.fixture
def send(client, site):
    def post(body, *, role=Role.SPONSOR, key):
        client.force_login(casebook.member(site, role))
        headers = {"Idempotency-Key": key}
        body = {"reason": "Beds.", **body}
        return client.post(CAPS, body, content_type="application/json", headers=headers)

    return post


def taken(client, site, role):
    client.force_login(casebook.member(site, role))
    return {one["arm"]: (one["cap"], one["taken"], one["left"]) for one in client.get(CAPS).json()}


def test_caps_are_read_and_set_over_the_api(client, send, site):
    enrollment.allocated(enrollment.enrolled_participant(site))
    enrollment.enrolled_participant(site)
    assert taken(client, site, Role.NURSE)[""] == (None, 2, None)
    assert send({"cap": 5}, role=Role.PI, key="no-right-1").status_code == 403
    assert send({}, key="no-number-1").status_code == 400
    assert send({"cap": 5, "reason": " "}, key="no-reason-1").status_code == 400
    made = send({"cap": 5}, key="whole-trial-1")
    assert (made.status_code, made.json()[0]["left"]) == (201, 3)
    (setting,) = made.json()[0]["settings"]
    assert (setting["cap"], setting["reason"]) == (5, "Beds.")
    assert setting["by"] == casebook.member(site, Role.SPONSOR).printed_name
    again = send({"cap": 5}, key="whole-trial-1")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert send({"cap": 2, "arm": "neoadjuvant"}, key="one-arm-01").status_code == 201
    for number, (body, told) in enumerate(
        [
            ({"cap": 1}, "Give 2 or more"),
            ({"cap": 0, "arm": "surgery_alone"}, "from 1 to"),
            ({"cap": 4, "arm": "placebo"}, "Choose an arm of the protocol: neoadjuvant"),
        ]
    ):
        answer = send(body, key=f"refused-{number}")
        assert (answer.status_code, told in answer.content.decode()) == (409, True)
    assert taken(client, site, Role.MONITOR)["neoadjuvant"] == (2, 1, 1)
    assert taken(client, site, Role.DSMB)["neoadjuvant"] == (2, None, None)
    assert ArmCap.objects.get().cap == 2
