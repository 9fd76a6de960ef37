import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled
from trials.domain.protocol.loader import load

OS, HARM, BY_ARM = "endpoints[os]", "endpoints[harm]", "analyses[os_by_arm]"

CASES = [
    Spoiling(
        "    origin: enrolled",
        "    origin: enroled",
        "origin: enroled",
        f"{OS}.origin",
        "there is no item or fact 'enroled'",
        "'enrolled'",
    ),
    Spoiling(
        "    censor_at: last_contact",
        "    censor_at: arm",
        "censor_at: arm",
        f"{OS}.censor_at",
        "'arm' is no date",
    ),
    Spoiling(
        "    events: [death]",
        "    events: [death, deth]",
        "deth",
        f"{OS}.events[1]",
        "there is no item or fact 'deth'",
        "'death'",
    ),
    Spoiling(
        "    events: [death]",
        "    events: [death]\n    competing: [death]",
        "competing: [death]",
        f"{OS}.competing",
        "death is both event and competing",
    ),
    Spoiling(
        "    horizon_from: [surgery, enrolled]",
        "    horizon_from: [surgery, ecog]",
        "horizon_from",
        f"{OS}.horizon_from[1]",
        "'ecog' is no date",
    ),
    Spoiling(
        "        origin: surgery\n",
        "        origin: surgary\n",
        "origin: surgary",
        f"{OS}.sensitivity[os_from_surgery].origin",
        "there is no item or fact 'surgary'",
        "'surgery'",
    ),
    Spoiling(
        "        origin: surgery\n",
        "        origin: surgery\n        reading: moth\n",
        "reading: moth",
        f"{OS}.sensitivity[os_from_surgery].reading",
        "there is no ambiguity 'moth'",
        "'month'",
    ),
    Spoiling(
        "    readings: [month]\n    printed: false",
        "    readings: [moth]\n    printed: false",
        "readings: [moth]",
        f"{OS}.readings[0]",
        "there is no ambiguity 'moth'",
        "'month'",
    ),
    Spoiling(
        "    readings: [month]\n    printed: false",
        "    readings: [month]\n    printed: true",
        "printed: true",
        f"{OS}.printed",
        "it is printed and quotes nothing",
        "printed_text",
    ),
    Spoiling(
        "    arms: [new]",
        "    arms: [nwe]",
        "arms: [nwe]",
        f"{HARM}.arms[0]",
        "no arm 'nwe'",
        "'new'",
    ),
    Spoiling(
        "    related_to: [drug]",
        "    related_to: [drog]",
        "drog",
        f"{HARM}.related_to[0]",
        "there is no agent 'drog'",
        "'drug'",
    ),
    Spoiling(
        "    window_from: enrolled",
        "    window_from: arm",
        "window_from: arm",
        f"{HARM}.window_from",
        "'arm' is no date",
    ),
    Spoiling(
        "    window_to: surgery",
        "    window_to: surgry",
        "window_to: surgry",
        f"{HARM}.window_to",
        "there is no item or fact 'surgry'",
    ),
    Spoiling(
        "    plus_days: 30\n    sets: [full]",
        "    plus_days: 30\n    sets: [ful]",
        "sets: [ful]",
        f"{HARM}.sets[0]",
        "there is no analysis set 'ful'",
        "'full'",
    ),
    Spoiling(
        "    endpoint: os\n",
        "    endpoint: oos\n",
        "endpoint: oos",
        f"{BY_ARM}.endpoint",
        "there is no endpoint 'oos'",
        "'os'",
    ),
    Spoiling(
        "    endpoint: os\n    sets: [full]",
        "    endpoint: os\n    sets: [everyone]",
        "everyone",
        f"{BY_ARM}.sets[0]",
        "there is no analysis set 'everyone'",
        "one of full",
    ),
    Spoiling(
        "    reference: old\n",
        "",
        "by: arm",
        f"{BY_ARM}.by",
        "groups need a reference level",
        "by and reference together",
    ),
    Spoiling(
        "    reference: old\n",
        "    reference: older\n",
        "reference: older",
        f"{BY_ARM}.reference",
        "there is no level of 'arm' 'older'",
        "'old'",
    ),
    Spoiling(
        "    by: arm\n",
        "    by: arms\n",
        "by: arms",
        f"{BY_ARM}.by",
        "there is no item or fact 'arms'",
        "'arm'",
    ),
    Spoiling(
        "    covariates: [ecog]",
        "    covariates: [ecgo]",
        "ecgo",
        f"{BY_ARM}.covariates[0]",
        "there is no item or fact 'ecgo'",
        "'ecog'",
    ),
    Spoiling(
        "    strata: [fit]",
        "    strata: [fat]",
        "fat",
        f"{BY_ARM}.strata[0]",
        "no item or fact 'fat'",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: f"{one.key} {one.says}")
def test_endpoints_and_analyses(spoiling):
    spoiling.check()


SHARE = """  - id: share
    kind: proportion
    title: {en: Share, zh: 比例}
    short: {en: Share, zh: 比例}
    definition: {en: The fit among the enrolled, zh: 入组者中适合者}
    role: secondary
    among: {fact: enrolled, present: true}
    when: {fact: fit, is: true}
    sets: [full]
    printed: false

disclosure:
"""


def test_a_share_of_those_for_whom_a_condition_holds():
    protocol = load(spoiled("disclosure:\n", SHARE), name="two_arms.yaml")
    assert protocol.endpoint("share").kind == "proportion"


@pytest.mark.parametrize("key", ["among", "when"])
def test_the_conditions_of_a_share_are_checked(key):
    share = SHARE.replace(f"    {key}: {{fact: ", f"    {key}: {{fact: no_")
    (problem,) = problems_in(spoiled("disclosure:\n", share))
    assert problem.key == f"endpoints[share].{key}.fact"
