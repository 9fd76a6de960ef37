from datetime import date

import pytest

from followup.domain.cohort_mapping import CohortMapping, MappingError, read_mapping

LEAST = """
trial: crlm
source: "A file"
number: record
sex: {column: sex}
age: {column: age}
forms:
  - form: outcome
    items:
      liver_metastasis_found: {column: met, codes: {0: "no", 1: "yes"}}
death: {column: died}
last_contact: {column: seen}
"""


def read(text: str) -> CohortMapping:
    return read_mapping(text, name="mapping.yaml")


def test_code_written_as_a_number_means_its_text():
    mapping = read(LEAST)
    assert mapping.forms[0].items["liver_metastasis_found"].codes == {"0": "no", "1": "yes"}


def test_columns_are_named_once_wherever_they_stand():
    more = LEAST + "person: [name, born]\nscans:\n  - date: {column: seen}\n"
    more += "    finding: {value: recurrence}\n    modality: {column: by}\n"
    assert read(more).columns == [
        "record", "name", "born", "sex", "age", "met", "seen", "by", "died",
    ]  # fmt: skip


def test_value_of_everybody_needs_no_column():
    mapping = read(LEAST.replace("{column: met, codes", "{value: '1', codes"))
    assert "met" not in mapping.columns


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{column: sex}", "{column: sex, value: male}", "either the column or the value"),
        ("{column: sex}", "{unit: a}", "either the column or the value"),
        ("death: {column: died}", "death: {when: died}", "the column of a number of days"),
        ("death: {column: died}", "death: {days: died}", "no nominal_origin to count from"),
        ("{column: age}", "{column: age, counted: true}", "no nominal_origin to count from"),
        ("trial: crlm", "trail: crlm", "trail"),
        ("forms:", "forms: []\nshapes:", "forms"),
        ("number: record", "number: [", "not readable YAML"),
    ],
)
def test_mapping_that_cannot_be_meant_is_refused_by_its_key(old, new, said):
    with pytest.raises(MappingError, match=r"mapping\.yaml") as refused:
        read(LEAST.replace(old, new))
    assert said in str(refused.value)


def test_days_may_be_counted_from_a_nominal_origin():
    counted = LEAST.replace("death: {column: died}", "death: {days: died}")
    mapping = read(counted + "nominal_origin: 1990-01-01\n")
    assert mapping.nominal_origin == date(1990, 1, 1)
