import pytest

from casebook.models import Fact, Participant
from config.cohorts import loading
from tests.factories import archives, casebook, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(loading, "ROWS", {"crlm": 5, "hcc-adj": 4})


@pytest.fixture
def places():
    found = [*archives.sites("crlm", "WH", "YC"), *archives.sites("hcc-adj", "XA")]
    for place in found:
        casebook.member(place)
        people.delegated(people.Role.NURSE, place)
    return found


def test_each_site_hands_in_its_share(few, places):
    done = loading.load_retrospective(at=people.NOW)
    assert [(one.activation.site.code, one.imported) for one in done] == [
        ("WH", 3),
        ("YC", 2),
        ("XA", 4),
    ]
    with casebook.seeing(*places):
        assert Participant.objects.filter(origin="retrospective").count() == 9
        assert Fact.objects.filter(name="part", value="retrospective").count() == 4


def test_done_again_nothing_changes(few, places):
    first = loading.load_retrospective(at=people.NOW)
    again = loading.load_retrospective(at=people.NOW)
    assert [one.pk for one in again] == [one.pk for one in first]
    with casebook.seeing(*places):
        assert Participant.objects.count() == 9


def test_site_without_a_nurse_hands_in_nothing(few):
    archives.sites("crlm", "WH")
    assert loading.load_retrospective(at=people.NOW) == []


def test_trial_without_a_site_hands_in_nothing(few):
    assert loading.load_retrospective(at=people.NOW) == []


def test_demonstration_takes_in_what_was_promised():
    assert loading.ROWS == {"crlm": 300, "hcc-adj": 500}
