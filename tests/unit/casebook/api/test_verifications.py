import pytest

from tests.factories import casebook
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from tests.unit.casebook.api.conftest import Api, of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


def test_marked_and_listed_until_the_answer_is_changed(api, consented):
    record = save(consented)
    monitor = Api(casebook.member(consented.activation, Role.MONITOR))
    place = of(consented, "forms/intake/verifications/?visit=SCR")
    body = {"items": ["ecog", "route"], "expected_version": 1}
    assert api.post(place, body).status_code == 403
    assert monitor.post(place, {**body, "expected_version": 7}).status_code == 409
    assert monitor.post(place, body).json() == {"verified": ["ecog", "route"]}
    correct(record, {**INTAKE, "ecog": "1"})
    listed = api.get(place).json()
    assert listed["version"] == 2
    assert {one["item"]: one["verified"] for one in listed["items"]} == {
        "ecog": False,
        "route": True,
    }


def test_a_form_nobody_has_saved_is_not_there(api, consented):
    assert api.get(of(consented, "forms/intake/verifications/?visit=SCR")).status_code == 404
