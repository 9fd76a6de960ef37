import re

import pytest
from django.urls import reverse

from casebook.models import Deviation
from tests.factories import enrollment, people
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import at, words
from trials.domain.roles import Role
from trials.models import ReadingChange

pytestmark = pytest.mark.django_db
PAGE = reverse("enrollment:reading", args=["hcc-neo", "child_pugh"])
PROPOSAL = {"reading": "printed_score", "reason": "As the ethics board read it"}


def shown_on(page):
    return re.search(r'name="shown" value="([^"]+)"', page).group(1).replace("&quot;", '"')


def signed(page, username, **typed):
    return {"shown": shown_on(page), "user_id": username, "password": people.PASSWORD, **typed}


def test_proposed_by_an_investigator_approved_by_the_sponsor_and_kept_in_the_register(
    site, as_role
):
    row = enrollment.screened_participant(site, bilirubin=40, albumin=34)
    enrollment.decided(row)
    pi, sponsor = as_role(Role.PI), as_role(Role.SPONSOR)
    assert "Propose another reading" in words(pi.get(PAGE))
    assert "Propose another reading" not in words(sponsor.get(PAGE))
    assert pi.post(PAGE, {**PROPOSAL, "reason": ""}).status_code == 422
    assert pi.post(PAGE, PROPOSAL).status_code == 302
    again = pi.post(PAGE, PROPOSAL)
    assert again.status_code == 422
    change = ReadingChange.objects.get()
    waiting = words(sponsor.get(PAGE))
    assert "Signatures that become void" in waiting
    assert ">Not eligible</th><td>Eligible</td>" in waiting
    assert "Sign and approve" in waiting
    approve = reverse("enrollment:approve_reading", args=["hcc-neo", change.pk])
    name = change.trial.delegations.get(role=Role.SPONSOR).user.username
    wrong = sponsor.post(approve, signed(waiting, name, password="not it at all"))
    assert wrong.status_code == 422
    assert sponsor.post(approve, signed(waiting, name)).status_code == 302
    after = words(sponsor.get(PAGE))
    assert "Signature holds" in after
    assert "<strong>A score of 7 or less</strong>" in after
    register = words(pi.get(reverse("trials:protocol", args=["hcc-neo"])))
    assert "<strong>A score of 7 or less</strong>" in register
    assert PROPOSAL["reason"] in register
    page = words(as_role(Role.SUB_INVESTIGATOR).get(at("enrollment:eligibility", row)))
    assert "Signature void" in page
    assert "I5a" in page
    with seeing(site):
        assert not Deviation.objects.exists()


def test_declined_with_a_reason(site, as_role):
    change = enrollment.proposed_reading(site)
    decline = reverse("enrollment:decline_reading", args=["hcc-neo", change.pk])
    sponsor = as_role(Role.SPONSOR)
    assert as_role(Role.NURSE).post(decline, {"reason": "No"}).status_code == 403
    assert sponsor.post(decline, {"reason": ""}).status_code == 422
    assert sponsor.post(decline, {"reason": "Not before the board has met"}).status_code == 302
    assert "Not before the board has met" in words(as_role(Role.PI).get(PAGE))


def test_where_nothing_is_computed_by_the_choice_the_page_says_so(site, as_role):
    page = reverse("enrollment:reading", args=["hcc-neo", "rfs_time_zero"])
    assert "an amended version changes it" in words(as_role(Role.PI).get(page))
    assert as_role(Role.PI).post(page, PROPOSAL).status_code == 422
    gone = reverse("enrollment:reading", args=["hcc-neo", "no_such"])
    assert as_role(Role.PI).get(gone).status_code == 404
    approve = reverse("enrollment:approve_reading", args=["hcc-neo", 0])
    assert as_role(Role.SPONSOR).post(approve).status_code == 404
