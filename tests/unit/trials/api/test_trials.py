import pytest

from tests.factories import people
from trials.actions import protocols
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return people.activation(people.trial("hcc-neo"), people.site("SHA"))


@pytest.fixture
def signed_in(client, here):
    client.force_login(people.delegated(Role.NURSE, here).user)
    return client


def test_only_ones_own_trials_are_listed(signed_in):
    people.activation(people.trial("other"))
    assert signed_in.get("/api/v1/trials/").json() == [
        {
            "slug": "hcc-neo",
            "title": {"en": "hcc-neo", "zh": "hcc-neo"},
            "roles": ["nurse"],
        }
    ]


def test_a_trial_of_others_does_not_exist(signed_in):
    people.activation(people.trial("other"))
    assert signed_in.get("/api/v1/trials/other/").status_code == 404


def test_the_protocol_is_told_as_adopted(signed_in, settings):
    source = (settings.BASE_DIR / "trials/protocols/hcc-neo.yaml").read_text(encoding="utf-8")
    version = protocols.adopt(source=source, name="hcc-neo.yaml", by=people.user(), at=people.NOW)
    answer = signed_in.get("/api/v1/trials/hcc-neo/").json()
    assert (answer["version"], answer["sha256"]) == (version.version, version.sha256)
    assert [arm["id"] for arm in answer["protocol"]["arms"]] == ["neoadjuvant", "surgery_alone"]
    assert answer["protocol"]["endpoints"]


def test_anonymous_is_told_to_sign_in(client):
    assert client.get("/api/v1/trials/").status_code in (401, 403)
