from datetime import date, timedelta
from decimal import Decimal

import pytest

from casebook.domain.edit_checks import check_form
from config.simulation.chance import Chance
from config.simulation.filling import Sheet, begun, filled
from config.simulation.values import CHOICES, MEASURES, TEXTS, YES, about
from followup.domain.laboratory.proposals import Value, analyte_of, proposals
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import Phase
from trials.domain.values import Missing

DAY = date(2026, 5, 4)
FORMS = [
    (slug, form.id) for slug in ("hcc-neo", "hcc-adj", "rectal") for form in shipped(slug).forms
]


def sheet(slug, form_id, number=0, **more):
    protocol = shipped(slug)
    chance = Chance(slug, form_id, number)
    return Sheet(protocol=protocol, form=protocol.form(form_id), day=DAY, chance=chance, **more)


def checked(one, answers):
    return check_form(
        protocol=one.protocol,
        form=one.form,
        entries=answers.entries,
        today=DAY,
        reasons=answers.reasons,
    )


@pytest.mark.parametrize(("slug", "form_id"), FORMS)
def test_any_form_of_any_protocol_can_be_filled_in(slug, form_id):
    """What may be answered is the protocol's; nobody wrote these forms down a second time."""
    for number in range(25):
        one = sheet(slug, form_id, number)
        found = checked(one, filled(one))
        # A check between answers that cannot both be right is for the story to keep.
        assert not [p for p in found.problems if p.blocks_completion and not p.check], number


def test_the_story_decides_over_the_draw():
    given = {"bilirubin": "44.5", "ascites": ("mild",), "laboratory_date": date(2026, 5, 1)}
    entries = filled(sheet("hcc-neo", "screening_laboratory", given=given)).entries
    assert entries["bilirubin"].text == "44.5"
    assert entries["ascites"].chosen == ("mild",)
    assert entries["laboratory_date"].text == "2026-05-01"


def test_what_nobody_agreed_to_is_not_answered():
    slides = filled(sheet("rectal", "molecular", withheld={"tissue_slides"})).entries
    assert slides["biopsy_quality"].missing == "refused"
    assert "biopsy_quality_reason" not in slides
    blood = filled(sheet("rectal", "samples", withheld={"blood_samples"})).entries
    assert blood["blood_date"].missing == "refused"
    assert "blood_sample_id" not in blood
    assert not blood["stool_date"].missing or blood["stool_date"].missing == "not_done"


def test_a_question_that_does_not_apply_is_not_answered():
    entries = filled(
        sheet("hcc-neo", "screening_clinical", given={"other_malignancy": False})
    ).entries
    assert "other_malignancy_kind" not in entries


def test_nothing_is_missing_at_screening_unless_asked_for():
    for number in range(60):
        entries = filled(sheet("hcc-neo", "screening_clinical", number)).entries
        assert not any(entry.missing for entry in entries.values())
    asked = sheet("hcc-neo", "screening_clinical", given={"ecog": Missing.NOT_DONE})
    assert filled(asked).entries["ecog"].missing == "not_done"


def test_some_values_are_missing_later_each_for_a_reason():
    form = shipped("hcc-neo").form("followup_visit")
    reasons = [
        (item.id, entry.missing)
        for number in range(120)
        for item in form.items
        for entry in [filled(sheet("hcc-neo", form.id, number)).entries.get(item.id)]
        if entry and entry.missing
    ]
    assert reasons
    assert all(reason in form.item(name).missing for name, reason in reasons)


def test_a_date_of_which_the_month_is_enough_is_sometimes_only_a_month():
    drawn = {
        len(filled(sheet("hcc-neo", "screening_clinical", n)).entries["diagnosis_date"].text)
        for n in range(60)
    }
    assert drawn == {7, 10}


def test_half_a_form_is_left_behind():
    one = sheet("hcc-neo", "followup_visit")
    assert 0 < len(begun(one).entries) < len(filled(one).entries)


@pytest.mark.parametrize(
    ("name", "item"),
    [("afp", "followup_afp"), ("afp", "afp"), ("systolic_pressure", "cycle_systolic_pressure")],
)
def test_a_value_is_found_by_the_end_of_its_name(name, item):
    assert about(MEASURES, item) == name


def test_every_code_in_the_table_exists_in_some_protocol():
    items = [
        question
        for slug in ("hcc-neo", "hcc-adj", "rectal")
        for form in shipped(slug).forms
        for item in form.items
        for question in (item, *item.columns)
    ]
    for table in (MEASURES, CHOICES, YES, TEXTS):
        used = {about(table, item.id) for item in items}
        assert set(table) <= used
    for name, weights in CHOICES.items():
        codes = {code for item in items if about(CHOICES, item.id) == name for code in item.codes}
        assert set(weights) <= codes or not codes, name


def test_screening_forms_exist_in_each_trial():
    for slug in ("hcc-neo", "hcc-adj", "rectal"):
        assert shipped(slug).forms_in(Phase.SCREENING)


def blood(form_id, number, day):
    for name, entry in filled(sheet("hcc-neo", form_id, number)).entries.items():
        if analyte_of(name) and entry.text and entry.unit:
            value = Decimal(entry.text)
            yield Value(name=name, value=value, unit=entry.unit, day=PartialDate.of(day))


def test_what_the_blood_shows_under_treatment_proposes_events_for_some():
    """For a demonstration to show it, and not for everybody."""
    proposed = [
        proposals(
            [
                *blood("baseline_laboratory", number, DAY - timedelta(days=30)),
                *blood("cycle_check", number, DAY),
            ],
            reported=[],
        )
        for number in range(60)
    ]
    some = [found for found in proposed if found]
    assert 6 <= len(some) <= 40
    assert {one.graded.rule.term for found in some for one in found} >= {
        "Neutrophil count decreased",
        "Platelet count decreased",
    }
