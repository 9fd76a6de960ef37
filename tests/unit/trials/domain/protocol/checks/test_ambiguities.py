import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling

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
