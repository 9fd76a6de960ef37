import pytest

from casebook.models import FormRecord
from tests.factories import casebook
from tests.unit.casebook.actions.test_forms import save
from tests.unit.casebook.api.conftest import Api, of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ALL = "trials/small-trial/queries/"


def test_raised_accepted_and_listed_by_the_same_rules_as_on_the_pages(api, consented):
    record = save(consented)
    monitor = Api(casebook.member(consented.activation, Role.MONITOR))
    intake = of(consented, "forms/intake/queries/?visit=SCR")
    ask = {"item": "bilirubin", "text": "The report says 12", "suggestion": {"text": "12"}}
    assert api.post(intake, ask).status_code == 403
    assert monitor.post(of(consented, "forms/intake/queries/"), ask).status_code == 404
    wrong = monitor.post(intake, {**ask, "suggestion": {"text": "twelve"}})
    assert (wrong.status_code, wrong.json()["refusal"]) == (409, "UnableToAsk")
    made = monitor.post(intake, ask).json()
    assert (made["form"], made["visit"], made["state"]) == ("intake", "SCR", "open")
    one = f"{ALL}{made['id']}/"
    assert monitor.post(f"{one}answer/", {"text": "x"}).status_code == 403
    done = api.post(f"{one}accept/", {})
    assert (done.status_code, done.json()["state"]) == (200, "closed")
    assert [entry["said"] for entry in done.json()["entries"]] == ["raise", "settle"]
    with casebook.seeing(consented.activation):
        assert FormRecord.objects.get(pk=record.pk).data["bilirubin"]["entered"] == "12"
    assert monitor.get(ALL).json() == []
    (listed,) = monitor.get(ALL, state="closed").json()
    assert listed["id"] == made["id"]


def test_answered_opened_again_and_closed(api, consented):
    query = casebook.query(save(consented), "ecog")
    monitor = Api(casebook.member(consented.activation, Role.MONITOR))
    one = f"{ALL}{query.pk}/"
    assert api.post(f"{one}answer/", {"text": "As written"}).json()["state"] == "answered"
    late = api.post(f"{one}answer/", {"text": "Again"})
    assert (late.status_code, late.json()["refusal"]) == (409, "UnableToMove")
    assert monitor.post(f"{one}reopen/", {"text": "Where?"}).json()["state"] == "open"
    assert monitor.post(f"{one}close/", {}).json()["state"] == "closed"
