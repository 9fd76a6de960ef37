"""The pages of people who were never visited: archived records, in a trial with and without a
schedule."""

from html import unescape

import pytest
import time_machine
from django.urls import reverse

from casebook.models import Participant
from followup.actions import cohorts
from tests.factories import archives, casebook, people

pytestmark = pytest.mark.django_db

FORMS = {
    "crlm": [
        "Patient, tumor and stage",
        "Preoperative CT",
        "Preoperative blood",
        "Pathology and slides",
        "Treatment around the resection",
        "Part in the model",
        "Liver metastasis and other recurrence",
    ],
    "hcc-adj": [
        "Operation, history and data at hand",
        "Pathology report and slides",
        "Pre-operative imaging",
        "Liver disease and stage before the operation",
        "Laboratory before the operation",
        "Completeness of follow-up",
    ],
}
ONE_FORM = {"crlm": ("outcome", ""), "hcc-adj": ("baseline_laboratory", "BL")}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False):
        yield


@pytest.fixture(params=["crlm", "hcc-adj"])
def archived(request):
    places = archives.sites(request.param, "WH")
    with archives.abstracting(places) as person:
        content = archives.text(request.param, 2, ["WH"])
        file = archives.file(request.param, content)
        cohorts.import_cohort(places=places, file=file, by=person, at=people.NOW)
        return Participant.objects.select_related("activation__trial").first()


@pytest.fixture
def opened(archived, client):
    client.force_login(casebook.member(archived.activation))

    def get(name: str, *more: str, **query: str) -> str:
        trial = archived.activation.trial.slug
        answer = client.get(reverse(name, args=[trial, *more]), query)
        assert answer.status_code == 200, (name, answer.status_code)
        return unescape(answer.content.decode())

    return get


def test_every_form_is_on_the_participants_page(archived, opened):
    found = opened("casebook:participant", archived.code)
    for form in FORMS[archived.activation.trial.slug]:
        assert form in found, form


def test_page_says_that_nobody_was_screened(archived, opened):
    found = opened("casebook:participant", archived.code)
    assert "Archived record, taken in on 2026-03-02" in found
    assert "Screened 20" not in found


def test_trial_without_visits_does_not_wait_for_any(archived, opened):
    assert "No visit has a day yet" not in opened("casebook:participant", archived.code)


def test_form_opens_with_what_the_file_said(archived, opened):
    form, visit = ONE_FORM[archived.activation.trial.slug]
    assert "Complete" in opened("casebook:form", archived.code, form, visit=visit)
    assert "history" in opened("casebook:history", archived.code, form, visit=visit).lower()


@pytest.mark.parametrize("name", ["followup:records", "followup:panel", "enrollment:eligibility"])
def test_page_about_one_record_opens(archived, opened, name):
    opened(name, archived.code)


def test_list_shows_them_as_taken_in(archived, opened):
    assert archived.code in opened("casebook:participants")


def test_worklist_and_screening_log_do_not(archived, opened):
    assert "Nothing is due" in opened("followup:worklist")
    assert archived.code not in opened("enrollment:screening_log")
