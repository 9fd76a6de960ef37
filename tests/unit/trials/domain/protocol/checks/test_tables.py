"""Tables: columns are names of their own, and checks within a row speak of them."""

import pytest

from tests.factories.protocols import text_of
from trials.domain.protocol.loader import load
from trials.domain.protocol.problems import ProtocolError

NAME = '{id: drug_name, type: text, label: {en: "Name", zh: "名称"}}'


def told(old, new):
    text = text_of("small-trial")
    assert old in text
    with pytest.raises(ProtocolError) as caught:
        load(text.replace(old, new, 1), name="small.yaml")
    return [(one.key, one.message) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        (
            "id: drug_name,",
            "id: drug_dose,",
            "columns[drug_dose].id",
            "'drug_dose' is there twice",
        ),
        (
            "id: drug_name,",
            "id: weight,",
            "columns[weight].id",
            "'weight' is a column here and a fact elsewhere",
        ),
        ("id: drug_name,", f"id: {'d' * 41},", "id", "is too long"),
        ("unit: mg\n            units", "unit: mgs\n            units", "unit", "is no UCUM unit"),
        ("before: {fact: drug_begun}", "before: {fact: drug_begin}", "fact", "there is no item"),
        ("fact: drug_stopped, before", "fact: drug_name, before", "before", "cannot be asked of"),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(old, new, key, message):
    assert any(key in where and message in said for where, said in told(old, new)), told(old, new)


def test_a_column_is_no_fact():
    condition = "shown_when: {fact: drug_name, present: true}\n    items:\n      - id: drugs"
    problems = told("items:\n      - id: drugs", condition)
    assert "there is no item or fact 'drug_name'" in str(problems)


def test_a_table_is_counted_and_equals_nothing():
    condition = "shown_when: {fact: drugs, is: one}\n    items:\n      - {id: relapse_on"
    problems = told("items:\n      - {id: relapse_on", condition)
    assert "cannot be asked of 'drugs', which is table" in str(problems)
