import pytest

from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.diff import plain
from trials.domain.protocol.places import place_of
from trials.domain.text import Text


def read(*steps, slug="hcc-neo"):
    tree = plain(shipped(slug))
    found = place_of(steps, None, tree)
    return [step.en if isinstance(step, Text) else step for step in found]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("trial", "version"), ["Version"]),
        (("criteria", "I5a", "when"), ["I5a", "Condition"]),
        (("criteria", "I5a", "text", "en"), ["I5a", "Wording"]),
        (("facts", "child_pugh_score", "label", "zh"), ["Child-Pugh score", "Label"]),
        (
            ("ambiguities", "rfs_time_zero", "chosen"),
            ["RFS starts at surgery, yet the arms part before it", "Chosen reading"],
        ),
        (("endpoints", "rfs", "at_months"), ["2-year recurrence-free survival rate", "at_months"]),
        (
            ("arms", "surgery_alone", "target"),
            ["Surgery alone (high-risk)", "Participants planned"],
        ),
        (("arms", "gone", "label"), ["gone", "Label"]),
        (("nowhere", "at", "all"), ["at", "all"]),
    ],
)
def test_what_is_named_by_its_label_and_its_parts_by_their_words(steps, words):
    assert read(*steps) == words


def test_the_first_tree_that_knows_it_counts():
    old = {"arms": [{"id": "a", "label": {"en": "Old", "zh": "旧"}}]}
    new = {"arms": [{"id": "a", "label": {"en": "New", "zh": "新"}}]}
    assert place_of(("arms", "a"), new, old) == (Text(en="New", zh="新"),)
    assert place_of(("arms", "a"), {"arms": []}, old) == (Text(en="Old", zh="旧"),)
