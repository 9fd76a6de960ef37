import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled
from trials.domain.protocol.loader import load

SOURCE = """  - id: recurrence_source
    title: {en: Whose reading counts, zh: 以谁为准}
    readings:
      investigator: {en: The site's, zh: 研究者}
      central: {en: The readers', zh: 阅片者}
    chosen: central
    rationale: {en: Blind, zh: 盲态}
    status: open
"""
CASES = [
    Spoiling(
        "    chosen: calendar",
        "    chosen: calender",
        "chosen: calender",
        "ambiguities[month].chosen",
        "there is no reading of month 'calender'",
        "'calendar'",
    ),
    Spoiling(
        "    concerns: [I2a, scan, M03, os]",
        "    concerns: [I2b, scan, M03, os]",
        "concerns",
        "ambiguities[month].concerns[0]",
        "there is no criterion, endpoint, visit or fact 'I2b'",
        "'I2a'",
    ),
    Spoiling(
        "    readings: [month]\n\nallocation",
        "    readings: [week]\n\nallocation",
        "readings: [week]",
        "criteria[I2a].readings[0]",
        "there is no ambiguity 'week'",
        "one of month",
    ),
    Spoiling(
        "    decided_by: The board\n",
        "",
        "id: month",
        "ambiguities[month]",
        "a decided ambiguity has decided_by and decided_on",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: one.says)
def test_the_register(spoiling):
    spoiling.check()


def test_whose_reading_counts_is_said_alike_where_it_is_said_twice():
    register = spoiled("  - id: month\n", f"{SOURCE}  - id: month\n")
    assert load(register, name="two_arms.yaml").recurrence_source == "central"
    setting = "settings: {recurrence_source: %s}\nallocation: by_decision"
    alike = register.replace("allocation: by_decision", setting % "central")
    assert load(alike, name="two_arms.yaml").recurrence_source == "central"
    (problem,) = problems_in(register.replace("allocation: by_decision", setting % "investigator"))
    assert problem.key == "settings.recurrence_source"
    assert "the register chooses central" in problem.message
