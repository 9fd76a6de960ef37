from datetime import date
from decimal import Decimal

import pytest

from casebook.domain.answers import Answer, Entry
from casebook.domain.doubts import Severity
from casebook.domain.edit_checks import check_form
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.forms import Form
from trials.domain.values import Absent, Known

TODAY = date(2026, 3, 5)


def check(form: Form, protocol=None, facts=None, reasons=None, **entries):
    return check_form(
        protocol=protocol or small_protocol(),
        form=form,
        entries=entries,
        today=TODAY,
        facts=facts,
        reasons=reasons,
    )


def found(checked):
    return [(problem.item, problem.severity) for problem in checked.problems]


BILIRUBIN = {
    "id": "bilirubin",
    "type": "number",
    "unit": "umol/L",
    "units_accepted": ["mg/dL"],
    "analyte": "bilirubin",
    "plausible": ["2", "600"],
    "range": {"min": "0"},
    "missing": ["not_done", "unknown"],
}
LIVER = small_form(BILIRUBIN)


def test_an_answer_holds_what_was_entered_and_what_it_means():
    checked = check(LIVER, bilirubin=Entry(text=" 2.0 ", unit="mg/dL"))
    assert checked.answers["bilirubin"] == Answer(
        content=Known(Decimal("34.2079157117"), unit="umol/L"),
        entered="2.0",
        entered_unit="mg/dL",
    )
    assert checked.problems == ()
    assert checked.can_be_completed


def test_the_unit_is_the_stored_one_unless_another_is_chosen():
    answer = check(LIVER, bilirubin=Entry(text="12")).answers["bilirubin"]
    assert (answer.content, answer.entered_unit) == (Known(Decimal(12), unit="umol/L"), "umol/L")


def test_facts_of_the_form_are_its_typed_answers():
    checked = check(LIVER, bilirubin=Entry(missing="not_done"))
    assert checked.facts == {"bilirubin": Absent("not_done")}


def test_an_unanswered_question_can_be_saved_and_not_completed():
    checked = check(LIVER)
    assert found(checked) == [("bilirubin", Severity.UNANSWERED)]
    assert str(checked.problems[0].message) == "Bilirubin is not answered."
    assert str(checked.problems[0].mend) == "Answer it, or say why there is no answer."
    assert checked.can_be_saved
    assert not checked.can_be_completed


def test_a_question_without_missing_reasons_wants_its_answer():
    checked = check(small_form({"id": "ecog", "type": "integer"}))
    assert str(checked.problems[0].mend) == "Give the answer."


def test_an_optional_question_may_stay_empty():
    checked = check(small_form({"id": "remark", "type": "text", "required": False}))
    assert checked.can_be_completed
    assert checked.answers == {}


def test_an_unreadable_answer_cannot_be_saved():
    checked = check(LIVER, bilirubin=Entry(text="high"))
    assert found(checked) == [("bilirubin", Severity.UNREADABLE)]
    assert "bilirubin" not in checked.answers
    assert not checked.can_be_saved
    assert not checked.can_be_completed


def test_an_impossible_value_is_kept_in_an_incomplete_form():
    checked = check(LIVER, bilirubin=Entry(text="-1"))
    assert found(checked) == [("bilirubin", Severity.IMPOSSIBLE)]
    assert checked.can_be_saved
    assert not checked.can_be_completed
    assert checked.answers["bilirubin"].content.value == -1


def test_an_unlikely_value_completes_once_someone_said_why():
    doubted = check(LIVER, bilirubin=Entry(text="700"))
    confirmed = check(LIVER, bilirubin=Entry(text="700", reason=" Biliary obstruction "))
    assert not doubted.can_be_completed
    assert confirmed.can_be_completed
    assert confirmed.answers["bilirubin"].reason == "Biliary obstruction"


def test_a_reason_for_no_answer_must_be_one_the_question_accepts():
    checked = check(LIVER, bilirubin=Entry(missing="refused"))
    assert found(checked) == [("bilirubin", Severity.UNREADABLE)]
    assert str(checked.problems[0].mend) == "Choose one of not_done, unknown."


def test_a_question_without_missing_reasons_takes_none():
    checked = check(small_form({"id": "ecog", "type": "integer"}), ecog=Entry(missing="unknown"))
    assert found(checked) == [("ecog", Severity.UNREADABLE)]
    assert str(checked.problems[0].mend) == "Give the answer."


def test_an_answer_and_a_reason_for_none_exclude_each_other():
    checked = check(LIVER, bilirubin=Entry(text="12", missing="unknown"))
    assert found(checked) == [("bilirubin", Severity.UNREADABLE)]
    assert "Keep one of the two." in str(checked.problems[0].mend)


def test_an_impossible_date_is_unreadable_and_a_future_one_impossible():
    form = small_form({"id": "mri_date", "type": "date"})
    assert found(check(form, mri_date=Entry(text="2026-02-30"))) == [
        ("mri_date", Severity.UNREADABLE)
    ]
    assert found(check(form, mri_date=Entry(text="2026-03-06"))) == [
        ("mri_date", Severity.IMPOSSIBLE)
    ]


def test_a_calculated_item_is_not_asked():
    form = small_form({"id": "score", "type": "calculated"})
    checked = check(form, score=Entry(text="7"))
    assert (checked.answers, checked.problems, checked.hidden) == ({}, (), ())


MALIGNANCY = small_form(
    {"id": "other_malignancy", "type": "yes_no"},
    {
        "id": "malignancy_year",
        "type": "date",
        "partial": "year",
        "shown_when": {"fact": "other_malignancy", "is": True},
    },
)


def test_a_question_is_asked_when_the_answer_above_it_says_so():
    checked = check(MALIGNANCY, other_malignancy=Entry(text="yes"))
    assert found(checked) == [("malignancy_year", Severity.UNANSWERED)]
    assert checked.hidden == ()


@pytest.mark.parametrize(
    "above", [Entry(text="no"), Entry(), Entry(text="perhaps"), Entry(missing="unknown")]
)
def test_a_question_is_not_asked_otherwise(above):
    checked = check(MALIGNANCY, other_malignancy=above)
    assert checked.hidden == ("malignancy_year",)
    assert "malignancy_year" not in [problem.item for problem in checked.problems]


def test_an_answer_to_a_hidden_question_is_dropped_and_named():
    checked = check(
        MALIGNANCY, other_malignancy=Entry(text="no"), malignancy_year=Entry(text="2020")
    )
    assert checked.dropped == ("malignancy_year",)
    assert "malignancy_year" not in checked.answers


def test_a_hidden_question_without_an_answer_drops_nothing():
    assert check(MALIGNANCY, other_malignancy=Entry(text="no")).dropped == ()


def test_a_hidden_answer_hides_what_hangs_on_it():
    chain = small_form(
        {"id": "one", "type": "yes_no"},
        {"id": "two", "type": "yes_no", "shown_when": {"fact": "one", "is": True}},
        {"id": "three", "type": "text", "shown_when": {"fact": "two", "is": True}},
    )
    checked = check(chain, one=Entry(text="no"), two=Entry(text="yes"), three=Entry(text="x"))
    assert checked.hidden == ("two", "three")
    assert checked.dropped == ("two", "three")


def test_facts_of_other_records_decide_what_is_asked():
    form = small_form(
        {"id": "dose", "type": "number", "shown_when": {"fact": "arm", "is": "ARM-A"}}
    )
    assert check(form, facts={"arm": Known("ARM-B")}).hidden == ("dose",)
    assert check(form, facts={"arm": Known("ARM-A")}).hidden == ()


def test_what_the_form_said_before_does_not_speak_for_it_now():
    facts = {"other_malignancy": Known(True)}
    assert check(MALIGNANCY, facts=facts).hidden == ("malignancy_year",)


def test_a_derived_fact_decides_as_soon_as_its_needs_are_typed():
    codes = {name: words(name) for name in ("mild", "none", "moderate_severe")}
    grades = {name: words(name) for name in ("none", "grade_1_2", "grade_3_4")}
    form = small_form(
        BILIRUBIN,
        {"id": "albumin", "type": "number", "unit": "g/L"},
        {"id": "inr", "type": "number"},
        {"id": "ascites", "type": "choice", "codes": codes},
        {"id": "encephalopathy", "type": "choice", "codes": grades},
        {
            "id": "child_pugh_remark",
            "type": "text",
            "shown_when": {"fact": "child_pugh_score", "is": 7},
        },
    )
    score = {
        "type": "integer",
        "label": words("Child-Pugh"),
        "from": "child_pugh",
        "needs": ["bilirubin", "albumin", "inr", "ascites", "encephalopathy"],
    }
    checked = check(
        form,
        small_protocol(facts={"child_pugh_score": score}),
        bilirubin=Entry(text="60"),
        albumin=Entry(text="40"),
        inr=Entry(text="1.0"),
        ascites=Entry(chosen=("none",)),
        encephalopathy=Entry(chosen=("none",)),
    )
    assert found(checked) == [("child_pugh_remark", Severity.UNANSWERED)]


def surgery_form(severity):
    return small_form(
        {"id": "admitted", "type": "date", "partial": "month"},
        {"id": "discharged", "type": "date", "partial": "month"},
        checks=[
            {
                "id": "in_order",
                "expect": {"not": {"fact": "discharged", "before": {"fact": "admitted"}}},
                "severity": severity,
                "message": words("Discharge lies before admission."),
            }
        ],
    )


def test_answers_that_disagree_are_reported_at_the_last_of_them():
    checked = check(
        surgery_form("impossible"),
        admitted=Entry(text="2026-03-02"),
        discharged=Entry(text="2026-02"),
        reasons={"in_order": "It is so"},
    )
    (problem,) = checked.problems
    assert (problem.item, problem.check) == ("discharged", "in_order")
    assert str(problem.message) == "Discharge lies before admission."
    assert str(problem.mend) == "Correct one of the answers."
    assert problem.blocks_completion


def test_an_unlikely_disagreement_is_confirmed_by_the_name_of_its_check():
    entries = {"admitted": Entry(text="2026-03-02"), "discharged": Entry(text="2026-02")}
    doubted = check(surgery_form("unlikely"), **entries)
    confirmed = check(surgery_form("unlikely"), reasons={"in_order": "Two stays"}, **entries)
    assert not doubted.can_be_completed
    assert confirmed.can_be_completed
    assert confirmed.problems[0].confirmed_by == "Two stays"


@pytest.mark.parametrize("discharged", [Entry(text="2026-03"), Entry(text="2026-03-02"), Entry()])
def test_answers_that_may_agree_are_left_alone(discharged):
    checked = check(
        surgery_form("impossible"), admitted=Entry(text="2026-03-02"), discharged=discharged
    )
    assert not [problem for problem in checked.problems if problem.check]


def test_a_check_on_other_records_is_reported_at_the_first_item():
    form = small_form(
        {"id": "dose", "type": "number"},
        checks=[
            {
                "id": "only_in_arm_a",
                "expect": {"fact": "arm", "is": "ARM-A"},
                "message": words("Doses belong to arm A."),
            }
        ],
    )
    checked = check(form, facts={"arm": Known("ARM-B")}, dose=Entry(text="5"))
    assert [(one.item, one.check) for one in checked.problems] == [("dose", "only_in_arm_a")]


def test_the_protocols_message_is_shown_in_the_readers_language():
    checked = check(
        surgery_form("unlikely"),
        admitted=Entry(text="2026-03-02"),
        discharged=Entry(text="2026-02"),
    )
    shown = checked.problems[0].message.render(show=lambda text: text.zh)
    assert shown == "Discharge lies before admission.（中）"


def test_problems_come_in_the_order_of_the_form():
    form = small_form(
        {"id": "first", "type": "integer"},
        BILIRUBIN,
        {"id": "last", "type": "date"},
    )
    assert [item for item, _ in found(check(form))] == ["first", "bilirubin", "last"]


def test_a_partial_date_is_kept_as_typed():
    form = small_form({"id": "diagnosed", "type": "date", "partial": "year"})
    assert check(form, diagnosed=Entry(text="2019")).facts["diagnosed"].value == PartialDate(2019)


def test_a_picked_code_is_what_was_entered():
    form = small_form({"id": "arm", "type": "choice", "codes": {"a": words("A"), "b": words("B")}})
    assert check(form, arm=Entry(chosen=("b",))).answers["arm"].entered == "b"


def test_a_unit_means_nothing_to_an_item_without_one():
    form = small_form({"id": "ecog", "type": "integer"})
    assert check(form, ecog=Entry(text="1", unit="mg/dL")).answers["ecog"].entered_unit is None
