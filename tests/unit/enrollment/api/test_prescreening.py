import pytest

from accounts.actions import prefer
from casebook.models import Participant
from tests.factories import casebook
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/trials/hcc-neo/eligibility/"


@pytest.fixture
def ask(client, investigator):
    client.force_login(investigator)

    def post(body):
        return client.post(ADDRESS, body, content_type="application/json")

    return post


def test_values_are_judged_and_forgotten(ask):
    answer = ask({"facts": {"ecog": 2, "pre_score": 0.7}, "on": "2026-03-05"})
    said = answer.json()
    assert (answer.status_code, said["verdict"], said["judged_on"]) == (
        200,
        "ineligible",
        "2026-03-05",
    )
    assert said["readings"]["child_pugh"]["verdicts"]["strict"] == "ineligible"
    assert not Participant.objects.exists()


def test_sentences_come_in_the_language_of_the_account(ask, investigator):
    prefer(user=investigator, by=investigator, language="zh-hans")
    said = ask({"facts": {"ecog": 2, "bilirubin": "1.2"}, "on": "2026-03-05"}).json()
    (ecog,) = [one for one in said["atoms"] if one["id"] == "I6a"]
    assert ecog["would_flip"] == "ECOG 体力状况评分 0 至 1，比现在少 1"
    assert {one["mend"][0] for one in said["doubted"]} == {"请"}


def test_each_faulty_value_is_named(ask):
    answer = ask({"facts": {"ecog": 9, "ecgo": 1}})
    assert answer.status_code == 400
    said = str(answer.json())
    assert "ecgo" in said
    assert "Choose one of" in said


def test_what_no_person_sends_is_answered_and_not_tripped_over(ask):
    for body, told in (
        ('{"facts": ' + "[" * 100_000, "nested too deeply"),
        ('{"facts": {"inr": ' + "9" * 5000 + "}}", "JSON parse error"),
        ('{"facts": {"inr": 1e999}}', ""),
        ({"facts": {"inr": "9" * 3000}}, "more than 2000 characters"),
        ({"facts": {f"x{n}": 1 for n in range(1001)}}, "1001 names"),
        ({"facts": {}, "on": "2999-01-01"}, "outside 1900 to 2199"),
        ({"facts": []}, "dictionary"),
    ):
        answer = ask(body)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
        assert told in str(answer.json())


def test_a_reader_of_scans_judges_nobody(client, site):
    client.force_login(casebook.member(site, Role.READER))
    answer = client.post(ADDRESS, {"facts": {}}, content_type="application/json")
    assert answer.status_code == 403
