from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.units import (
    MOLAR_MASSES,
    Scale,
    UnconvertibleUnit,
    UnknownUnit,
    code,
    convert,
    convertible,
)

bilirubin = Scale(unit="umol/L", also=("mg/dL",), analyte="bilirubin")


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("3.5", "g/dL", "g/L", "35"),
        ("35", "g/L", "g/dL", "3.5"),
        ("20.1", "ng/mL", "ug/L", "20.1"),
        ("1210", "ug/L", "ng/mL", "1210"),
        ("1.2", "mmol/L", "umol/L", "1200"),
        ("4.51", "10*3/uL", "10*9/L", "4.51"),
        ("150", "10*9/L", "/uL", "150000"),
        ("2", "100/mL", "/mL", "200"),
        ("200", "/mL", "100/mL", "2"),
        ("36.6", "Cel", "[degF]", "97.88"),
        ("98.6", "[degF]", "Cel", "37"),
        ("14", "d", "wk", "2"),
        ("5040", "cGy", "Gy", "50.4"),
        ("45", "%", "1", "0.45"),
    ],
)
def test_conversion_is_exact(value, unit, to, expected):
    assert convert(Decimal(value), unit=unit, to=to) == Decimal(expected)


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "to", "published"),
    [
        ("bilirubin", "1", "mg/dL", "umol/L", "17.104"),
        ("bilirubin", "2", "mg/dL", "umol/L", "34.208"),
        ("bilirubin", "17.104", "umol/L", "mg/dL", "1.000"),
        ("creatinine", "1", "mg/dL", "umol/L", "88.402"),
        ("glucose", "1", "mmol/L", "mg/dL", "18.016"),
        ("urea", "1", "mmol/L", "mg/dL", "6.006"),
        ("uric_acid", "1", "mg/dL", "umol/L", "59.485"),
        ("cholesterol", "1", "mmol/L", "mg/dL", "38.665"),
        ("ammonia", "1", "ug/dL", "umol/L", "0.587"),
        ("calcium", "1", "mmol/L", "mg/dL", "4.008"),
    ],
)
def test_mass_and_amount_meet_by_the_molar_mass(analyte, value, unit, to, published):
    converted = convert(Decimal(value), unit=unit, to=to, analyte=analyte)
    assert round(converted, 3) == Decimal(published)


def test_a_result_without_end_is_rounded_to_twelve_digits():
    converted = convert(Decimal(1), unit="mg/dL", to="umol/L", analyte="bilirubin")
    assert converted == Decimal("17.1039578558")


def test_the_same_unit_gives_back_the_value_digit_for_digit():
    assert str(convert(Decimal("1.50"), unit="mg/dL", to="mg/dL")) == "1.50"


def test_a_unit_that_is_no_measure_needs_no_conversion():
    assert convert(Decimal(6), unit="{score}", to="{score}") == Decimal(6)


@pytest.mark.parametrize(
    ("printed", "ucum"),
    [
        ("µmol/L", "umol/L"),
        ("μmol/L", "umol/L"),
        ("×10^9/L", "10*9/L"),
        ("x10^9/L", "10*9/L"),
        ("10^12/L", "10*12/L"),
        ("IU/L", "[IU]/L"),
        ("mmHg", "mm[Hg]"),
        ("℃", "Cel"),
        (" mg/dL ", "mg/dL"),
    ],
)
def test_the_units_laboratories_print_are_understood(printed, ucum):
    assert code(printed) == ucum


@pytest.mark.parametrize("nonsense", ["", "mg per dl", "{score}", "foo"])
def test_what_is_no_unit_is_refused_by_name(nonsense):
    with pytest.raises(UnknownUnit, match=f"“{nonsense}” is not a UCUM unit"):
        convert(Decimal(1), unit=nonsense, to="umol/L")


def test_units_of_different_kinds_do_not_meet():
    with pytest.raises(UnconvertibleUnit) as refusal:
        convert(Decimal(1), unit="mg/dL", to="umol/L", analyte="afp")
    assert str(refusal.value) == "A value in mg/dL cannot be expressed in umol/L."


def test_a_molar_mass_does_not_make_a_temperature_a_concentration():
    assert not convertible("Cel", "umol/L", "bilirubin")


def test_a_molar_mass_turns_no_volume_into_a_concentration():
    assert not convertible("mL", "umol/L", "bilirubin")


def test_convertible_answers_before_any_value_is_known():
    assert convertible("mg/dL", "umol/L", "bilirubin")
    assert not convertible("mg/dL", "umol/L")


def test_a_scale_takes_its_own_unit_and_the_accepted_ones():
    assert bilirubin.canonical(Decimal("12.0"), "umol/L") == Decimal("12.0")
    assert bilirubin.canonical(Decimal("12.0"), "µmol/L") == Decimal("12.0")
    assert bilirubin.canonical(Decimal("2"), "mg/dL") == Decimal("34.2079157117")


def test_a_scale_refuses_another_unit_and_names_those_it_takes():
    with pytest.raises(UnknownUnit) as refusal:
        bilirubin.canonical(Decimal(2), "mg/L")
    assert str(refusal.value) == "“mg/L” is not a unit for this value. Accepted: umol/L, mg/dL."


@given(
    st.decimals(min_value="0.001", max_value="100000", places=3),
    st.sampled_from(sorted(MOLAR_MASSES)),
)
def test_there_and_back_again_keeps_eleven_digits(value, analyte):
    there = convert(value, unit="mg/dL", to="umol/L", analyte=analyte)
    back = convert(there, unit="umol/L", to="mg/dL", analyte=analyte)
    assert abs(back - value) <= value * Decimal("1e-11")


@given(st.decimals(min_value="-1e6", max_value="1e6", places=6))
def test_a_power_of_ten_loses_nothing(value):
    there = convert(value, unit="g/dL", to="g/L")
    assert there == value * 10
    assert convert(there, unit="g/L", to="g/dL") == value
