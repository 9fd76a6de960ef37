"""Rows of a table: each keeps its id, is read column by column, and judged as a whole."""

from datetime import date
from decimal import Decimal

import pytest

from casebook.domain.answers import Entry, Row, answer_from, entry_from
from casebook.domain.edit_checks import check_form
from casebook.domain.form_facts import statements
from casebook.domain.queries import says_as_asked
from casebook.domain.tables import changed_rows, follows
from tests.factories.protocols import text_of
from tests.factories.small_protocols import small_form, small_protocol
from trials.domain.condition_nodes import Comparison
from trials.domain.conditions import truth_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.loader import load
from trials.domain.truth import Truth
from trials.domain.values import Known

TODAY = date(2026, 3, 5)


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


@pytest.fixture
def check(protocol):
    def check(entry, reasons=None):
        consent = {"consent_date": Known(PartialDate(2026, 1, 6))}
        form = protocol.form("drugs_taken")
        return check_form(
            protocol=protocol,
            form=form,
            entries={"drugs": entry},
            today=TODAY,
            facts=consent,
            reasons=reasons,
        )

    return check


def row(name="Aspirin", dose="100", begun="2026-02", stopped="", *, id="", unit=None, reason=""):
    cells = {
        "drug_name": Entry(text=name),
        "drug_dose": Entry(text=dose, unit=unit, reason=reason),
        "drug_begun": Entry(text=begun),
        "drug_stopped": Entry(text=stopped),
    }
    return Row(id=id, cells=cells)


def rows(*some, given=0, **more):
    return Entry(rows=some, given=given, **more)


def said(checked):
    return [(one.row, one.column, one.severity.value) for one in checked.problems]


def test_each_cell_is_an_answer_of_its_own(check):
    checked = check(rows(row(dose="0.5", unit="g"), row("Metformin")))
    drugs = checked.answers["drugs"]
    assert checked.can_be_completed
    assert drugs.content == Known(("1", "2"))
    assert drugs.rows["1"]["drug_dose"].content == Known(Decimal("500"), unit="mg")
    assert drugs.rows["1"]["drug_dose"].entered == "0.5"
    assert drugs.rows["2"]["drug_begun"].content == Known(PartialDate(2026, 2))


def test_what_is_stored_opens_as_it_was_typed(check):
    drugs = check(rows(row(dose="0.5", unit="g", stopped="2026-03"), row("B"))).answers["drugs"]
    stored = drugs.as_stored()
    again = answer_from(stored)
    assert again == drugs
    assert check(entry_from(stored)).answers["drugs"] == drugs


@pytest.mark.parametrize(
    ("given", "sent", "ids"),
    [
        (0, ("", ""), ("1", "2")),
        (2, ("1", "2", ""), ("1", "2", "3")),
        # Row 2 was removed: its id is not given again.
        (2, ("1", ""), ("1", "3")),
        (2, ("", "1"), ("3", "1")),
        (0, ("7",), ("7",)),
        (0, ("1", "1"), ("1", "2")),
        (0, ("x", "-1"), ("1", "2")),
    ],
)
def test_a_row_keeps_its_id(check, given, sent, ids):
    found = check(rows(*(row(id=one) for one in sent), given=given))
    assert found.answers["drugs"].content == Known(ids)


def test_an_empty_row_is_no_row(check):
    checked = check(rows(row(), row("", "", "", id="2")))
    assert checked.answers["drugs"].content == Known(("1",))
    assert checked.can_be_completed


def test_a_required_table_without_rows_is_not_answered(check):
    assert said(check(rows(row("", "", "")))) == [("", "", "unanswered")]
    assert said(check(Entry())) == [("", "", "unanswered")]


def test_the_last_row_removed_leaves_word_that_there_were_some(check):
    drugs = check(rows(given=2)).answers["drugs"]
    assert (drugs.rows, drugs.given) == ({}, 2)
    assert answer_from(drugs.as_stored()) == drugs


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"dose": "many"}, ("2", "drug_dose", "unreadable")),
        ({"dose": "-1"}, ("2", "drug_dose", "impossible")),
        ({"dose": "5000"}, ("2", "drug_dose", "unlikely")),
        ({"dose": ""}, ("2", "drug_dose", "unanswered")),
        ({"begun": "2026-04"}, ("2", "drug_begun", "impossible")),
        ({"stopped": "2026-01"}, ("2", "", "impossible")),
        ({"begun": "2025"}, ("2", "", "unlikely")),
    ],
)
def test_what_is_wrong_says_in_which_row_and_column(check, changes, wrong):
    assert said(check(rows(row(), row(**changes)))) == [wrong]


def test_a_cell_is_named_in_the_sentence(check):
    [problem] = check(rows(row(), row(dose="5000"))).problems
    assert str(problem.message) == "Row 2, Daily dose: 5000 mg is unusual: expected 1 to 2000 mg."
    assert problem.place == "drugs-2-drug_dose"


def test_an_unlikely_cell_is_confirmed_in_its_row(check):
    assert check(rows(row(dose="5000", reason="as prescribed"))).can_be_completed


def test_an_unlikely_row_is_confirmed_by_its_id(check):
    entry = rows(row(), row(begun="2025"))
    assert not check(entry, {"begun_after_consent-1": "yes"}).can_be_completed
    checked = check(entry, {"begun_after_consent-2": "long before"})
    assert checked.can_be_completed
    assert str(checked.problems[0].message) == "Row 2: The drug was begun before consent."


@pytest.mark.parametrize(("many", "fits"), [(3, True), (4, False)])
def test_there_are_no_more_rows_than_the_protocol_takes(check, many, fits):
    assert check(rows(*[row()] * many)).can_be_completed is fits


def test_there_are_as_many_rows_as_the_protocol_needs():
    table = {
        "id": "scans",
        "type": "table",
        "rows": {"min": 2},
        "columns": [{"id": "where", "type": "text", "label": {"en": "Where", "zh": "部位"}}],
    }
    form = small_form(table)
    one = Entry(rows=(Row(cells={"where": Entry(text="liver")}),))
    checked = check_form(
        protocol=small_protocol(forms=[form]), form=form, entries={"scans": one}, today=TODAY
    )
    assert [str(one.message) for one in checked.problems] == ["Scans needs 2 rows or more."]


@pytest.mark.parametrize("entry", [Entry(text="liver"), Entry(chosen=("liver",))])
def test_a_table_takes_no_single_answer(check, entry):
    (problem,) = check(entry).problems
    assert str(problem.message) == "Drugs is a table and takes no single answer."


def test_a_reason_stands_for_the_whole_table():
    table = {
        "id": "scans",
        "type": "table",
        "missing": ["not_done"],
        "columns": [{"id": "where", "type": "text", "label": {"en": "Where", "zh": "部位"}}],
    }
    form = small_form(table)
    filled = (Row(cells={"where": Entry(text="liver")}),)
    for entry, wrong in [
        (Entry(missing="not_done"), 0),
        (Entry(missing="not_done", rows=filled), 1),
    ]:
        checked = check_form(
            protocol=small_protocol(forms=[form]), form=form, entries={"scans": entry}, today=TODAY
        )
        assert len(checked.problems) == wrong


def test_a_table_answered_by_a_reason_remembers_its_rows():
    """Nothing was given once its rows were removed: a row that comes later is another one."""
    table = {
        "id": "scans",
        "type": "table",
        "missing": ["not_done"],
        "columns": [{"id": "where", "type": "text", "label": {"en": "Where", "zh": "部位"}}],
    }
    form = small_form(table)
    protocol = small_protocol(forms=[form])

    def saved(entry):
        entries = {"scans": entry}
        checked = check_form(protocol=protocol, form=form, entries=entries, today=TODAY)
        return checked.answers["scans"].as_stored()

    first = (Row(cells={"where": Entry(text="liver")}),)
    reason = saved(follows(Entry(missing="not_done"), saved(Entry(rows=first))))
    assert reason == {"missing": "not_done", "given": 1}
    assert answer_from(reason).as_stored() == reason
    assert entry_from(reason) == Entry(missing="not_done", given=1)
    for sent in (Row(cells=first[0].cells), Row(id="1", cells=first[0].cells)):
        assert saved(follows(Entry(rows=(sent,)), reason))["value"] == ["2"]
    assert says_as_asked(reason, {"missing": "not_done"})


class TestUponWhatTheFormSays:
    STORED = {"value": ["1", "3"], "rows": {"1": {}, "3": {}}, "given": 4}

    @pytest.mark.parametrize(
        ("sent", "ids"),
        [(("1", "3"), ("1", "3")), (("1", "2"), ("1", "")), (("4",), ("",)), (("5",), ("5",))],
    )
    def test_a_removed_row_does_not_come_back_under_its_id(self, sent, ids):
        entry = follows(rows(*(row(id=one) for one in sent)), self.STORED)
        assert tuple(one.id for one in entry.rows) == ids
        assert entry.given == 4

    def test_a_table_sent_without_rows_keeps_the_count(self):
        assert follows(Entry(), self.STORED).given == 4
        assert follows(Entry(missing="unknown"), self.STORED).given == 4

    def test_a_new_form_has_nothing_to_follow(self):
        entry = rows(row(id="9"))
        assert follows(entry, None) is entry


def test_changed_rows_are_told_apart(check):
    old = check(rows(row(), row("B"), row("C"))).answers["drugs"].as_stored()
    sent = row(id="1"), row("B", "5", id="2"), row("D", id="4")
    new = check(rows(*sent, given=3)).answers["drugs"]
    assert changed_rows(old, new.as_stored()) == ["2", "3", "4"]
    assert changed_rows(None, old) == ["1", "2", "3"]
    assert changed_rows(old, {"missing": "unknown"}) == ["1", "2", "3"]


def test_two_tables_say_the_same_cell_by_cell(check):
    half = check(rows(row(dose="0.5", unit="g"))).answers["drugs"].as_stored()
    same = check(rows(row(dose="500"))).answers["drugs"].as_stored()
    other = check(rows(row(dose="501"))).answers["drugs"].as_stored()
    assert says_as_asked(half, same)
    assert not says_as_asked(half, other)


def test_the_fact_is_which_rows_there_are(protocol, check):
    form = protocol.form("drugs_taken")
    data = {"drugs": check(rows(row(), row("B"))).answers["drugs"].as_stored()}
    [fact] = statements(form, data, entered_on=TODAY)
    asked = Comparison.model_validate({"fact": "drugs", "count": {"at_least": 2}})
    assert fact.content == Known(("1", "2"))
    assert truth_of(asked, {"drugs": fact.content}) is Truth.TRUE


def test_a_table_with_an_unconfirmed_cell_is_no_fact_yet(protocol, check):
    data = {"drugs": check(rows(row(dose="5000"))).answers["drugs"].as_stored()}
    assert not list(statements(protocol.form("drugs_taken"), data, entered_on=TODAY))
