from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casebook.actions.recompute import Fault, differences
from casebook.models import Consent, Fact, FormRecord
from tests.factories import casebook, people
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.values import Missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(site):
    """A participant with something of everything the casebook knows."""
    row = casebook.consented_participant(site)
    correct(save(row), {**INTAKE, "bilirubin": Missing.REFUSED})
    casebook.saved_form(row, "relapse", {"relapse_on": "2025"}, complete=False)
    casebook.saved_form(row, "checkup", {"weight": "70"}, visit="M03", day=date(2026, 2, 10))
    casebook.visit_done(row, "M03", date(2026, 2, 10))
    return row


def found(participant):
    with casebook.seeing(participant.activation):
        return {(one.name, one.fault) for one in differences(participant)}


def plant(participant, model, **change):
    """What a path that forgets the facts would do."""
    with casebook.seeing(participant.activation), people.setting_up():
        model.objects.filter(participant=participant, **change.pop("where", {})).update(**change)


def test_facts_and_records_agree(busy):
    assert found(busy) == set()


def test_a_record_changed_behind_its_facts_is_found(busy):
    plant(busy, FormRecord, where={"form_id": "checkup"}, data={})
    assert found(busy) == {("weight", Fault.EXTRA)}


def test_a_changed_fact_is_found(busy):
    plant(busy, Fact, where={"name": "age_at_consent"}, value=66)
    assert found(busy) == {("age_at_consent", Fault.DIFFERENT)}


def test_a_lost_fact_is_found(busy):
    plant(busy, Fact, where={"name": "sex"}, retracted=True)
    assert found(busy) == {("sex", Fault.MISSING)}


def test_a_consent_moved_behind_its_facts_is_found(busy):
    plant(busy, Consent, consent_date=date(2026, 1, 7))
    assert ("consent_date", Fault.DIFFERENT) in found(busy)


def test_a_fact_nobody_owns_is_found(busy):
    casebook.known(busy, death=date(2026, 2, 20))
    assert found(busy) == {("death", Fault.EXTRA)}


def test_a_difference_shows_no_value(busy):
    plant(busy, Fact, where={"name": "age_at_consent"}, value=66)
    with casebook.seeing(busy.activation):
        (one,) = differences(busy)
    assert set(one.as_json()) == {"participant", "source", "fact", "occasion", "fault"}


class TestCommand:
    def test_says_that_all_agree(self, busy):
        out = StringIO()
        call_command("recompute_facts", stdout=out)
        assert "1 participants: facts and records agree." in out.getvalue()

    def test_names_participant_and_fact_and_fails(self, busy):
        plant(busy, Fact, where={"name": "sex"}, retracted=True)
        out = StringIO()
        with pytest.raises(CommandError, match="1 facts differ"):
            call_command("recompute_facts", stdout=out)
        assert out.getvalue().startswith(f"{busy.code}: sex is missing (consent ")
