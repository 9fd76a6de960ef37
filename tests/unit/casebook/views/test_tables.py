"""A table on a form's page: rows added, removed, saved and looked back on, by buttons alone."""

import pytest

from casebook.models import Draft, FormRecord, Query
from tests.factories import casebook
from tests.pdfs import text_of
from tests.unit.casebook.views.conftest import at, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


def row(number, name="Aspirin", dose="100", year="2026", month="2"):
    cell = f"drugs-{number}"
    return {
        f"{cell}-drug_name": name,
        f"{cell}-drug_dose": dose,
        f"{cell}-drug_dose-unit": "mg",
        f"{cell}-drug_begun_year": year,
        f"{cell}-drug_begun_month": month,
        f"{cell}-drug_begun_day": "",
        f"{cell}-drug_begun_day_unknown": "on",
    }


def typed(*rows, given="0", version="0"):
    fields = {"form-version": version, "drugs-given": given, "drugs-row": []}
    for number, one in rows:
        fields["drugs-row"].append(number)
        fields |= one
    return fields


TWO = typed(("1", row(1, year="2025")), ("2", row(2, "Metformin", "850", year="2025")))


def page(participant, name="form"):
    return at(name, participant, "drugs_taken")


@pytest.fixture
def send(visitor, consented):
    def send(fields, act="complete", **more):
        return visitor.post(page(consented), {**fields, "form-act": act, **more})

    return send


def saved():
    return FormRecord.objects.get(form_id="drugs_taken")


def test_rows_are_added_and_removed_without_a_script(visitor, consented, send):
    assert 'name="drugs-1-drug_name"' in words(visitor.get(page(consented)))
    added = send(typed(("1", row(1))), "add_row:drugs")
    assert added.url.endswith("#field-drugs")
    shown = words(visitor.get(added.url.partition("#")[0]))
    assert 'value="Aspirin"' in shown or ">\nAspirin</textarea>" in shown
    assert 'name="drugs-2-drug_name"' in shown
    send(typed(("1", row(1)), ("2", row(2, "Metformin"))), "remove_row:drugs:1")
    shown = words(visitor.get(page(consented)))
    assert 'name="drugs-1-drug_name"' not in shown
    assert "Metformin" in shown
    with casebook.seeing(consented.activation):
        assert Draft.objects.get().fields["drugs-given"] == ["2"]
        assert not FormRecord.objects.exists()


def test_a_row_of_no_table_is_not_there(send):
    assert send(TWO, "add_row:nonsense").status_code == 404
    assert send(TWO, "remove_row").status_code == 404


def test_what_is_wrong_stands_in_its_row(send):
    wrong = typed(("1", row(1)), ("2", row(2, dose="-5")))
    refused = send(wrong)
    assert refused.status_code == 422
    shown = words(refused)
    assert 'href="#field-drugs-2-drug_dose"' in shown
    assert "Row 2, Daily dose: -5 mg is impossible" in shown


def test_saved_read_corrected_and_looked_back_on(visitor, consented, send, signed_in):
    unlikely = {"check-begun_after_consent-1": "long before", "check-begun_after_consent-2": "so"}
    assert send(TWO, **unlikely).status_code == 302
    with casebook.seeing(consented.activation):
        record = saved()
        assert record.data["drugs"]["value"] == ["1", "2"]
        asked = Query.objects.values_list("item", "rule")
        assert sorted(asked) == [
            ("drugs", "begun_after_consent-1"),
            ("drugs", "begun_after_consent-2"),
        ]
    shown = words(visitor.get(page(consented)))
    assert "1. Name: Aspirin; Daily dose: 100 mg; Begun: 2025-02" in shown

    less = typed(("2", row(2, "Metformin", "500", year="2025")), given="2", version="1")
    more = {**less, **row(3, "Insulin"), "drugs-row": ["2", "3"], **unlikely}
    why = {"correction-why": "misread", "correction-why_detail": ""}
    review = send(more, "review")
    assert "Insulin" in words(review)
    assert send(more, "correct", **why).status_code == 302
    with casebook.seeing(consented.activation):
        assert saved().data["drugs"]["value"] == ["2", "3"]

    whole = words(visitor.get(page(consented, "history") + "?item=drugs"))
    for line in ("Drugs, row 1", "row removed", "Drugs, row 2", "500 mg", "Drugs, row 3"):
        assert line in whole
    one = words(visitor.get(page(consented, "history") + "?item=drugs&row=1"))
    assert "Drugs, row 1" in one
    assert "Drugs, row 2" not in one
    paper = text_of(visitor.get(page(consented, "form_paper")).content)
    for word in ("No.", "Daily dose", "Insulin", "500 mg"):
        assert word in paper
    correcting = words(visitor.get(page(consented) + "?correct=1"))
    assert "History of row 2" in correcting


def test_a_draft_answers_what_follows_in_a_cell(visitor, consented):
    fields = typed(("1", {**row(1, dose="0.5"), "drugs-1-drug_dose-unit": "g"}))
    response = visitor.post(page(consented, "draft"), fields, headers={"HX-Request": "true"})
    shown = words(response)
    assert 'id="id_drugs-1-drug_dose_derived"' in shown
    assert "= 500 mg" in shown


def test_the_blank_form_leaves_room_for_rows(visitor, consented):
    blank = text_of(visitor.get("/trials/small-trial/forms/").content)
    assert "Drugs taken" in blank
    assert "Daily dose" in blank


def test_a_query_on_a_table_suggests_nothing(consented, send, signed_in):
    send(typed(("1", row(1))))
    monitor = signed_in(casebook.member(consented.activation, Role.MONITOR))
    asked = words(monitor.get(page(consented, "new_query") + "?item=drugs"))
    assert "Suggested answer" not in asked


def test_a_table_that_comes_back_numbers_its_rows_anew(visitor, consented, send):
    send(TWO, "save")
    assert send({"form-version": "1", "form-not-done": "no list"}, "not_done").status_code == 302
    shown = words(visitor.get(page(consented) + "?correct=1"))
    assert 'name="drugs-3-drug_name"' in shown
    assert 'name="drugs-1-drug_name"' not in shown
