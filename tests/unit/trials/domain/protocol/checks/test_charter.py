import pytest

from tests.unit.trials.domain.protocol.two_arms import TEXT, problems_in
from trials.domain.protocol.charter import Watched
from trials.domain.protocol.loader import load

CHARTER = """
charter:
  version: "1"
  looks:
    analysis: os_by_arm
    planned_events: 40
    information: [0.5, 1]
    alpha: 0.025
    power: 0.8
  limits:
    - id: severe
      label: {en: Severe, zh: 严重}
      watches: severe_related_event
      arm: new
      limit: 0.3
      certainty: 0.9
      prior: [0.6, 1.4]
      most: 30
      risks: [0.2, 0.4]
"""
CHARTERED = TEXT.replace("[kaplan_meier, cox]", "[log_rank, cox]", 1) + CHARTER


def spoil(old: str, new: str) -> str:
    assert CHARTERED.count(old) == 1, old
    return CHARTERED.replace(old, new)


def test_no_charter_is_assumed():
    assert load(TEXT, name="two_arms.yaml").charter is None


def test_a_charter_is_read():
    charter = load(CHARTERED, name="two_arms.yaml").charter
    assert (charter.example, charter.looks.information) == (False, (0.5, 1.0))
    assert charter.limits[0].watches is Watched.SEVERE_RELATED_EVENT


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("analysis: os_by_arm", "analysis: os_by", "charter.looks.analysis", "os_by"),
        ("[log_rank, cox]", "[kaplan_meier, cox]", "charter.looks.analysis", "log-rank"),
        ("[0.5, 1]", "[0.5, 0.9]", "charter.looks.information", "rise to 1"),
        ("[0.5, 1]", "[0.5, 0.5, 1]", "charter.looks.information", "rise to 1"),
        ("arm: new", "arm: newer", "charter.limits[severe].arm", "newer"),
        ("    - id: severe\n", "    - &s\n      id: severe\n", "", ""),
        ("alpha: 0.025", "alpha: 1.5", "charter.looks.alpha", "cannot take"),
        ("risks: [0.2, 0.4]", "risks: [0.2]", "charter.limits[severe].risks", ""),
    ],
)
def test_a_charter_that_makes_no_sense_is_refused(old, new, key, says):
    text = spoil(old, new)
    if not key:
        text += "    - *s\n"
        key, says = "charter.limits[severe].id", "twice"
    (problem,) = problems_in(text)
    assert problem.key == key
    assert says in problem.message
