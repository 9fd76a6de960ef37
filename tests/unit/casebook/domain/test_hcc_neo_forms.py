"""The forms of the shipped hcc-neo file, filled in as a nurse would."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.domain.answers import Entry, entry_from
from casebook.domain.doubts import Severity
from casebook.domain.edit_checks import check_form
from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.forms import ItemType
from trials.domain.values import Absent, Known

HCC_NEO = shipped("hcc-neo")
TODAY = date(2026, 3, 31)

LABORATORY = {
    "laboratory_date": Entry(text="2026-03-25"),
    "bilirubin": Entry(text="12.3"),
    "albumin": Entry(text="42"),
    "inr": Entry(text="1.02"),
    "ascites": Entry(chosen=("none",)),
    "encephalopathy": Entry(chosen=("none",)),
    "creatinine": Entry(text="70"),
}
CLINICAL = {
    "able_to_understand": Entry(text="yes"),
    "followup_commitment": Entry(text="yes"),
    "diagnosis": Entry(chosen=("hcc",)),
    "diagnosis_route": Entry(chosen=("histopathology",)),
    "diagnosis_date": Entry(text="2026-02"),
    "tumor_count": Entry(text="1"),
    "largest_tumor": Entry(text="3.2", unit="cm"),
    "vascular_invasion": Entry(text="no"),
    "extrahepatic_spread": Entry(text="no"),
    "bclc_stage": Entry(chosen=("A",)),
    "curative_resection_scheduled": Entry(text="yes"),
    "planned_surgery_date": Entry(text="2026-05"),
    "planned_surgeon": Entry(text="张医生"),
    "ecog": Entry(text="0"),
    "systolic_pressure": Entry(text="128"),
    "diastolic_pressure": Entry(text="78"),
    "uncontrolled_hypertension": Entry(text="no"),
    "nyha_class": Entry(text="0"),
    "other_cardiac_uncontrolled": Entry(text="no"),
    "other_malignancy": Entry(text="no"),
    "hypersensitivity": Entry(text="no"),
    "severe_renal_dysfunction": Entry(text="no"),
    "other_uncontrolled": Entry(text="no"),
    "investigator_objection": Entry(text="no"),
}


def check(form_id, entries, facts=None, **changes):
    return check_form(
        protocol=HCC_NEO,
        form=HCC_NEO.form(form_id),
        entries={**entries, **changes},
        today=TODAY,
        facts=facts,
    )


def laboratory(**changes):
    return check("screening_laboratory", LABORATORY, **changes)


def clinical(**changes):
    return check("screening_clinical", CLINICAL, **changes)


def found(checked):
    return [(problem.item, problem.severity) for problem in checked.problems]


def test_a_healthy_liver_completes_the_laboratory_form():
    checked = laboratory()
    assert checked.problems == ()
    assert checked.facts["bilirubin"] == Known(Decimal("12.3"), unit="umol/L")


def test_the_child_pugh_score_shows_as_soon_as_its_five_components_are_there():
    assert laboratory().calculated["child_pugh_score"].value == 5
    assert laboratory().calculated["child_pugh_class"].value == "A"
    assert laboratory(inr=Entry()).calculated == {}


def test_a_component_not_done_leaves_the_score_absent():
    checked = laboratory(inr=Entry(missing="not_done"))
    assert isinstance(checked.calculated["child_pugh_score"], Absent)
    assert checked.can_be_completed


def test_values_in_other_units_give_the_same_score():
    checked = laboratory(
        bilirubin=Entry(text="2.5", unit="mg/dL"), albumin=Entry(text="2.7", unit="g/dL")
    )
    assert checked.facts["albumin"] == Known(Decimal(27), unit="g/L")
    assert checked.calculated["child_pugh_score"].value == 8
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("item", "entry", "severity"),
    [
        ("bilirubin", Entry(text="2000"), Severity.IMPOSSIBLE),
        ("bilirubin", Entry(text="900"), Severity.UNLIKELY),
        ("bilirubin", Entry(text="12", unit="mmol/L"), Severity.UNREADABLE),
        ("albumin", Entry(text="4.2"), Severity.IMPOSSIBLE),
        ("albumin", Entry(text="4.2", unit="g/dL"), None),
        ("inr", Entry(text="1,02"), Severity.UNREADABLE),
        ("inr", Entry(missing="refused"), Severity.UNREADABLE),
        ("ascites", Entry(chosen=("severe",)), Severity.UNREADABLE),
        ("ascites", Entry(missing="unknown"), None),
        ("laboratory_date", Entry(text="2026-04-01"), Severity.IMPOSSIBLE),
        ("laboratory_date", Entry(text="2026-03"), Severity.IMPOSSIBLE),
        ("laboratory_date", Entry(), Severity.UNANSWERED),
        ("creatinine", Entry(text="0.8", unit="mg/dL"), None),
        ("creatinine", Entry(text="0.8"), Severity.IMPOSSIBLE),
    ],
)
def test_each_slip_in_the_laboratory_form_is_found_at_its_item(item, entry, severity):
    expected = [] if severity is None else [(item, severity)]
    assert found(laboratory(**{item: entry})) == expected


def test_a_whole_clinical_form_completes_and_asks_nothing_beside_the_point():
    checked = clinical()
    assert checked.problems == ()
    assert checked.dropped == ()
    assert {"ecog_tumor_related", "other_malignancy_kind", "hypersensitivity_to"} <= set(
        checked.hidden
    )


def test_what_is_planned_may_lie_ahead_and_what_was_done_may_not():
    assert found(clinical(planned_surgery_date=Entry(text="2027-01"))) == []
    assert found(clinical(diagnosis_date=Entry(text="2026-04"))) == [
        ("diagnosis_date", Severity.IMPOSSIBLE)
    ]


def test_ecog_1_asks_whether_the_tumor_limits():
    checked = clinical(ecog=Entry(text="1"))
    assert found(checked) == [("ecog_tumor_related", Severity.UNANSWERED)]


def test_ecog_1_for_another_reason_asks_for_it():
    checked = clinical(ecog=Entry(text="1"), ecog_tumor_related=Entry(text="no"))
    assert found(checked) == [("ecog_reason", Severity.UNANSWERED)]


def test_the_guideline_is_asked_where_imaging_made_the_diagnosis():
    checked = clinical(diagnosis_route=Entry(chosen=("imaging",)))
    assert found(checked) == [("diagnosis_guideline", Severity.UNANSWERED)]


def test_a_reversed_blood_pressure_is_impossible_and_shown_at_the_second_number():
    checked = clinical(systolic_pressure=Entry(text="80"), diastolic_pressure=Entry(text="110"))
    (problem,) = checked.problems
    assert (problem.item, problem.check) == ("diastolic_pressure", "pressures_in_order")
    assert not checked.can_be_completed


def test_three_tumors_in_stage_0_are_doubted():
    checked = clinical(bclc_stage=Entry(chosen=("0",)), tumor_count=Entry(text="3"))
    assert [problem.check for problem in checked.problems] == ["very_early_single"]
    assert not checked.problems[0].blocks_saving


def test_the_stage_by_the_letter_uses_the_liver_function_of_another_form():
    liver = laboratory().facts
    assert clinical(facts=liver).calculated["bclc_computed"].value == "A"
    assert clinical(facts=liver, ecog=Entry(text="1")).calculated["bclc_computed"].value == "C"
    assert clinical().calculated == {}


@pytest.mark.parametrize("form", HCC_NEO.forms, ids=lambda form: form.id)
def test_every_form_can_be_opened_empty_and_says_what_it_wants(form):
    checked = check(form.id, {})
    assert checked.can_be_saved
    assert {problem.severity for problem in checked.problems} <= {Severity.UNANSWERED}


@pytest.mark.parametrize("form", HCC_NEO.forms, ids=lambda form: form.id)
def test_every_shown_item_takes_each_of_its_reasons_for_no_answer(form):
    for item in form.items:
        for reason in item.missing:
            checked = check(form.id, {item.id: Entry(missing=reason)})
            assert item.id in {*checked.answers, *checked.hidden}


TYPED = [item for form in HCC_NEO.forms for item in form.items]
entries = st.builds(
    Entry,
    text=st.one_of(
        st.sampled_from(["", "0", "1", "12.5", "yes", "no", "2026", "2026-03", "2026-03-05"]),
        st.text(max_size=8),
    ),
    unit=st.sampled_from([None, "umol/L", "mg/dL", "cm"]),
    chosen=st.sampled_from([(), ("none",), ("hcc",), ("A",), ("arterial", "delayed")]),
    missing=st.sampled_from([None, None, "unknown", "not_done"]),
    reason=st.sampled_from(["", "Seen twice"]),
)
filled = st.sampled_from(HCC_NEO.forms).flatmap(
    lambda form: st.tuples(
        st.just(form),
        st.dictionaries(st.sampled_from([item.id for item in form.items]), entries),
    )
)


@settings(max_examples=150)
@given(filled)
def test_whatever_is_typed_each_item_is_answered_hidden_or_has_its_problem(form_and_entries):
    form, typed = form_and_entries
    checked = check(form.id, typed)
    problems = {problem.item for problem in checked.problems}
    for item in form.items:
        if item.type is not ItemType.CALCULATED and item.required:
            assert item.id in {*checked.answers, *checked.hidden, *problems}
    assert not checked.answers.keys() & set(checked.hidden)
    assert checked.can_be_saved or not checked.can_be_completed


@settings(max_examples=150)
@given(filled)
def test_a_saved_form_opened_and_saved_again_is_the_same(form_and_entries):
    form, typed = form_and_entries
    first = check(form.id, typed)
    reopened = {name: entry_from(one.as_stored()) for name, one in first.answers.items()}
    assert check(form.id, reopened).answers == first.answers
