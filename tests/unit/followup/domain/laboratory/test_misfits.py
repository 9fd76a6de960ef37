from decimal import Decimal

import pytest

from followup.domain.laboratory.answers import found_in
from followup.domain.laboratory.misfits import misfit
from followup.domain.laboratory.results import Limits
from followup.domain.laboratory.rules import analytes
from followup.domain.laboratory.tables import grade_table


def limits(lower: str, upper: str) -> Limits:
    return Limits(lower=Decimal(lower) if lower else None, upper=Decimal(upper) if upper else None)


@pytest.mark.parametrize(
    ("analyte", "unit", "lower", "upper", "grade"),
    [
        # The number was of thousands: 100-300 10*9/L.
        ("platelets", "/uL", "100", "300", 4),
        ("hemoglobin", "g/L", "12", "16", 3),
        ("glucose", "mg/dL", "3.9", "6.1", 4),
        ("calcium", "mmol/L", "8.5", "10.2", 4),
        ("calcium", "mg/dL", "2.1", "2.5", 4),
        ("cholesterol", "mmol/L", "", "200", 4),
        ("platelets", "10*9/L", "100", "300", None),
        ("platelets", "/uL", "100000", "300000", None),
        ("hemoglobin", "g/dL", "12", "16", None),
        ("cd4", "/uL", "500", "1600", None),
        ("egfr", "mL/min/1.73m2", "60", "", None),
        ("inr", "1", "0.8", "1.2", None),
        ("alt", "U/L", "7", "40", None),
        ("platelets", "", "100", "300", None),
        ("platelets", "stone", "100", "300", None),
    ],
)
def test_limits_that_would_be_severe_themselves(analyte, unit, lower, upper, grade):
    found = misfit(analytes()[analyte], unit, limits(lower, upper))
    assert (found and found.values["grade"]) == grade


def test_table_grades_what_it_says_and_remarks_on_it():
    [row] = grade_table("analyte,value,unit,lln,uln\nPLT,74,/uL,100,300\n")
    assert found_in(row)["grade"] == "4"
    assert "do not fit the unit “/uL”" in found_in(row)["remark"]
