import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, spoiled, two_arms
from trials.domain.protocol.checks.conditions import conditions_of
from trials.domain.protocol.loader import load

WHEN = "    when: {fact: ecog, between: [0, 1]}"
I1A = "criteria[I1a].when"


def asking(condition, at, key, says, expects=""):
    """The first criterion, asking this instead."""
    return Spoiling(WHEN, f"    when: {condition}", at, f"{I1A}{key}", says, expects)


CASES = [
    asking(
        "{fact: ecgo, at_most: 1}", "ecgo", ".fact", "there is no item or fact 'ecgo'", "'ecog'"
    ),
    asking(
        "{any: [{fact: fit, is: true}, {not: {fact: fitt, is: true}}]}",
        "fitt",
        ".any[1].not.fact",
        "there is no item or fact 'fitt'",
        "'fit'",
    ),
    asking(
        "{fact: phases, is: arteriel}",
        "arteriel",
        ".is",
        "there is no code of 'phases' 'arteriel'",
        "'arterial'",
    ),
    asking(
        "{fact: arm, one_of: [new, other]}",
        "other",
        ".one_of[1]",
        "there is no code of 'arm' 'other'",
        "one of new, old",
    ),
    asking(
        "{fact: fit, at_least: 1}",
        "at_least",
        ".at_least",
        "'at_least' cannot be asked of 'fit', which is yes_no",
    ),
    asking(
        "{fact: ecog, before: 2026-01-01}",
        "before",
        ".before",
        "'before' cannot be asked of 'ecog', which is integer",
    ),
    asking(
        "{fact: ecog, within: {days: 3, before: {fact: scan}}}",
        "within",
        ".within",
        "'within' cannot be asked of 'ecog'",
    ),
    asking(
        "{fact: arm, count: {at_least: 1}}",
        "count",
        ".count",
        "'count' cannot be asked of 'arm', which is choice",
    ),
    asking("{fact: fit, is: 1}", "is: 1", ".is", "'1' is no value of 'fit', which is yes_no"),
    asking("{fact: fit, is: yes}", "is: yes", ".is", "'yes' is no value of 'fit'", "a yes_no"),
    asking("{fact: ecog, is: true}", "is: true", ".is", "'True' is no value of 'ecog'"),
    asking("{fact: ecog, at_most: few}", "few", ".at_most", "'few' is no value of 'ecog'"),
    asking(
        "{fact: ecog, between: [0, 2026-01-01]}",
        "between",
        ".between[1]",
        "'2026-01-01' is no value of 'ecog'",
    ),
    asking("{fact: scan, after: 5}", "after: 5", ".after", "'5' is no value of 'scan'", "a date"),
    asking(
        "{fact: scan, within: {days: 3, before: 5}}",
        "within",
        ".within.before",
        "'5' is no value of 'scan'",
    ),
    asking("{fact: ecog_reason, is: 5}", "is: 5", ".is", "'5' is no value of 'ecog_reason'"),
    asking(
        "{fact: scan, before: {fact: surgry}}",
        "surgry",
        ".before.fact",
        "there is no item or fact 'surgry'",
        "'surgery'",
    ),
    asking(
        "{fact: scan, within: {days: 3, after: {fact: surgry}}}",
        "surgry",
        ".within.after.fact",
        "there is no item or fact 'surgry'",
    ),
    asking(
        "{fact: scan, before: {fact: ecog}}",
        "fact: ecog",
        ".before.fact",
        "'scan' is date and 'ecog' is integer",
        "two facts of one type",
    ),
    asking(
        "{fact: ecog, at_most: {fact: bilirubin, plus: {days: 3}}}",
        "plus",
        ".at_most.plus",
        "'bilirubin' is no date",
    ),
    asking(
        "{fact: bilirubin, at_most: 34, unit: mg/dL}",
        "unit: mg/dL",
        ".unit",
        "'bilirubin' is kept in umol/L, not mg/dL",
        "umol/L",
    ),
    asking(
        "{fact: ecog, at_most: 1, unit: mg/dL}",
        "unit: mg/dL",
        ".unit",
        "'ecog' is kept in no unit, not mg/dL",
    ),
    asking(
        "{reading: moth, days_30: {fact: fit, is: true}, calendar: {fact: fit, is: true}}",
        "moth",
        ".reading",
        "there is no ambiguity 'moth'",
        "'month'",
    ),
    asking(
        "{reading: month, days_30: {fact: fit, is: true}, calender: {fact: fit, is: true},"
        " calendar: {fact: fit, is: true}}",
        "calender",
        ".calender",
        "there is no reading of month 'calender'",
        "'calendar'",
    ),
    Spoiling(
        "      days_30: {en: 30 days, zh: 30 天}",
        "      days_30: {en: 30 days, zh: 30 天}\n      days_31: {en: 31 days, zh: 31 天}",
        "reading: month",
        "criteria[I2a].when.reading",
        "reading 'days_31' of month has no condition here",
        "the key 'days_31'",
    ),
    Spoiling(
        "shown_when: {fact: ecog, at_least: 1}",
        "shown_when: {fact: ecgo, at_least: 1}",
        "shown_when: {fact: ecgo",
        "forms[liver].items[ecog_reason].shown_when.fact",
        "there is no item or fact 'ecgo'",
    ),
    Spoiling(
        "      when: {fact: arm, is: new}",
        "      when: {fact: arm, is: nwe}",
        "nwe",
        "schedule.visits[M03].when.is",
        "there is no code of 'arm' 'nwe'",
        "'new'",
    ),
    Spoiling(
        "    when: {fact: enrolled, present: true}",
        "    when: {fact: enroled, present: true}",
        "enroled",
        "sets.full.when.fact",
        "there is no item or fact 'enroled'",
        "'enrolled'",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: f"{one.key} {one.says}")
def test_conditions(spoiling):
    spoiling.check()


@pytest.mark.parametrize(
    "condition",
    [
        "{fact: fit, is: false}",
        "{fact: bilirubin, at_most: 34, unit: umol/L}",
        "{fact: bilirubin, at_most: {fact: ecog}}",
        "{fact: phases, count: {at_least: 2}}",
        "{fact: phases, is: delayed}",
        "{fact: ecog_reason, is: pain}",
        "{fact: scan, at_least: 2026-01-01}",
        "{fact: scan, between: [2026-01-01, {fact: surgery, plus: {months: 3}}]}",
        "{fact: albi_score, at_most: -2.6}",
    ],
)
def test_what_fits_is_accepted(condition):
    load(spoiled(WHEN, f"    when: {condition}"), name="two_arms.yaml")


def test_every_condition_of_the_file_is_looked_at():
    places = [path for path, _ in conditions_of(two_arms())]
    assert places == [
        ("forms", 0, "items", 4, "shown_when"),
        ("forms", 0, "checks", 0, "expect"),
        ("criteria", 0, "when"),
        ("criteria", 1, "when"),
        ("schedule", "visits", 0, "when"),
        ("sets", "full", "when"),
    ]
