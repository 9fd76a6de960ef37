"""A rule is broken only where everything it looks at is known, and says so."""

import pytest

from casebook.domain.rules import breaches, tallied
from tests.factories.shipped_protocols import shipped
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

EARLY, LATE = Known(PartialDate(2026, 1, 1)), Known(PartialDate(2026, 2, 1))


@pytest.fixture(scope="module")
def protocol():
    form = small_form(
        {"id": "taken_on", "type": "date"},
        {"id": "surgery_on", "type": "date"},
        {"id": "weight", "type": "integer"},
    )
    rules = [
        {
            "id": "surgery_after",
            "expect": {"not": {"fact": "surgery_on", "before": {"fact": "taken_on"}}},
            "message": words("Surgery before it was taken."),
            "ask": "surgery_on",
        },
        {
            "id": "heavy",
            "expect": {"fact": "weight", "at_least": 30},
            "message": words("Too light."),
            "ask": "weight",
        },
    ]
    return small_protocol(forms=[form], rules=rules)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"taken_on": LATE, "surgery_on": EARLY}, [("surgery_after", "")]),
        ({"taken_on": EARLY, "surgery_on": LATE}, []),
        ({"taken_on": EARLY, "surgery_on": EARLY}, []),
        ({"taken_on": LATE}, []),
        ({"taken_on": Known(PartialDate(2026)), "surgery_on": EARLY}, []),
    ],
)
def test_a_rule_across_forms(protocol, facts, found):
    assert [(one.rule.id, one.visit) for one in breaches(protocol, {"": facts})] == found


def test_a_rule_is_asked_of_each_visit_that_knows_something(protocol):
    visits = {"": {}, "M03": {"weight": Known(20)}, "M06": {"weight": Known(70)}, "M09": {}}
    assert [(one.rule.id, one.visit) for one in breaches(protocol, visits)] == [("heavy", "M03")]


def test_a_tally_counts_each_participant_once(protocol):
    people = [
        ("A", {"": {"taken_on": LATE, "surgery_on": EARLY}}),
        ("B", {"": {"taken_on": EARLY, "surgery_on": LATE}}),
        ("C", {"": {}, "M03": {"weight": Known(20)}, "M06": {"weight": Known(21)}}),
    ]
    found = tallied(protocol, people)
    surgery, heavy = found["surgery_after"], found["heavy"]
    assert (surgery.broken, surgery.held, surgery.unknown) == (1, 1, 1)
    assert (heavy.broken, heavy.held, heavy.unknown, heavy.examples) == (1, 0, 2, ["C"])


@pytest.mark.parametrize("slug", ["crlm", "hcc-adj", "hcc-neo", "rectal"])
def test_each_shipped_trial_has_rules_that_break_and_hold(slug):
    """Each compares two days: the wrong order breaks it, the right one and the same day hold."""
    protocol = shipped(slug)
    assert len(protocol.rules) >= 3
    for rule in protocol.rules:
        compared = rule.expect.not_
        other = (compared.before or compared.after).fact
        first, last = (EARLY, LATE) if compared.before else (LATE, EARLY)
        wrong, right = {compared.fact: first, other: last}, {compared.fact: last, other: first}
        same = {compared.fact: EARLY, other: EARLY}
        ids = [
            [one.rule.id for one in breaches(protocol, {"": one})] for one in (wrong, right, same)
        ]
        assert rule.id in ids[0], rule.id
        assert rule.id not in ids[1] + ids[2], rule.id
