"""Worked laboratory grades, held by the tests and printed in docs/safety/laboratory.md."""

from decimal import Decimal
from typing import NamedTuple

from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.names import rules_named
from followup.domain.laboratory.results import Graded, Limits, Result


class Example(NamedTuple):
    """`limits` and `baseline_limits` as "lower-upper", either end left out where not given."""

    term: str
    value: str
    unit: str
    limits: str
    baseline: str
    baseline_limits: str
    grade: int | None
    why: str
    analyte: str = ""
    on_anticoagulant: bool | None = None


ALT = "Alanine aminotransferase increased"
AST = "Aspartate aminotransferase increased"
ALP = "Alkaline phosphatase increased"
BILIRUBIN = "Blood bilirubin increased"
CREATININE = "Creatinine increased"
FIBRINOGEN = "Fibrinogen decreased"
PLATELETS = "Platelet count decreased"
APTT = "Activated partial thromboplastin time prolonged"

E = Example
EXAMPLES = [
    # Blood: below the laboratory's own limit, then fixed numbers.
    E("Anemia", "120", "g/L", "120-160", "", "", 0, "the limit itself is normal"),
    E("Anemia", "119.9", "g/L", "120-160", "", "", 1, "below the limit, not below 100"),
    E("Anemia", "100", "g/L", "120-160", "", "", 1, "100 itself is not below 100"),
    E("Anemia", "99", "g/L", "", "", "", 2, "whatever the lower limit is"),
    E("Anemia", "80", "g/L", "", "", "", 2, "80 itself is not below 80"),
    E("Anemia", "7.9", "g/dL", "", "", "", 3, "the same in the other unit"),
    E("Anemia", "110", "g/L", "", "", "", None, "normal or grade 1: the lower limit decides"),
    E("Anemia", "95", "", "120-160", "", "", None, "95 of which unit?"),
    E("Anemia", "6.19", "mmol/L", "", "", "", 2, "6.2 mmol/L is printed for 10 g/dL"),
    E("Hemoglobin increased", "185", "g/L", "130-175", "160", "", 2, "25 g/L above baseline"),
    E("Hemoglobin increased", "170", "g/L", "130-175", "120", "", 0, "risen, and still normal"),
    E("Hemoglobin increased", "185", "g/L", "130-175", "", "", None, "risen from what?"),
    E("White blood cell decreased", "2.99", "10^9/L", "4-10", "", "", 2, ""),
    E("White blood cell decreased", "0.9", "10*3/uL", "", "", "", 4, ""),
    E("Leukocytosis", "100.1", "10^9/L", "", "", "", 3, ""),
    E("Neutrophil count decreased", "1500", "/mm3", "1800-6300", "", "", 1, "1500 is not below"),
    E("Neutrophil count decreased", "0.499", "10^9/L", "", "", "", 4, ""),
    E("Lymphocyte count decreased", "0.5", "10^9/L", "1.1-3.2", "", "", 2, ""),
    E("Lymphocyte count increased", "4.1", "10^9/L", "", "", "", 2, "there is no grade 1"),
    E(PLATELETS, "75", "10^9/L", "125-350", "", "", 1, ""),
    E(PLATELETS, "74", "10^9/L", "", "", "", 2, ""),
    E(PLATELETS, "<25", "10^9/L", "", "", "", 4, "all that is below 25"),
    E(PLATELETS, "<60", "10^9/L", "", "", "", None, "2, 3 or 4: how low is not said"),
    E("Eosinophilia", "0.7", "10^9/L", "0-0.5", "0.3", "", 1, "above the limit and baseline"),
    E("Eosinophilia", "0.7", "10^9/L", "0-0.5", "0.8", "", 0, "not above baseline"),
    E("CD4 lymphocytes decreased", "0.19", "10^9/L", "", "", "", 3, ""),
    # Liver: the baseline decides which measure counts.
    E(ALT, "40", "U/L", "-40", "", "", 0, "not above the limit, whatever the baseline"),
    E(ALT, "120", "U/L", "-40", "30", "-40", 1, "3.0 × ULN is still grade 1"),
    E(ALT, "121", "U/L", "-40", "30", "-40", 2, ""),
    E(ALT, "200.1", "U/L", "-40", "30", "-40", 3, ""),
    E(ALT, "801", "U/L", "-40", "30", "-40", 4, ""),
    E(ALT, "121", "U/L", "-40", "80", "-40", 1, "1.51 × baseline: baseline was abnormal"),
    E(ALT, "120", "U/L", "-40", "80", "-40", 1, "1.5 × baseline itself is grade 1"),
    E(ALT, "119", "U/L", "-40", "80", "-40", 0, "2.98 × ULN, and less than 1.5 × baseline"),
    E(ALT, "121", "U/L", "-40", "", "", None, "normal baseline: 2; abnormal: 0 to 2"),
    E(ALT, "121", "U/L", "-40", "45", "", None, "was 45 normal that day: 2; or not: 1"),
    E(ALT, "250", "U/L", "-40", "45", "", 3, "either way"),
    E(ALT, "121", "", "-40", "30", "-40", 2, "multiples need no unit"),
    E(ALT, "1.5", "mg/dL", "-40", "30", "-40", None, "no unit of an enzyme"),
    E(ALT, "2.5", "ukat/L", "-0.67", "0.5", "-0.67", 2, "3.73 × ULN"),
    E(AST, "110", "U/L", "-35", "10", "12-35", 2, "a low baseline is no abnormal one"),
    E(ALP, "250", "U/L", "-125", "125", "-125", 1, ""),
    E(ALP, "250", "U/L", "-100", "125", "-100", 1, "2.0 × baseline itself is grade 1"),
    E(ALP, "249", "U/L", "-100", "125", "-100", 0, ""),
    E("GGT increased", "301", "U/L", "-60", "50", "-60", 3, ""),
    E(BILIRUBIN, "31.6", "umol/L", "-21", "15", "-21", 2, ""),
    E(BILIRUBIN, "31.6", "umol/L", "-21", "30", "-21", 1, "1.05 × an abnormal baseline"),
    E(BILIRUBIN, "30", "umol/L", "-21", "30", "-21", 0, "no more than at baseline"),
    E(BILIRUBIN, "2.0", "mg/dL", "-1.2", "0.8", "-1.2", 2, ""),
    E("Hypoalbuminemia", "2.9", "g/dL", "", "", "", 2, ""),
    E("Hypoalbuminemia", "30", "g/L", "35-52", "", "", 1, ""),
    E("Blood lactate dehydrogenase increased", "251", "U/L", "-250", "", "", 1, ""),
    # Kidney: the worse of the limit and the baseline.
    E(CREATININE, "110", "umol/L", "-104", "100", "", 1, ""),
    E(CREATININE, "95", "umol/L", "-104", "60", "", 2, "1.58 × baseline, within the limits"),
    E(CREATININE, "190", "umol/L", "-104", "60", "", 3, "3.17 × baseline"),
    E(CREATININE, "400", "umol/L", "-104", "", "", 3, "3.8 × ULN; a baseline adds no grade 4"),
    E(CREATININE, "130", "umol/L", "-104", "", "", None, "1, 2 or 3 by the baseline"),
    E(CREATININE, "700", "umol/L", "-104", "", "", 4, ""),
    E("Chronic kidney disease", "59.5", "mL/min/1.73m2", "90-", "", "", 2, ""),
    E("Chronic kidney disease", "14", "mL/min/1.73m2", "", "", "", 4, ""),
    E("Proteinuria", "0.15", "g/24h", "-0.15", "", "", 1, "the limit itself counts"),
    E("Proteinuria", "3500", "mg/24h", "", "", "", 3, "3.5 g itself counts"),
    # Electrolytes.
    E("Hyponatremia", "130", "mmol/L", "137-147", "", "", 1, ""),
    E("Hyponatremia", "129.5", "mmol/L", "", "", "", 2, "with symptoms it would be 3"),
    E("Hyponatremia", "124", "mmol/L", "", "", "", 3, ""),
    E("Hypernatremia", "155.1", "mmol/L", "", "", "", 3, ""),
    E("Hypokalemia", "3.0", "mmol/L", "3.5-5.3", "", "", 1, "with symptoms it would be 2"),
    E("Hypokalemia", "2.9", "meq/L", "", "", "", 3, ""),
    E("Hyperkalemia", "6", "mmol/L", "3.5-5.3", "", "", 2, ""),
    E("Hypercalcemia", "2.88", "mmol/L", "2.1-2.6", "", "", 1, "2.9 is the bound in mmol/L"),
    E("Hypercalcemia", "11.54", "mg/dL", "8.4-10.4", "", "", 2, "the same amount in mg/dL"),
    E("Hypercalcemia", "1.55", "mmol/L", "", "", "", 2, "ionized", "ionized_calcium"),
    E("Hypocalcemia", "1.9", "mmol/L", "", "", "", 2, "taken as corrected for albumin"),
    E("Hypomagnesemia", "0.39", "mmol/L", "", "", "", 3, ""),
    E("Hypermagnesemia", "1.24", "mmol/L", "", "", "", 3, "there is no grade 2"),
    E("Hypophosphatemia", "0.6", "mmol/L", "0.85-1.51", "", "", 1, "more only by treatment"),
    E("Blood bicarbonate decreased", "20", "mmol/L", "22-27", "", "", 1, ""),
    E("Acidosis", "7.29", "", "7.35-7.45", "", "", 3, "a pH has no unit"),
    # Metabolism and pancreas.
    E("Hyperglycemia", "9", "mmol/L", "3.9-6.1", "5.5", "", 1, "more only by treatment"),
    E("Hyperglycemia", "9", "mmol/L", "3.9-6.1", "", "", None, "above the baseline, or not?"),
    E("Hypoglycemia", "3.02", "mmol/L", "3.9-6.1", "", "", 1, "3.0 is the bound in mmol/L"),
    E("Hypoglycemia", "54.4", "mg/dL", "70-110", "", "", 2, "the same amount in mg/dL"),
    E("Cholesterol high", "7.76", "mmol/L", "", "", "", 2, ""),
    E("Hypertriglyceridemia", "1.71", "mmol/L", "", "", "", 1, "the bound itself counts"),
    E("Hyperuricemia", "450", "umol/L", "-420", "", "", 1, ""),
    E("Lipase increased", "130", "U/L", "-60", "", "", 2, "with symptoms it would be 3"),
    E("Lipase increased", "301", "U/L", "-60", "", "", 3, "with symptoms it would be 4"),
    E("Serum amylase increased", "91", "U/L", "-60", "", "", 2, ""),
    # Coagulation.
    E("INR increased", "1.2", "", "", "", "", 0, ""),
    E("INR increased", "1.6", "", "", "", "", 2, "on no anticoagulant, if nobody says so"),
    E("INR increased", "2.6", "", "", "2.4", "", 1, "1.08 × baseline", "", True),
    E("INR increased", "2.6", "", "", "", "", None, "on one, with no baseline", "", True),
    E(APTT, "61", "s", "25-40", "", "", 2, ""),
    E(FIBRINOGEN, "1.4", "g/L", "2-4", "3", "2-4", 2, "0.7 × LLN"),
    E(FIBRINOGEN, "1.35", "g/L", "2-4", "1.8", "2-4", 2, "25 % below an abnormal baseline"),
    E(FIBRINOGEN, "0.49", "g/L", "", "", "", 4, "whatever the limit and the baseline"),
    # Muscle, heart, thyroid.
    E("CPK increased", "2001", "U/L", "-200", "", "", 4, ""),
    E("Cardiac troponin I increased", "50", "ng/L", "-26", "", "", 1, "3 at an infarction's level"),
    E("Thyroid stimulating hormone increased", "6", "mIU/L", "0.3-4.2", "", "", 1, ""),
]


def judged(example: Example) -> Graded:
    rule = rules_named(example.term, example.analyte)[0]
    number = example.value.lstrip("<>")
    return grade(
        Result(
            value=Decimal(number),
            compare=example.value[: len(example.value) - len(number)],
            unit=example.unit,
            limits=limits(example.limits),
            baseline=Decimal(example.baseline) if example.baseline else None,
            baseline_limits=limits(example.baseline_limits),
            on_anticoagulant=example.on_anticoagulant,
        ),
        rule=rule,
    )


def limits(text: str) -> Limits:
    lower, _, upper = text.partition("-")
    return Limits(lower=Decimal(lower) if lower else None, upper=Decimal(upper) if upper else None)
