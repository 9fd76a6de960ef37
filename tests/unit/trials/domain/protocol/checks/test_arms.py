import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.loader import load

CASES = [
    Spoiling(
        "allocation: by_decision",
        "allocation: none",
        "allocation: none",
        "allocation",
        "allocation is none and there are 2 arms",
        "none without arms",
    ),
    Spoiling(
        "    agents: [drug]",
        "    agents: [drugs]",
        "agents: [drugs]",
        "arms[new].agents[0]",
        "there is no agent 'drugs'",
        "'drug'",
    ),
    Spoiling(
        "    facts: [albi_score]",
        "    facts: [alby_score]",
        "alby_score",
        "disclosure.pre.facts[0]",
        "there is no item or fact 'alby_score'",
        "'albi_score'",
    ),
    Spoiling(
        "allocation: by_decision",
        "settings: {predictors: [post]}\nallocation: by_decision",
        "predictors: [post]",
        "settings.predictors[0]",
        "there is no disclosure rule for 'post'",
        "one of pre",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: one.says)
def test_arms_and_disclosure(spoiling):
    spoiling.check()


def test_the_codes_of_the_arm_are_the_arms():
    codes, reference = problems_in(
        spoiled("      old: {en: Old, zh: 旧}", "      former: {en: Old, zh: 旧}")
    )
    assert codes.key == "facts.arm.codes"
    assert codes.expected == "new, old"
    # The analysis compares with `old`, which is no code any more.
    assert reference.key == "analyses[os_by_arm].reference"


def test_arms_may_be_imported():
    text = spoiled("allocation: by_decision", "allocation: imported")
    assert load(text, name="two_arms.yaml").allocation is Allocation.IMPORTED
