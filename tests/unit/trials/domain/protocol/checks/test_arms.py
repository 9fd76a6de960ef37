import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled
from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.disclosure import Moment
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
    Spoiling(
        "kind: drug, neoadjuvant: true}",
        "kind: drug, planned: {by: arms, doses: {new: 8}, unit: mg, every_days: 1}}",
        "planned: {by: arms",
        "agents[drug].planned.by",
        "there is no item or fact 'arms'",
        "'arm'",
    ),
    Spoiling(
        "kind: drug, neoadjuvant: true}",
        "kind: drug, planned: {by: arm, doses: {newer: 8}, unit: mg, every_days: 1}}",
        "doses: {newer: 8}",
        "agents[drug].planned.doses.newer",
        "there is no code of arm 'newer'",
        "'new'",
    ),
    Spoiling(
        "kind: drug, neoadjuvant: true}",
        "kind: drug, planned: {dose: 8, by: arm, unit: mg, every_days: 1}}",
        "planned: {dose: 8, by: arm",
        "agents[drug].planned",
        "give either a dose, or by and doses",
    ),
    Spoiling(
        "allocation: by_decision",
        "safety: {site_report_hours: -1}\nallocation: by_decision",
        "site_report_hours: -1",
        "safety.site_report_hours",
        "",
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


OLD = "    description: {en: Surgery, zh: 手术}"
NEW = "    agents: [drug]"


def with_targets(new: str, old: str) -> str:
    text = spoiled(NEW, f"{NEW}{new}")
    assert text.count(OLD) == 1
    return text.replace(OLD, f"{OLD}{old}")


@pytest.mark.parametrize(
    ("new", "old", "whole"),
    [
        ("\n    target: 6", "\n    target: 5", 11),
        ("\n    target: 4", "\n    target: 4", 8),
        ("\n    target: 11", "", 11),
    ],
)
def test_targets_of_arms_that_cannot_be_the_trials(new, old, whole):
    (problem,) = problems_in(with_targets(new, old))
    assert problem.key == "arms"
    assert f"add up to {whole}, that of the trial is 10" in problem.message


@pytest.mark.parametrize(
    ("new", "old", "targets"),
    [
        ("\n    target: 6", "\n    target: 4", [6, 4]),
        ("\n    target: 6", "", [6, None]),
        ("", "", [None, None]),
    ],
)
def test_targets_of_arms_are_read_and_none_is_invented(new, old, targets):
    protocol = load(with_targets(new, old), name="two_arms.yaml")
    assert [arm.target for arm in protocol.arms] == targets


DISCLOSED = """disclosure:
  later:
    label: {en: Later, zh: 以后}
    open_to_analysis: ANALYSIS
    open_to_sites: SITES
    closed_by: [FORMS]
    why: {en: Because, zh: 因为}
"""


@pytest.mark.parametrize(
    ("analysis", "sites", "forms", "key", "message"),
    [
        (
            "strategy_received_locked",
            "database_lock",
            "",
            "open_to_analysis",
            "without a concordance section no strategy received is ever locked",
        ),
        (
            "prediction",
            "strategy_received_locked",
            "",
            "open_to_sites",
            "nothing opens to sites at strategy_received_locked",
        ),
        (
            "response_and_decision_locked",
            "database_lock",
            "",
            "closed_by",
            "response_and_decision_locked comes about by forms, and 0 are named",
        ),
        (
            "prediction",
            "database_lock",
            "liver",
            "closed_by",
            "no moment of it comes about by forms, and 1 are named",
        ),
        ("prediction", "outcome_locked", "nowhere", "closed_by[0]", "there is no form 'nowhere'"),
    ],
)
def test_a_moment_that_no_lock_reaches_is_refused(analysis, sites, forms, key, message):
    words = {"ANALYSIS": analysis, "SITES": sites, "FORMS": forms}
    text = DISCLOSED
    for old, new in words.items():
        text = text.replace(old, new)
    problems = problems_in(spoiled("disclosure:\n", text))
    assert [(one.key, one.message) for one in problems] == [(f"disclosure.later.{key}", message)]


def test_moments_that_forms_close_pass():
    text = DISCLOSED.replace("ANALYSIS", "response_and_decision_locked")
    text = text.replace("SITES", "outcome_locked").replace("FORMS", "liver")
    rule = load(spoiled("disclosure:\n", text), name="two_arms.yaml").disclosure["later"]
    assert rule.by_forms == (Moment.RESPONSE_LOCKED, Moment.OUTCOME_LOCKED)
