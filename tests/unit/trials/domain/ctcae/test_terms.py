from collections import Counter

import pytest

from trials.domain.ctcae import (
    VERSION,
    UnknownTerm,
    all_terms,
    class_label,
    grades_of,
    needs_text,
    term,
)


def test_the_table_is_version_five():
    assert VERSION == "5.0"


def test_there_are_837_terms_in_26_classes():
    assert len(all_terms()) == 837
    assert len({one.name for one in all_terms()}) == 837
    assert len({one.organ_class for one in all_terms()}) == 26


def test_each_grade_exists_for_as_many_terms_as_published():
    grades = Counter(grade for one in all_terms() for grade in one.grades)
    assert grades == {1: 645, 2: 745, 3: 750, 4: 551, 5: 494}


def test_one_term_of_each_class_needs_free_text():
    texts = [one for one in all_terms() if one.needs_text]
    assert len(texts) == len({one.organ_class for one in texts}) == 26
    assert all(one.name.endswith("- Other, specify") for one in texts)


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("Anemia", (1, 2, 3, 4, 5)),
        ("Alopecia", (1, 2)),
        ("Febrile neutropenia", (3, 4, 5)),
        ("Asystole", (1, 4, 5)),
        ("Death NOS", (5,)),
        ("Palmar-plantar erythrodysesthesia syndrome", (1, 2, 3)),
    ],
)
def test_grades_of_a_term_are_those_that_exist(name, grades):
    assert grades_of(name) == grades


def test_every_term_has_grades_in_order():
    assert all(one.grades and list(one.grades) == sorted(one.grades) for one in all_terms())
    assert {grade for one in all_terms() for grade in one.grades} <= {1, 2, 3, 4, 5}


def test_needs_text_asks_for_the_other_term_only():
    assert needs_text("Hepatobiliary disorders - Other, specify")
    assert not needs_text("Hepatic failure")


def test_an_unknown_term_is_named():
    with pytest.raises(UnknownTerm) as refusal:
        term("Diarrhoea")
    assert str(refusal.value) == "“Diarrhoea” is not a term of CTCAE v5.0."


def test_every_class_has_a_chinese_name():
    classes = {one.organ_class for one in all_terms()}
    labels = {class_label(one, "zh-hans") for one in classes}
    assert len(labels) == 26
    assert not labels & classes


def test_a_class_keeps_its_english_name_for_english_readers():
    assert class_label("Hepatobiliary disorders", "en") == "Hepatobiliary disorders"
    assert class_label("Hepatobiliary disorders", "zh-hans") == "肝胆系统疾病"


def test_at_least_150_terms_have_a_chinese_name_of_their_own():
    translated = [one for one in all_terms() if one.translation and not one.needs_text]
    assert len(translated) >= 150
    assert len({one.translation.chinese for one in translated}) == len(translated)


def test_other_terms_are_named_after_their_class():
    other = term("Hepatobiliary disorders - Other, specify")
    assert other.label("zh-hans") == "肝胆系统疾病 - 其他（请注明）"


def test_no_chinese_name_claims_a_review_it_did_not_have():
    assert not any(one.translation.reviewed for one in all_terms() if one.translation)


@pytest.mark.parametrize(
    ("name", "chinese"),
    [
        ("Palmar-plantar erythrodysesthesia syndrome", "手足综合征"),
        ("Hepatitis B reactivation", "乙型肝炎再激活"),
        ("Portal vein thrombosis", "门静脉血栓形成"),
        ("Hypothyroidism", "甲状腺功能减退"),
        ("Proteinuria", "蛋白尿"),
        ("Rectal anastomotic leak", "直肠吻合口瘘"),
    ],
)
def test_terms_of_liver_and_bowel_oncology_read_in_chinese(name, chinese):
    assert term(name).label("zh-hans") == chinese


def test_a_term_without_a_chinese_name_keeps_the_english_one():
    assert term("Ovulation pain").label("zh-hans") == "Ovulation pain"
    assert term("Ovulation pain").spellings("zh") == ()
