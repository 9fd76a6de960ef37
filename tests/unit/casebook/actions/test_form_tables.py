"""A row's id is never given to another row, whatever happened to its table in between."""

import pytest

from casebook.actions import forms
from casebook.actions.form_tables import upon
from casebook.domain.answers import Entry, Row
from casebook.domain.occasions import CHECKS, Occasion
from casebook.models import FormRecord
from casebook.selectors.history import rows_given
from tests.factories import casebook, people

OCCASION = Occasion(form_id="drugs_taken")


def test_a_table_that_is_not_sent_keeps_the_count_of_its_rows():
    table = {"value": ["3"], "rows": {"3": {}}, "given": 3}
    record = FormRecord(data={"drugs": table, "age": {"value": 60}, CHECKS: {"given": "yes"}})
    entries = upon(record, {"age": Entry(text="61")})
    assert entries == {"drugs": Entry(given=3), "age": Entry(text="61")}


def drug(name, id=""):
    cells = {
        "drug_name": Entry(text=name),
        "drug_dose": Entry(text="100", unit="mg"),
        "drug_begun": Entry(text="2026-03"),
    }
    return Row(id=id, cells=cells)


def answers(*rows, version):
    return forms.Answers(entries={"drugs": Entry(rows=rows)}, expected_version=version)


@pytest.mark.django_db
def test_a_table_that_comes_back_goes_on_counting(consented, nurse):
    """After it was hidden, or its form not done: the history knows what the form forgot."""
    given = {"participant": consented, "occasion": OCCASION, "by": nurse, "at": people.NOW}
    with casebook.seeing(consented.activation, by=nurse):
        two = answers(drug("Aspirin"), drug("Metformin"), version=0)
        first = forms.save(answers=two, complete=False, **given)
        assert first.data["drugs"]["value"] == ["1", "2"]
        forms.mark_not_done(not_done_reason="no list", expected_version=1, **given)
        row = FormRecord.objects.get(pk=first.pk)
        assert row.data == {}
        assert rows_given(row, ["drugs"]) == {"drugs": 2}
        back = forms.correct(
            record=row,
            answers=answers(drug("Insulin"), drug("Aspirin", id="1"), version=2),
            reason="list found",
            by=nurse,
            at=people.NOW,
        )
        assert back.data["drugs"]["value"] == ["3", "4"]
        assert rows_given(back, ["drugs"]) == {}
