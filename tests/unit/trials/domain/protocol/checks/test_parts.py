import pytest

from tests.unit.trials.domain.protocol.two_arms import TEXT, problems_in, spoiled
from trials.domain.protocol.analyses import landmark_day
from trials.domain.protocol.loader import load

PARTS = """
parts:
  - id: past
    label: {en: Past, zh: 既往}
    direction: retrospective
    target: 90
    consent_basis: waiver
  - id: coming
    label: {en: Coming, zh: 前瞻}
    direction: prospective
    target: 9
    consent_basis: signed
"""
FACTS = """facts:
  part:
    type: choice
    owner: casebook
    label: {en: Part, zh: 部分}
    codes: {past: {en: Past, zh: 既往}, coming: {en: Coming, zh: 前瞻}}
"""
CONCORDANCE = """
concordance: {predictor: pre, received: arm, landmark: landmark, endpoint: os}
"""
LANDMARK = """ambiguities:
  - id: landmark
    title: {en: Landmark, zh: 界标}
    readings: {day_60: {en: Day 60, zh: 第 60 天}, day_90: {en: Day 90, zh: 第 90 天}}
    chosen: day_90
    rationale: {en: By then all have begun, zh: 届时均已开始}
    status: open
"""
HYBRID = (
    spoiled("  direction: prospective", "  direction: hybrid").replace("facts:\n", FACTS, 1) + PARTS
)
COMPARED = TEXT.replace("ambiguities:\n", LANDMARK, 1) + CONCORDANCE


def spoil(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_hybrid_trial_has_parts_of_its_own_size():
    protocol = load(HYBRID, name="two_arms.yaml")
    assert {part.id: part.target for part in protocol.parts} == {"past": 90, "coming": 9}


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("direction: hybrid", "direction: prospective", "parts", "there are 2 parts"),
        ("past: {en", "passed: {en", "facts.part.codes", "are not the ids of the parts"),
        ("direction: retrospective", "direction: hybrid", "parts[past].direction", "'hybrid'"),
    ],
)
def test_parts_that_do_not_fit(old, new, key, says):
    (problem,) = problems_in(spoil(HYBRID, old, new))
    assert problem.key == key
    assert says in problem.message


def test_a_part_is_named_once():
    twice = spoil(HYBRID, "- id: coming", "- id: past").replace(
        ", coming: {en: Coming, zh: 前瞻}}", "}"
    )
    (problem,) = problems_in(twice)
    assert "'past' is there twice" in problem.message


def test_recommended_is_compared_with_received():
    protocol = load(COMPARED, name="two_arms.yaml")
    assert protocol.concordance is not None
    assert protocol.concordance.received == "arm"


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("predictor: pre", "predictor: pro", "predictor", "no disclosure rule for 'pro'"),
        ("endpoint: os}", "endpoint: or}", "endpoint", "no endpoint 'or'"),
        ("landmark: landmark", "landmark: landmarks", "landmark", "no ambiguity 'landmarks'"),
        ("received: arm", "received: arms", "received", "no item or fact 'arms'"),
        ("received: arm", "received: death", "received", "'death' is no choice"),
        ("day_60: {en", "later: {en", "landmark", "'later' of landmark names no day"),
    ],
)
def test_a_comparison_of_what_is_not_there(old, new, key, says):
    (problem,) = problems_in(spoil(COMPARED, old, new))
    assert problem.key == f"concordance.{key}"
    assert says in problem.message


def test_who_compares_says_what_is_compared():
    asked = spoil(TEXT, "methods: [kaplan_meier, cox]", "methods: [concordance]")
    (problem,) = problems_in(asked)
    assert problem.key == "analyses[os_by_arm].methods"
    assert "no concordance is declared" in problem.message


def test_a_reading_names_its_day():
    assert (landmark_day("day_90"), landmark_day("later"), landmark_day("day_x")) == (
        90,
        None,
        None,
    )
