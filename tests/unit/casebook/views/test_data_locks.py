"""Locking on the pages, and unlocking by two people."""

import pytest
from django.urls import reverse

from casebook.models import DataLock
from tests.factories import casebook
from tests.unit.casebook.actions.test_forms import save
from tests.unit.casebook.api.conftest import Api
from tests.unit.casebook.views.conftest import at, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
NAMES = {"form": "intake", "visit": "SCR"}


@pytest.fixture
def crowd(signed_in, consented):
    save(consented)

    def of(role):
        return signed_in(casebook.member(consented.activation, role))

    return of


def named(name, *more):
    return reverse(f"casebook:{name}", args=["small-trial", *more])


def standing(participant):
    with casebook.seeing(participant.activation):
        return DataLock.objects.order_by("pk").last()


def test_a_form_is_locked_on_its_page_and_unlocked_by_two(crowd, consented):
    manager, sponsor, nurse = (crowd(one) for one in (Role.DATA_MANAGER, Role.SPONSOR, Role.NURSE))
    form = at("form", consented, "intake") + "?visit=SCR"
    assert "Lock this form" in words(manager.get(form))
    where = named("new_lock") + f"?participant={consented.code}&form=intake&visit=SCR"
    assert "Form: " + consented.code in words(manager.get(where))
    one = manager.post(where, {"x": "y"})["Location"]
    shown = words(nurse.get(form + "&correct=1"))
    assert "Locked" in shown
    assert "form-act" not in shown
    assert nurse.post(form, {"form-act": "correct"}).status_code == 422
    assert "Ask to unlock" in words(manager.get(one))
    assert "Ask to unlock" not in words(nurse.get(one))
    empty = manager.post(one, {"step": "ask_unlock", "reason": ""})
    assert (empty.status_code, "Say why" in words(empty)) == (422, True)
    manager.post(one, {"step": "ask_unlock", "reason": "A late result"})
    assert "A late result" in words(sponsor.get(named("locks")))
    assert "Approve the unlock" not in words(manager.get(one))
    assert "Approve the unlock" in words(sponsor.get(one))
    assert sponsor.post(one, {"step": "dance"}).status_code == 422
    assert sponsor.post(one, {"step": "approve"}).status_code == 302
    assert standing(consented).state == "released"
    assert "form-act" in words(nurse.get(form + "&correct=1"))


def test_site_and_trial_are_locked_from_the_list(crowd, consented):
    manager, sponsor = crowd(Role.DATA_MANAGER), crowd(Role.SPONSOR)
    assert "Nothing is locked" in words(manager.get(named("locks")))
    site = consented.activation.site.code
    assert "Lock this site" in words(manager.get(named("locks")))
    one = manager.post(named("new_lock") + f"?site={site}", {"x": "y"})["Location"]
    assert f"Site: {site}" in words(sponsor.get(one))
    whole = manager.post(named("new_lock"), {"x": "y"})["Location"]
    assert "Waits for a second person" in words(manager.get(whole))
    assert sponsor.post(whole, {"step": "confirm"}).status_code == 302
    assert standing(consented).state == "standing"


def test_what_stands_in_the_way_is_said_before_and_after(crowd, consented):
    casebook.saved_form(consented, "relapse", {}, complete=False)
    manager = crowd(Role.DATA_MANAGER)
    where = named("new_lock") + f"?participant={consented.code}"
    assert "1 form is incomplete" in words(manager.get(where))
    answer = manager.post(where, {"x": "y"})
    assert (answer.status_code, "Settle them first" in words(answer)) == (422, True)
    assert manager.get(where + "&form=unheard_of").status_code == 404
    assert manager.get(named("new_lock") + "?site=NOWHERE").status_code == 404


def test_by_program_with_the_same_rules(crowd, consented):
    crowd(Role.NURSE)
    person = {
        role: Api(casebook.member(consented.activation, role))
        for role in (Role.DATA_MANAGER, Role.SPONSOR, Role.NURSE)
    }
    manager, sponsor = person[Role.DATA_MANAGER], person[Role.SPONSOR]
    every = "trials/small-trial/locks/"
    assert manager.post(every, {}).status_code == 400
    asked = {"participant": consented.code, **NAMES}
    assert person[Role.NURSE].post(every, asked).status_code == 403
    (made,) = manager.post(every, asked).json()
    assert (made["scope"], made["state"], made["form"]) == ("form", "standing", "intake")
    put = f"trials/small-trial/participants/{consented.code}/forms/intake/?visit=SCR"
    refused = person[Role.NURSE].put(put, {"entries": {}, "reason": "late"}, version=1)
    assert (refused.status_code, refused.json()["refusal"]) == (409, "RecordLocked")
    one = f"{every}{made['id']}/"
    assert sponsor.post(f"{one}approve/", {}).status_code == 409
    assert manager.post(f"{one}ask-unlock/", {"reason": "late"}).json()["state"] == "unlock_asked"
    assert manager.post(f"{one}approve/", {}).status_code == 403
    assert sponsor.post(f"{one}decline/", {}).json()["state"] == "standing"
    manager.post(f"{one}ask-unlock/", {"reason": "late"})
    assert sponsor.post(f"{one}approve/", {}).json()["state"] == "released"
    (listed,) = sponsor.get(every).json()
    assert listed["unlock_reason"] == "late"
    (whole,) = manager.post(every, {"whole_trial": True}).json()
    assert whole["state"] == "proposed"
    assert sponsor.post(f"{every}{whole['id']}/confirm/", {}).json()["state"] == "standing"
