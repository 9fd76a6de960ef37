import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, two_arms

CASES = [
    Spoiling("  - id: I1a", "  - id: I2a", "id: I2a", "criteria[I2a].id", "'I2a' is there twice"),
    Spoiling(
        "    - visit: M06", "    - visit: M03", "visit: M03", "schedule.visits[M03].visit", "twice"
    ),
    Spoiling("  - id: harm\n", "  - id: os\n", "- id: os", "endpoints[os].id", "twice"),
    Spoiling(
        "      - id: ecog_reason\n        type: text",
        "      - id: scan\n        type: text",
        "- id: scan",
        "forms[liver].items[scan].id",
        "'scan' is there twice",
        "another name",
    ),
    Spoiling(
        "      - id: ecog_reason\n        type: text",
        "      - id: death\n        type: date",
        "id: death",
        "forms[liver].items[death].id",
        "'death' has two origins",
        "one of the two",
    ),
    Spoiling(
        "      - id: scan_after_1990\n",
        "      - {id: scan_after_1990, expect: {fact: scan, present: true},"
        " message: {en: a, zh: 甲}}\n      - id: scan_after_1990\n",
        "id: scan_after_1990",
        "forms[liver].checks[scan_after_1990].id",
        "twice",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: one.says)
def test_one_name_is_one_thing(spoiling):
    spoiling.check()


def test_a_calculated_item_shows_a_fact_and_is_no_second_origin():
    # albi_score is both a derived fact and an item of the small protocol.
    assert "albi_score" in two_arms().facts
    assert "albi_score" not in two_arms().items
