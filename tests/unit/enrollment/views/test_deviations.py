"""From the correction page to the sponsor's judgment."""

import pytest

from casebook.addresses import form_address
from casebook.domain.occasions import Occasion
from casebook.forms.fields import VERSION
from casebook.models import Deviation
from tests.factories import casebook, enrollment, protocols
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/trials/hcc-neo/deviations/"
FORM = Occasion(form_id="screening_clinical", visit=enrollment.SCREENING)


@pytest.fixture
def row(enrolled):
    return enrolled


@pytest.fixture
def corrected(row):
    enrollment.correct(row, "screening_clinical", severe_renal_dysfunction=True)
    with seeing(row.activation):
        return Deviation.objects.get()


def test_the_correction_page_says_what_becomes_of_eligibility(row, as_role):
    nurse, here = as_role(Role.NURSE), form_address(row, FORM)
    form = nurse.get(f"{here}&correct=1").context
    fields = dict(form["hidden_fields"]) | {VERSION: form["form_version"]}
    page = words(
        nurse.post(here, {**fields, "severe_renal_dysfunction": "yes", "form-act": "review"})
    )
    assert "What becomes of eligibility" in page
    assert "E5b " in page
    assert "A deviation is opened; the decision stays as it was signed." in page
    page = words(nurse.post(here, {**fields, "systolic_pressure": "121", "form-act": "review"}))
    assert "What changes" in page
    assert "What becomes of eligibility" not in page
    with seeing(row.activation):
        assert not Deviation.objects.exists()


def test_it_is_listed_answered_by_the_site_and_judged_by_the_sponsor(row, corrected, as_role):
    nurse, sponsor = as_role(Role.NURSE), as_role(Role.SPONSOR)
    one = f"{LIST}{corrected.pk}/"
    assert "met when enrolled; after a correction it is not met." in words(nurse.get(LIST))
    assert f'href="{one}"' in words(nurse.get(f"/trials/hcc-neo/participants/{row.code}/"))
    sent = {"version": "1", "action_taken": "Discussed", "reported_to": "Sponsor"}
    assert nurse.post(one, sent).status_code == 302
    assert nurse.post(one, {"version": "2", "severity": "minor"}).status_code == 403
    assert sponsor.post(one, {"version": "2", "severity": "major"}).status_code == 302
    page = words(sponsor.get(one))
    assert "Major" in page
    assert f"/participants/{row.code}/" not in page
    assert "Nothing said yet" not in words(nurse.get(LIST))
    assert row.code not in words(nurse.get(f"{LIST}?open=1"))


def test_one_found_by_a_person_is_recorded_from_the_participants_page(row, as_role):
    monitor = as_role(Role.MONITOR)
    new = f"/trials/hcc-neo/participants/{row.code}/deviations/new/"
    assert new in words(monitor.get(f"/trials/hcc-neo/participants/{row.code}/"))
    assert monitor.post(new, {"kind": "visit"}).status_code == 422
    found = dict(zip(("year", "month", "day"), ("2026", "1", "8"), strict=True))
    sent = {"kind": "visit", "what": "Blood a day late"}
    sent |= {f"found_date_{part}": value for part, value in found.items()}
    assert monitor.post(new, sent).status_code == 302
    assert "Blood a day late" in words(monitor.get(LIST))


def test_elsewhere_it_does_not_exist(row, corrected, signed_in):
    elsewhere = signed_in(casebook.member(protocols.open_site(), Role.PI))
    assert elsewhere.get(f"{LIST}{corrected.pk}/").status_code == 404
    assert row.code not in words(elsewhere.get(LIST))
