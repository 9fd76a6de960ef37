"""Answers compared with their source on the form, and what to compare first."""

import pytest
from django.urls import reverse

from casebook.actions import verifications
from casebook.actions.conflicts import Conflict
from casebook.actions.verifications import UnableToVerify
from casebook.models import Verification
from casebook.selectors.verifications import sample
from tests.factories import casebook, people
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from tests.unit.casebook.views.conftest import at, words
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(consented):
    return save(consented)


def verified(record, *items, role=Role.MONITOR, version=1):
    by = casebook.member(record.activation, role)
    with casebook.seeing(record.activation, by=by):
        return verifications.verify(
            record=record, items=items, expected_version=version, by=by, at=people.NOW
        )


def waiting(record):
    with casebook.seeing(record.activation):
        found = sample(record.activation.trial, [record.activation_id])
        return {name: risks for one in found for name, risks in one.unverified.risks.items()}


def test_only_what_is_changed_has_to_be_verified_again(record):
    verified(record, *INTAKE)
    assert waiting(record) == {}
    correct(record, {**INTAKE, "ecog": "1"})
    assert set(waiting(record)) == {"ecog"}
    assert {"corrected", "changed_since"} <= waiting(record)["ecog"]
    assert len(verified(record, *INTAKE, version=2)) == 1
    assert waiting(record) == {}


def test_an_answer_changed_and_changed_back_is_looked_at_again(record):
    verified(record, *INTAKE)
    correct(record, {**INTAKE, "ecog": "1"})
    correct(record, INTAKE, version=2)
    assert {name: "changed_since" in risks for name, risks in waiting(record).items()} == {
        "ecog": True
    }
    assert [one.item for one in verified(record, *INTAKE, version=3)] == ["ecog"]
    assert waiting(record) == {}


def test_who_may_not_or_sees_an_older_version_marks_nothing(record):
    with pytest.raises(NotPermitted):
        verified(record, "ecog", role=Role.DATA_MANAGER)
    with pytest.raises(Conflict):
        verified(record, "ecog", version=0)
    for items in ([], ["remark"], ["ecog", "weather"]):
        with pytest.raises(UnableToVerify, match="Tick the answers"):
            verified(record, *items)
    with casebook.seeing(record.activation):
        assert not Verification.objects.exists()


def test_ticked_on_the_form_and_seen_by_all(signed_in, consented, record, site):
    monitor = signed_in(casebook.member(site, Role.MONITOR))
    form = at("form", consented, "intake") + "?visit=SCR"
    listed = reverse("casebook:to_verify", args=["small-trial"])
    assert consented.code in words(monitor.get(listed))
    assert "Compared with the source" in words(monitor.get(form))
    answer = monitor.post(
        at("verify", consented, "intake") + "?visit=SCR", {"version": "1", "item": list(INTAKE)}
    )
    assert answer["Location"] == form
    nurse = signed_in(casebook.member(site))
    shown = words(nurse.get(form))
    assert shown.count(">Verified<") == len(INTAKE)
    assert "Mark as verified" not in shown
    assert "Nothing to verify" in words(monitor.get(listed))
    correct(record, {**INTAKE, "ecog": "1"})
    assert "Changed since it was verified" in words(nurse.get(form))
    assert "form was corrected" in words(monitor.get(listed))


def test_the_riskiest_form_stands_first(signed_in, consented, record, site):
    other = casebook.consented_participant(site)
    asked = save(other)
    casebook.query(asked, "route")
    shown = words(
        signed_in(casebook.member(site, Role.MONITOR)).get(
            reverse("casebook:to_verify", args=["small-trial"])
        )
    )
    assert shown.index(other.code) < shown.index(consented.code)
