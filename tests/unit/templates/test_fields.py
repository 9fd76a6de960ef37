import pytest
from django import forms

from tests.unit.templates.pages import Element, draw

REASONS = [("not_done", "Not done"), ("refused", "Refused")]


class Liver(forms.Form):
    bilirubin = forms.DecimalField(label="Total bilirubin", help_text="As on the report")
    unit = forms.ChoiceField(choices=[("umol/L", "µmol/L"), ("mg/dL", "mg/dL")])
    missing = forms.ChoiceField(choices=[("", "why missing"), *REASONS], required=False)
    ecog = forms.ChoiceField(choices=[("0", "0, active"), ("1", "1")], widget=forms.RadioSelect)
    remarks = forms.CharField(widget=forms.Textarea, required=False)
    checked = forms.BooleanField(label="Checked against the source")


def label_of(page: Element, control: Element) -> str:
    return page.one("label", for_=control.attrs["id"]).text


def described(page: Element, control: Element) -> list[str]:
    return [page.one(id=name).text for name in control.attrs["aria-describedby"].split()]


def test_field_takes_everything_from_the_bound_field():
    page = draw('<c-field :field="form.bilirubin" unit="µmol/L" />', form=Liver({"bilirubin": "x"}))
    box = page.one("input", name="bilirubin")
    assert label_of(page, box) == "Total bilirubin , µmol/L * , needed to complete the form"
    assert box.attrs["value"] == "x"
    assert box.attrs["inputmode"] == "decimal"
    assert box.attrs["type"] == "text"
    assert box.attrs["aria-invalid"] == "true"
    assert described(page, box)[:2] == ["As on the report", "Error: Enter a number."]


def test_zero_is_an_answer():
    page = draw('<c-field :field="form.bilirubin" />', form=Liver({"bilirubin": 0}))
    assert page.one("input").attrs["value"] == "0"


def test_unanswered_field_is_empty_and_not_wrong():
    page = draw('<c-field :field="form.bilirubin" />', form=Liver())
    assert page.one("input").attrs["value"] == ""
    assert "aria-invalid" not in page.one("input").attrs
    assert not page.all(class_="field-wrong")


def test_field_by_hand():
    page = draw('<c-field name="afp" label="AFP" value="12" error="Too high" numeric="decimal" />')
    box = page.one("input", name="afp")
    assert label_of(page, box) == "AFP"
    assert box.attrs["id"] == "id_afp"
    assert "Error: Too high" in described(page, box)


def test_the_error_summary_leads_to_the_field():
    form = Liver({"bilirubin": "x", "unit": "umol/L", "ecog": "0", "checked": "on"})
    page = draw('<c-error-summary :form="form" /><c-field :field="form.bilirubin" />', form=form)
    (link,) = page.all("a")
    assert link.text == "Total bilirubin: Enter a number."
    assert page.one(id=link.attrs["href"].removeprefix("#")).one("input", name="bilirubin")


def test_no_summary_without_errors():
    assert not draw('<c-error-summary :form="form" />', form=Liver()).all()


def test_summary_of_a_plain_list():
    errors = [("field-afp", "AFP: too high"), ("", "The form was changed meanwhile")]
    page = draw('<c-error-summary :errors="errors" />', errors=errors)
    assert [item.text for item in page.all("li")] == [message for _, message in errors]
    assert page.one("a").attrs["href"] == "#field-afp"


def test_unit_chooser_and_missing_reason_have_their_own_labels():
    form = Liver({"bilirubin": "1", "unit": "mg/dL", "missing": "refused"})
    page = draw(
        '<c-field :field="form.bilirubin" :unit_field="form.unit" :missing_field="form.missing" />',
        form=form,
    )
    unit, missing = page.all("select")
    assert label_of(page, unit) == "Total bilirubin: unit"
    assert label_of(page, missing) == "Total bilirubin: why missing"
    assert unit.one("option", selected="").attrs["value"] == "mg/dL"
    assert missing.one("option", selected="").attrs["value"] == "refused"


def test_unit_and_reason_by_hand():
    page = draw(
        '<c-field name="afp" label="AFP" :unit_options="units" unit_name="afp_unit" '
        'unit_value="b" :missing_options="reasons" missing_name="afp_why" />',
        units=[("a", "A"), ("b", "B")],
        reasons=REASONS,
    )
    assert page.one("select", name="afp_unit").one("option", selected="").text == "B"
    why = page.one("select", name="afp_why")
    assert [option.attrs["value"] for option in why.all("option")] == ["", "not_done", "refused"]


def test_a_warning_is_said_with_the_field_and_can_hold_a_box():
    page = draw(
        '<c-field name="afp" label="AFP" last="34"><c-slot name="warning">35 times the last value'
        '<input name="why"></c-slot><c-slot name="gutter">1 query</c-slot></c-field>'
    )
    box = page.one("input", name="afp")
    assert "Please check: 35 times the last value" in described(page, box)
    assert "Last time: 34" in described(page, box)
    assert page.one(class_="field-gutter").text == "1 query"


def test_textarea_select_and_password():
    form = Liver({"remarks": "<b>said</b>", "unit": "umol/L"})
    page = draw('<c-field :field="form.remarks" /><c-field :field="form.unit" />', form=form)
    assert page.one("textarea").text == "<b>said</b>"
    assert page.one("select").one("option", selected="").text == "µmol/L"
    page = draw('<c-field name="password" label="Password" type="password" value="secret" />')
    assert "value" not in page.one("input").attrs


def test_other_attributes_reach_the_control():
    page = draw('<c-field name="q" label="Q" autocomplete="off" hx-get="/terms" />')
    assert page.one("input").attrs["hx-get"] == "/terms"
    assert page.one("input").attrs["autocomplete"] == "off"


def test_unmarked_field_has_no_star():
    page = draw('<c-field :field="form.bilirubin" unmarked />', form=Liver())
    assert not page.all(class_="field-required")


@pytest.mark.parametrize("partial", [True, False])
def test_date_has_three_boxes_in_reading_order(partial):
    page = draw(
        '<c-date-field name="onset" label="Onset" year="2026" month="3" :partial="partial" />',
        partial=partial,
    )
    boxes = page.all("input", type="text")
    assert [box.attrs["name"] for box in boxes] == ["onset_year", "onset_month", "onset_day"]
    assert [box.attrs["value"] for box in boxes] == ["2026", "3", ""]
    assert [label_of(page, box) for box in boxes] == ["Year", "Month", "Day"]
    assert page.one("legend").text == "Onset"
    unknowns = [box.attrs["name"] for box in page.all("input", type="checkbox")]
    assert unknowns == (["onset_month_unknown", "onset_day_unknown"] if partial else [])


def test_an_unknown_day_is_ticked_not_guessed():
    page = draw('<c-date-field name="onset" label="Onset" month="3" day_unknown partial />')
    day, month = (
        page.one("input", name="onset_day_unknown"),
        page.one("input", name="onset_month_unknown"),
    )
    assert "checked" in day.attrs
    assert "checked" not in month.attrs
    assert page.one("input", name="onset_day").attrs["value"] == ""


def test_wrong_date_marks_every_part():
    page = draw('<c-date-field name="scan" label="Scan" error="2026-02-30 does not exist." />')
    assert len(page.all(aria_invalid="true")) == 3
    group = page.one("fieldset")
    assert "Error: 2026-02-30 does not exist." in described(page, group)


def test_choices_are_labelled_radios_of_one_group():
    page = draw('<c-choice-field :field="form.ecog" />', form=Liver({"ecog": "1"}))
    cards = page.all("label", class_="choice")
    assert [card.text for card in cards] == ["0, active", "1"]
    assert [card.one("input").attrs["name"] for card in cards] == ["ecog", "ecog"]
    assert "checked" in cards[1].one("input").attrs
    assert page.one("legend").text.startswith("Ecog")


def test_several_choices_with_hints():
    options = [("a", "A", "first"), ("b", "B"), ("c", "C")]
    page = draw(
        '<c-choice-field name="x" label="X" :options="options" :value="chosen" many />',
        options=options,
        chosen=["a", "c"],
    )
    boxes = page.all("input", type="checkbox")
    assert ["checked" in box.attrs for box in boxes] == [True, False, True]
    assert page.one("small").text == "first"


def test_a_number_chooses_its_card_though_options_are_text():
    page = draw(
        '<c-choice-field name="x" label="X" :options="options" :value="0" />',
        options=[("0", "none"), ("1", "one")],
    )
    assert "checked" in page.one("input", value="0").attrs


def test_tick_box():
    page = draw('<c-check :field="form.checked" />', form=Liver({}))
    box = page.one("input", type="checkbox")
    assert page.one("label").text == "Checked against the source"
    assert box.attrs["aria-invalid"] == "true"
    assert "This field is required." in page.one(id=box.attrs["aria-describedby"]).text


def test_grades_that_do_not_exist_are_absent():
    grades = [(3, "Severe"), (5, "Death")]
    page = draw('<c-grade-cards name="g" :grades="grades" :value="5" />', grades=grades)
    assert [box.attrs["value"] for box in page.all("input", type="radio")] == ["3", "5"]
    assert "checked" in page.one("input", value="5").attrs
    assert page.all("label", class_="grade")[0].text == "Grade 3 Severe"


def test_what_people_wrote_is_escaped():
    evil = '"><script>alert(1)</script>'
    for name in ("label", "hint", "value", "error", "last", "derived", "unit"):
        page = draw(f'<c-field name="x" {name}="{{{{ evil }}}}" />', evil=evil)
        assert not page.all("script"), name
        page = draw(f'<c-field name="x" :{name}="evil" />', evil=evil)
        assert not page.all("script"), name
