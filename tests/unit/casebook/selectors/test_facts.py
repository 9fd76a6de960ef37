import pytest

from casebook.models import Fact
from casebook.selectors.facts import facts_at, facts_for, facts_of
from casebook.selectors.protocols import protocol_for
from tests.factories import casebook, people
from tests.unit.casebook.actions.test_forms import INTAKE, save
from trials.domain.values import Absent, Known

pytestmark = pytest.mark.django_db


def test_general_facts_and_those_of_a_visit_are_kept_apart(consented, inside):
    casebook.saved_form(consented, "checkup", {"weight": "70"}, visit="M03")
    assert "weight" not in facts_of(consented)
    assert facts_of(consented, occasion="M03")["weight"].value == 70
    assert {"weight", "sex"} <= set(facts_at(consented, "M03"))
    assert "weight" not in facts_at(consented, "M06")


def test_the_source_that_came_last_counts(consented, inside):
    casebook.known(consented, source_kind="first", death=people.TODAY)
    casebook.known(consented, source_kind="later", death=casebook.CONSENTED)
    assert facts_of(consented)["death"].value.full == casebook.CONSENTED


def test_superseded_and_retracted_facts_do_not_count(consented, inside):
    save(consented)
    with people.setting_up():
        Fact.objects.filter(name="ecog").update(retracted=True)
    assert "ecog" not in facts_of(consented)


def test_derived_facts_follow_from_the_standing_ones(consented, inside):
    protocol = protocol_for(consented, on=people.TODAY)
    save(consented, {**INTAKE, "scan_on": "2026-01-05"})
    assert facts_for(consented, protocol)["days_to_scan"].value == -1


def test_an_absent_fact_keeps_its_reason_and_a_known_one_its_source(consented, inside):
    record = save(consented, {**INTAKE, "scan_on": casebook.Missing.NOT_DONE})
    known = facts_of(consented)
    assert isinstance(known["scan_on"], Absent)
    assert known["scan_on"].reason == "not_done"
    assert isinstance(known["ecog"], Known)
    assert (known["ecog"].source.kind, known["ecog"].source.id) == ("form_record", str(record.pk))
