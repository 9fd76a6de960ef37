"""What is worked out without the table of UCUM is what the table says."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest

from trials.domain.plain_units import ratio
from trials.domain.units import MOLAR_MASSES, by_table, convert

LABORATORY = ["mg/dL", "g/L", "ug/L", "ng/mL", "pg/mL", "umol/L", "mmol/L", "nmol/dL"]
MEASURED = ["mm", "cm", "m", "km", "mg", "g", "kg", "ug", "mL", "dL", "L", "uL", "mol", "mmol"]
PAIRS = [*permutations(LABORATORY, 2), *permutations(MEASURED, 2)]


def test_the_table_says_the_same():
    compared = 0
    for unit, to in PAIRS:
        for analyte in (None, "bilirubin"):
            mass = Fraction(MOLAR_MASSES[analyte]) if analyte else None
            if ratio(unit, to, mass) is None:
                continue
            value = Decimal("1.07")
            told = by_table(value, unit=unit, to=to, analyte=analyte)
            assert convert(value, unit=unit, to=to, analyte=analyte) == told, (unit, to, analyte)
            compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("mg/dL", "umol/L"),  # nothing says how heavy a mole is
        ("mg", "mg/dL"),
        ("mm", "mL"),
        ("min", "h"),
        ("10*9/L", "/uL"),
        ("[IU]/mL", "[IU]/L"),
        ("Cel", "K"),
        ("mg/kg/d", "g/kg/d"),
    ],
)
def test_the_table_is_asked_about_the_rest(unit, to):
    assert ratio(unit, to, None) is None
