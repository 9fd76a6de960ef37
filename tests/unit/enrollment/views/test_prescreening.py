import pytest
from django.urls import reverse

from casebook.models import Draft, FormRecord, Participant
from tests.unit.enrollment.views.conftest import words

pytestmark = pytest.mark.django_db
PAGE = reverse("enrollment:prescreening", args=["hcc-neo"])


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


def test_the_page_asks_what_the_criteria_need(visitor):
    page = words(visitor.get(PAGE))
    for asked in ("Date of birth", "PRE score", "Consent signed on", "ECOG", "Nothing is stored"):
        assert asked in page


def test_the_verdict_stands_above_the_values_and_nothing_is_kept(visitor):
    answer = visitor.post(PAGE, {"pre_score": "0.4999999", "ecog": "1"})
    page = words(answer)
    assert "Not eligible: 1 of 27 not met" in page
    assert "PRE score 0.5 or more, 0.0000001 more than now" in page
    assert 'value="0.4999999"' in answer.content.decode()
    for model in (Participant, FormRecord, Draft):
        assert not model.objects.exists()


def test_what_cannot_be_read_is_said_at_the_field(visitor):
    answer = visitor.post(PAGE, {"pre_score": "50", "bilirubin": "high"})
    assert answer.status_code == 422
    page = words(answer)
    assert "50 is impossible" in page
    assert "“high” is not a number" in page
    assert "27 of 27" not in page


def test_the_protocol_page_leads_there_whoever_screens(visitor):
    assert PAGE in visitor.get(reverse("trials:protocol", args=["hcc-neo"])).content.decode()


def test_in_chinese_too(signed_in, investigator):
    page = words(signed_in(investigator, "zh-hans").post(PAGE, {"ecog": "4"}))
    assert "不符合" in page
