import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casebook.models import FormRecord
from casebook.selectors.history import changes
from tests.factories import casebook, people
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.roles import Role
from trials.domain.values import Missing

pytestmark = pytest.mark.django_db


def history(participant, **more):
    with casebook.seeing(participant.activation):
        return changes(participant, **more)


def test_the_first_save_gives_every_answer_once(consented):
    save(consented)
    found = history(consented)
    assert {one.item for one in found} == set(INTAKE)
    assert {one.old for one in found} == {None}


def test_a_correction_gives_old_new_who_when_and_why(consented):
    by = people.user("zhang", printed_name="Dr Zhang")
    people.delegated(Role.PI, consented.activation, person=by)
    correct(save(consented), {**INTAKE, "ecog": "1"}, reason="misread", by=by)
    (change,) = [one for one in history(consented) if one.version == 2]
    assert (change.item, change.old["value"], change.new["value"]) == ("ecog", 0, 1)
    assert (change.by, change.why, change.user) == ("Dr Zhang", "misread", str(by.pk))
    assert change.at.tzinfo is not None


def test_digits_only_are_a_change(consented):
    record = save(consented, {**INTAKE, "bilirubin": "20.5"})
    correct(record, {**INTAKE, "bilirubin": "20.50"})
    (change,) = [one for one in history(consented) if one.version == 2]
    assert (change.old["entered"], change.new["entered"]) == ("20.5", "20.50")


def test_an_answer_taken_away_is_told_from_one_that_is_missing(consented):
    save(consented, {"ecog": "1", "bilirubin": "20"}, complete=False)
    save(consented, {"bilirubin": Missing.REFUSED}, complete=False, expected_version=1)
    found = {one.item: one.new for one in history(consented) if one.version == 2}
    assert found["ecog"] is None
    assert found["bilirubin"] == {"missing": "refused"}


def test_one_item_and_one_record_are_picked(consented):
    correct(save(consented), {**INTAKE, "ecog": "1"})
    other = casebook.saved_form(consented, "relapse", {"relapse_on": "2025"})
    assert {one.item for one in history(consented, item="ecog")} == {"ecog"}
    assert {one.item for one in history(consented, record=other)} == {"relapse_on"}


def test_what_raw_sql_changed_is_there_with_who_did_it(consented):
    record = save(consented)
    with casebook.seeing(consented.activation), people.setting_up():
        FormRecord.objects.filter(pk=record.pk).update(data={})
    found = [one for one in history(consented) if one.by == people.SETUP.username]
    assert {one.item for one in found} == set(INTAKE)


def test_another_site_sees_nothing_of_it(consented):
    save(consented)
    elsewhere = people.activation(of=consented.activation.trial)
    with casebook.seeing(elsewhere):
        assert changes(consented) == []


def test_it_is_one_statement_whatever_the_number_of_versions(consented):
    record = save(consented)
    for version in range(1, 5):
        correct(record, {**INTAKE, "remark": str(version)}, version=version)
    with casebook.seeing(consented.activation), CaptureQueriesContext(connection) as captured:
        changes(consented)
    # One for the history, one for the printed names.
    assert len(captured) == 2
