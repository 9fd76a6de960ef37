import re
from decimal import Decimal
from pathlib import Path

import pytest

from followup.domain.laboratory.names import rules_named, unit_named
from followup.domain.laboratory.results import CLINICAL_LABELS
from followup.domain.laboratory.rules import Against, Only, analytes, rules
from trials.domain.ctcae.terms import grades_of
from trials.domain.units import convert

PUBLISHED = Path(__file__).parents[6] / "shared/ctcae/CTCAE_v5.0_2017-11-27.xlsx"
# UCUM has no word for these, or writes them otherwise.
UCUM = {
    "mL/min/1.73m2": "mL/min",
    "mL/s/1.73m2": "mL/s",
    "g/24h": "g/(24.h)",
    "mg/24h": "mg/(24.h)",
    "uU/mL": "u[IU]/mL",
    "mU/L": "m[IU]/L",
}
NOT_MEASURES = {"meq/L", "pH", "1", "%", "s"}


def test_fifty_terms_are_graded_each_by_grades_that_exist():
    assert len({rule.term for rule in rules()}) == 50
    assert len({rule.key for rule in rules()}) == len(rules())
    for rule in rules():
        assert {grade for scale in rule.scales for grade in scale.grades} <= set(
            grades_of(rule.term)
        )
        assert set(rule.clinical) <= CLINICAL_LABELS.keys()


def test_what_a_number_cannot_decide_is_named_wherever_a_higher_grade_exists():
    for rule in rules():
        highest = max(grade for scale in rule.scales for grade in scale.grades)
        assert rule.clinical or highest == max(grades_of(rule.term)), rule.term


@pytest.fixture(scope="module")
def published():
    """The official table, where somebody laid it beside the project; it is not part of it."""
    if not PUBLISHED.exists():
        pytest.skip("The published table of CTCAE v5.0 does not lie beside the project.")
    from openpyxl import load_workbook

    book = load_workbook(PUBLISHED, read_only=True)
    found = {row[2]: row[3:8] for row in book.worksheets[0].iter_rows(values_only=True)}
    book.close()
    return found


def test_every_bound_stands_in_the_published_table(published):
    for rule in rules():
        for scale in rule.scales:
            for bounds in scale.bounds.values():
                for grade, bound in bounds.items():
                    near = published[rule.term][grade - 1]
                    # "1 × ULN" is printed as ULN, and a bare LLN or ULN has no number.
                    assert bound in numbers_in(near) or plainly(scale, bound), (rule.term, grade)


def test_every_term_that_is_printed_against_the_baseline_is_graded_against_it(published):
    printed = {term for term in RULED if "baseline" in " ".join(map(str, published[term])).lower()}
    assert len(printed) == 10
    assert {rule.term for rule in rules() if asks_baseline(rule)} >= printed


RULED = {rule.term for rule in rules()}


def asks_baseline(rule):
    against = (Against.BASELINE, Against.FALL, Against.RISE)
    return (
        rule.asks_if_abnormal
        or rule.only is Only.BEYOND_BASELINE
        or any(rule.asks(one) for one in against)
    )


def numbers_in(text):
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", str(text))
    plain = {Decimal(one.replace(",", "")) for one in found}
    # Cell counts are printed per cubic millimeter too; hyponatremia and kidney disease print the
    # whole numbers of a grade (125-129), so that the bound lies one above.
    return plain | {one / 1000 for one in plain} | {one + 1 for one in plain}


def plainly(scale, bound):
    if scale.against is Against.RISE:
        return bound in {Decimal("1.24"), Decimal("2.48")}
    return bound in (0, 1) and scale.against in (Against.LIMIT, Against.BASELINE, Against.FALL)


def test_units_of_one_kind_stand_to_each_other_as_in_ucum():
    for analyte in analytes().values():
        first = {}
        for unit, factor in analyte.units.items():
            if unit in NOT_MEASURES:
                continue
            base = first.setdefault(analyte.kind_of[unit], (unit, factor))
            if convertible_by_ucum(base[0], unit):
                one = convert(Decimal(1), unit=ucum(unit), to=ucum(base[0]))
                assert one == pytest.approx(factor / base[1]), (analyte.id, unit)


def convertible_by_ucum(one, other):
    """An enzyme unit and a katal meet; an international unit of a hormone is its own measure."""
    return ("[" in ucum(one)) == ("[" in ucum(other)) and "U/" not in ucum(one)


def ucum(unit):
    return UCUM.get(unit, unit)


@pytest.mark.parametrize(
    ("analyte", "written", "unit"),
    [
        ("platelets", "×10⁹/L", "10*9/L"),
        ("platelets", "x10^9/l", "10*9/L"),
        ("platelets", "10e9/L", "10*9/L"),
        ("platelets", "K/µL", "10*3/uL"),
        ("platelets", "10^3/mm3", "10*3/uL"),
        ("platelets", "千/µL", "10*3/uL"),
        ("platelets", "万/μL", "10*4/uL"),
        ("platelets", "×10^4/µL", "10*4/uL"),
        ("platelets", "cells/mm^3", "/mm3"),
        ("platelets", "G/L", "10*9/L"),
        ("hemoglobin", "G/L", "g/L"),
        ("hemoglobin", "g / dl", "g/dL"),
        ("alt", "IU/L", "U/L"),
        ("alt", "µkat/L", "ukat/L"),
        ("tsh", "μIU/mL", "uU/mL"),
        ("tsh", "m[IU]/L", "mU/L"),
        ("creatinine", "μmol/L", "umol/L"),
        ("egfr", "mL/min/1.73 m²", "mL/min/1.73m2"),
        ("aptt", "seconds", "s"),
        ("potassium", "mEq/L", "meq/L"),
        ("potassium", "mg/dL", None),
        ("alt", "stone", None),
    ],
)
def test_units_as_laboratories_write_them(analyte, written, unit):
    assert unit_named(written, analytes()[analyte]) == unit


@pytest.mark.parametrize(
    ("term", "analyte", "found"),
    [
        ("anemia", "", ["Anemia"]),
        ("", "HGB", ["Anemia", "Hemoglobin increased"]),
        ("", "血小板", ["Platelet count decreased"]),
        ("ＡＮＥＭＩＡ", "hb", ["Anemia"]),
        ("Anemia", "ALT", []),
        ("Nausea", "", []),
        ("Hypercalcemia", "", ["Hypercalcemia", "Hypercalcemia"]),
    ],
)
def test_rules_are_found_by_term_analyte_or_both(term, analyte, found):
    assert [rule.term for rule in rules_named(term, analyte)] == found
