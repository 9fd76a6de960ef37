import re

import pytest
from django.test import Client

from tests.factories import people
from trials.domain.roles import Role
from trials.models import DelegationToken

pytestmark = pytest.mark.django_db
PAGE = "/trials/tokens/"


@pytest.fixture
def here():
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def held(here):
    return people.delegated(Role.NURSE, here, people.user("lin"))


@pytest.fixture
def nurse(client, held):
    client.post("/accounts/login/", {"login": "lin", "password": people.PASSWORD})
    return client


def make(client, delegation) -> str:
    page = client.post(PAGE, {"delegation": delegation.pk}).content.decode()
    return re.search(r'id="token">([^<]+)<', page)[1]


def get(path: str, token: str):
    return Client().get(path, headers={"Authorization": f"Token {token}"})


def test_a_token_is_shown_once_and_works(nurse, held):
    token = make(nurse, held)
    assert token not in nurse.get(PAGE).content.decode()
    answer = get("/api/v1/trials/", token)
    assert [trial["slug"] for trial in answer.json()] == ["hcc"]


def test_only_its_hash_is_stored(nurse, held):
    token = make(nurse, held)
    stored = DelegationToken.objects.get()
    assert token not in (stored.digest, stored.token_key)
    assert len(stored.token_key) < len(token) / 2


def test_a_token_reaches_its_one_delegation_only(nurse, held):
    elsewhere = people.activation(people.trial("crlm"))
    people.delegated(Role.NURSE, elsewhere, held.user)
    answer = get("/api/v1/trials/", make(nurse, held))
    assert [trial["slug"] for trial in answer.json()] == ["hcc"]
    assert get("/api/v1/trials/crlm/", make(nurse, held)).status_code == 404


def test_a_token_carries_no_right_of_another_delegation(nurse, held, here):
    """Rights are asked of the person, and the person acts through the token's delegation alone."""
    from trials.domain.rights import Right
    from trials.permissions import may

    people.delegated(Role.PI, here, held.user)
    user = held.user
    assert may(user, Right.ENROLL, activation=here, on=people.TODAY)
    user.acts_through = held.pk
    assert not may(user, Right.ENROLL, activation=here, on=people.TODAY)


def test_nobody_gets_a_token_for_somebody_elses_role(nurse, here):
    other = people.delegated(Role.PI, here)
    answer = nurse.post(PAGE, {"delegation": other.pk})
    assert answer.status_code == 422
    assert not DelegationToken.objects.exists()


def test_a_token_ends_with_its_delegation(nurse, held):
    token = make(nurse, held)
    with people.setting_up():
        held.to_date = people.date(2020, 6, 1)
        held.save()
    assert get("/api/v1/trials/", token).status_code == 401


def test_a_withdrawn_token_is_of_no_use(nurse, held):
    token = make(nurse, held)
    nurse.post(f"{PAGE}{DelegationToken.objects.get().token_key}/withdraw/")
    assert get("/api/v1/trials/", token).status_code == 401


def test_nobody_withdraws_anothers_token(nurse, here):
    other = people.delegated(Role.PI, here)
    token, _ = DelegationToken.objects.create(other.user, delegation=other)
    assert nurse.post(f"{PAGE}{token.token_key}/withdraw/").status_code == 404


def test_the_history_tells_that_a_token_was_made_and_withdrawn(nurse, held):
    make(nurse, held)
    nurse.post(f"{PAGE}{DelegationToken.objects.get().token_key}/withdraw/")
    actions = [event.pgh_context["action"] for event in held.events.order_by("pgh_id")]
    assert actions == ["trials.delegate", "trials.issue", "trials.withdraw"]


def test_a_made_up_token_is_refused(client, db):
    assert get("/api/v1/trials/", "0" * 64).status_code == 401
