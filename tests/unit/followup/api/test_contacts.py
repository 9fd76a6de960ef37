from datetime import date, timedelta

import pytest
import time_machine

from casebook.models import Visit
from tests.factories import followup
from tests.factories.casebook import instant, seeing
from tests.unit.followup.api.test_records import address

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 28)


@pytest.fixture(autouse=True)
def in_spring():
    with time_machine.travel(instant(DAY), tick=False):
        yield


def attempted(send, row, day, means="telephone"):
    body = {"means": means, "attempt_date": day.isoformat()}
    return send(address(row, "contact-attempts"), body)


def test_attempts_are_written_and_listed_with_how_far_the_ladder_is(send, client, participant):
    assert attempted(send, participant, DAY, "pigeon").status_code == 400
    assert attempted(send, participant, DAY + timedelta(days=1)).status_code == 409
    for back in (3, 2):
        answer = attempted(send, participant, DAY - timedelta(days=back))
        assert answer.status_code == 201, answer.content
    told = client.get(address(participant, "contact-attempts")).json()
    assert [one["attempt_date"] for one in told["attempts"]] == ["2026-04-25", "2026-04-26"]
    assert (told["counted"], told["needed"], told["may_be_lost"]) == (2, 3, False)


def test_death_closes_the_visits_that_were_due(send, participant):
    body = {"ending": "death", "closes_visits": True}
    refused = send(address(participant, "ending"), body)
    assert (refused.status_code, "give its day" in refused.content.decode()) == (409, True)
    body |= {"died": "2026-04", "information_source": "registry", "cause_of_death": "Unknown"}
    answer = send(address(participant, "ending"), body)
    assert answer.status_code == 201, answer.content
    with seeing(participant.activation):
        closed = Visit.objects.filter(participant=participant, outcome="not_done")
        assert set(answer.json()["closed"]) == set(closed.values_list("visit", flat=True)) != set()


def test_nobody_is_lost_before_everything_was_tried(send, participant):
    answer = send(address(participant, "ending"), {"ending": "loss"})
    assert answer.status_code == 409
    for back in (4, 3, 2):
        followup.attempt(participant, DAY - timedelta(days=back))
    followup.attempt(participant, DAY - timedelta(days=1), "sweep")
    assert send(address(participant, "ending"), {"ending": "loss"}).json() == {"closed": []}


def test_a_withdrawal_needs_its_day_and_no_reason(send, participant):
    body = {"ending": "withdrawal", "withdrew_on": "2026-04-27"}
    assert send(address(participant, "ending"), body).status_code == 201
    assert attempted(send, participant, DAY).status_code == 409
