import pytest

from casebook.models import Deviation
from tests.factories import casebook, protocols
from tests.unit.casebook.api.conftest import Api, of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ALL = "trials/small-trial/deviations/"
FOUND = {"kind": "visit", "what": "Scan a week late", "found_date": "2026-02-20"}


@pytest.fixture
def row(site):
    return casebook.consented_participant(site)


def test_found_answered_and_judged_by_the_same_rules_as_on_the_pages(api, row):
    wrong = api.post(of(row, "deviations/"), {**FOUND, "found_date": "2099-01-01"})
    assert (wrong.status_code, wrong.json()["refusal"]) == (409, "UnableToRecordDeviation")
    first, again = (api.post(of(row, "deviations/"), FOUND, key="the-same-key") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    made = first.json()
    assert (made["participant"], made["what"], made["is_open"]) == (row.code, FOUND["what"], True)
    one = f"{ALL}{made['id']}/"
    answered = api.post(f"{one}answer/", {"version": 1, "action_taken": "Scanned"})
    assert (answered.status_code, answered.json()["version"]) == (200, 2)
    late = api.post(f"{one}answer/", {"version": 1, "action_taken": "Scanned twice"})
    assert (late.status_code, late.json()["refusal"]) == (409, "ChangedMeanwhile")
    severity = {"version": 2, "severity": "minor"}
    assert api.post(f"{one}severity/", severity).status_code == 403
    judge = Api(casebook.member(row.activation, Role.SPONSOR))
    assert judge.post(f"{one}severity/", severity).json()["severity"] == "minor"
    (listed,) = judge.get(ALL).json()
    assert (listed["id"], listed["is_open"]) == (made["id"], False)
    with casebook.seeing(row.activation):
        assert Deviation.objects.count() == 1


def test_another_sites_deviation_is_not_there(api, row):
    elsewhere = protocols.open_site("small-trial")
    theirs = casebook.deviation(casebook.consented_participant(elsewhere))
    assert api.get(ALL).json() == []
    answer = api.post(f"{ALL}{theirs.pk}/answer/", {"version": 1, "action_taken": "x"})
    assert answer.status_code == 404
    statistician = Api(casebook.member(row.activation, Role.STATISTICIAN))
    assert statistician.get(ALL).status_code == 403
