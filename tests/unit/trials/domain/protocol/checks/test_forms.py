import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled

BILIRUBIN = "forms[liver].items[bilirubin]"

CASES = [
    Spoiling(
        "        section: blood",
        "        section: bloods",
        "section: bloods",
        f"{BILIRUBIN}.section",
        "there is no section 'bloods'",
        "'blood'",
    ),
    Spoiling(
        "        unit: umol/L",
        "        unit: umoles",
        "unit: umoles",
        f"{BILIRUBIN}.unit",
        "'umoles' is no UCUM unit",
        "umol/L",
    ),
    Spoiling(
        "units_accepted: [mg/dL]",
        "units_accepted: [milligrams]",
        "milligrams",
        f"{BILIRUBIN}.units_accepted",
        "'milligrams' is no UCUM unit",
    ),
    Spoiling(
        "units_accepted: [mg/dL]",
        "units_accepted: [s]",
        "units_accepted: [s]",
        f"{BILIRUBIN}.units_accepted",
        "'s' cannot be converted to 'umol/L'",
        "an analyte",
    ),
    Spoiling(
        "        analyte: bilirubin\n",
        "",
        "units_accepted",
        f"{BILIRUBIN}.units_accepted",
        "'mg/dL' cannot be converted to 'umol/L'",
        "an analyte",
    ),
    Spoiling(
        "plausible: [2, 600]",
        "plausible: [0.05, 600]",
        "plausible: [0.05, 600]",
        f"{BILIRUBIN}.plausible",
        "plausible reaches outside range",
    ),
    Spoiling(
        "plausible: [2, 600]",
        "plausible: [2, 1501]",
        "plausible: [2, 1501]",
        f"{BILIRUBIN}.plausible",
        "plausible reaches outside range",
    ),
    Spoiling(
        "          0: {en: Active, zh: 正常}",
        "          none: {en: Active, zh: 正常}",
        "none:",
        "forms[liver].items[ecog].codes.none",
        "code 'none' names no integer",
        "whole number",
    ),
    Spoiling(
        "      - id: albi_score",
        "      - id: albi_grade",
        "id: albi_grade",
        "forms[liver].items[albi_grade].id",
        "there is no derived fact 'albi_grade'",
        "'albi_score'",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: one.says)
def test_forms(spoiling):
    spoiling.check()


def test_an_unknown_analyte_bridges_no_units_either():
    problems = problems_in(spoiled("        analyte: bilirubin", "        analyte: bilirubine"))
    assert [problem.key for problem in problems] == [
        f"{BILIRUBIN}.units_accepted",
        f"{BILIRUBIN}.analyte",
    ]
    assert problems[1].expected == "'bilirubin'"
