import pytest

from audit.models import Submission
from tests.factories import people
from trials.domain.roles import Role
from trials.models import Trial

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.unit.trials.api.acts_urls")]
KEY = "a-key-of-the-client"


@pytest.fixture
def here():
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def nurse(here):
    return people.delegated(Role.NURSE, here).user


@pytest.fixture
def rename(client, nurse):
    client.force_login(nurse)

    def send(title="New", key=KEY, path="/api/v1/trials/hcc/sites/SHA/title/", **more):
        headers = {"Idempotency-Key": key} if key else {}
        body = {"title": title, **more}
        return client.post(path, body, content_type="application/json", headers=headers)

    return send


def title() -> str:
    return Trial.objects.get(slug="hcc").title_en


def test_an_act_is_done_and_answered(rename, nurse):
    answer = rename("New")
    assert answer.status_code == 201
    assert answer.json() == {"slug": "hcc", "title_en": "New"}
    context = Trial.objects.get(slug="hcc").events.last().pgh_context
    assert (context["user"], context["action"]) == (str(nurse.pk), "tests.rename")


def test_the_same_key_gets_the_same_answer_and_nothing_is_done_again(rename):
    first, second = rename("New"), rename("New")
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Trial.objects.get(slug="hcc").events.filter(pgh_label="update").count() == 1


def test_the_same_key_with_another_body_is_a_conflict(rename):
    rename("New")
    answer = rename("Other")
    assert answer.status_code == 409
    assert answer.json()["refusal"] == "KeyAlreadyUsed"
    assert title() == "New"


def test_another_key_is_another_act(rename):
    rename("New")
    assert rename("Other", key="another-key").status_code == 201
    assert title() == "Other"


def test_two_people_may_use_the_same_key(rename, client, here):
    rename("New")
    client.force_login(people.delegated(Role.PI, here).user)
    assert rename("Other").status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with a space", "naïve-key"])
def test_a_key_is_demanded(rename, key):
    answer = rename("New", key=key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()
    assert title() == "hcc"


@pytest.mark.parametrize(
    ("word", "status", "name"),
    [("refused", 409, "UnableToRename"), ("forbidden", 403, "NotPermitted")],
)
def test_a_refusal_leaves_nothing_and_is_no_answer_to_keep(rename, word, status, name):
    answer = rename(word)
    assert answer.status_code == status
    assert answer.json()["refusal"] == name
    assert title() == "hcc"
    assert not Submission.objects.exists()


def test_wrong_input_is_told_by_field(rename):
    answer = rename("x" * 21)
    assert answer.status_code == 400
    assert list(answer.json()) == ["title"]
    assert not Submission.objects.exists()


def test_a_site_out_of_reach_does_not_exist(rename):
    people.activation(Trial.objects.get(slug="hcc"), people.site("BEI"))
    other = rename(path="/api/v1/trials/hcc/sites/BEI/title/")
    none = rename(path="/api/v1/trials/hcc/sites/NOWHERE/title/")
    assert other.status_code == none.status_code == 404
    assert other.json() == none.json()


def test_an_answer_is_not_repeated_to_someone_who_lost_the_site(rename, nurse):
    rename("New")
    with people.setting_up():
        nurse.delegations.update(to_date=people.date(2020, 2, 1))
    assert rename("New").status_code == 404


def test_an_anonymous_act_is_refused(client, here):
    answer = client.post("/api/v1/trials/hcc/sites/SHA/title/", {}, content_type="application/json")
    assert answer.status_code in (401, 403)


def test_a_body_that_is_not_json_is_refused(rename, client):
    answer = client.post(
        "/api/v1/trials/hcc/sites/SHA/title/",
        "{",
        content_type="application/json",
        headers={"Idempotency-Key": KEY},
    )
    assert answer.status_code == 400


def test_a_field_that_nobody_reads_is_named_and_nothing_is_done(rename):
    answer = rename("New", titel="Newer")
    assert answer.status_code == 400
    assert answer.json() == {
        "titel": ["There is no such field here, so it was not read. Fields: title."]
    }
    assert title() == "hcc"
