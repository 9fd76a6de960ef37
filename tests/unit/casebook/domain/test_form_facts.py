from datetime import date

import pytest

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import check_form
from casebook.domain.form_facts import nothing_done, statements
from tests.factories.casebook import entry
from tests.factories.protocols import text_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.loader import load
from trials.domain.values import Absent, Known, Missing

TODAY = date(2026, 3, 2)
COMPLETE = {"taken_on": "2026-03-01", "bilirubin": "20", "ecog": "1", "scan_on": "2026-02"}


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


def said(protocol, values, form_id="intake", visit_date=None):
    form = protocol.form(form_id)
    entries: dict[str, Entry] = {name: entry(value) for name, value in values.items()}
    checked = check_form(protocol=protocol, form=form, entries=entries, today=TODAY)
    data = {name: answer.as_stored() for name, answer in checked.answers.items()}
    found = statements(form, data, entered_on=TODAY, visit_date=visit_date)
    return {statement.name: statement for statement in found}


def test_each_answer_is_one_statement(protocol):
    assert set(said(protocol, COMPLETE)) == set(COMPLETE)


def test_a_form_that_opens_with_a_date_is_dated_by_it(protocol):
    assert said(protocol, COMPLETE)["bilirubin"].date == PartialDate(2026, 3, 1)


def test_a_date_speaks_of_its_own_day(protocol):
    assert said(protocol, COMPLETE)["scan_on"].date == PartialDate(2026, 2)


def test_a_form_of_a_visit_is_dated_by_the_visit(protocol):
    assert said(protocol, {"weight": "70"}, "checkup")["weight"].date is None
    dated = said(protocol, {"weight": "70"}, "checkup", visit_date=TODAY)
    assert dated["weight"].date == PartialDate.of(TODAY)


@pytest.mark.parametrize(
    ("item", "typed"),
    [
        ("bilirubin", "2000"),
        ("bilirubin", "700"),
        ("taken_on", "2026-03-03"),
        ("scan_on", "2026"),
    ],
)
def test_impossible_and_unconfirmed_answers_are_no_facts_yet(protocol, item, typed):
    assert item not in said(protocol, {**COMPLETE, item: typed})


def test_a_confirmed_unlikely_answer_is_a_fact(protocol):
    values = {**COMPLETE, "bilirubin": entry("700", reason="seen twice")}
    assert isinstance(said(protocol, values)["bilirubin"].content, Known)


def test_a_missing_answer_is_said_with_its_reason(protocol):
    found = said(protocol, {**COMPLETE, "bilirubin": Missing.REFUSED})
    assert found["bilirubin"].content == Absent("refused")


def test_nothing_done_answers_every_question_but_those_that_are_calculated(protocol):
    form = protocol.form("intake")
    found = {statement.name: statement.content for statement in nothing_done(form)}
    assert set(found) == {item.id for item in form.items} - {"days_to_scan"}
    assert set(found.values()) == {Absent("not_done")}
