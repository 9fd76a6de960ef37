import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, spoiled
from trials.domain.protocol.loader import load

M06 = "      months: 6\n      window: [-14, 14]"
E06 = "      anchor: enrolled\n      weeks: 26"

CASES = [
    Spoiling(
        M06,
        "      months: 6\n      window: [-80, 14]",
        "window: [-80, 14]",
        "schedule.visits[M06].window",
        "the window of M06 opens before that of M03 closes, both counted from surgery",
        "windows that lie apart",
    ),
    # Inside the window of M03, and sharing its last day: [76, 104] days.
    Spoiling(
        M06,
        "      days: 107\n      window: [-3, 20]",
        "window: [-3, 20]",
        "schedule.visits[M06].window",
        "the window of M06 opens before that of M03 closes",
    ),
    Spoiling(
        E06,
        "      anchor: enroled\n      weeks: 26",
        "anchor: enroled",
        "schedule.visits[E06].anchor",
        "there is no item or fact 'enroled'",
        "'enrolled'",
    ),
    Spoiling(
        E06,
        "      anchor: arm\n      weeks: 26",
        "anchor: arm",
        "schedule.visits[E06].anchor",
        "'arm' is no date",
        "a fact of type date",
    ),
    Spoiling(
        "      months: 6\n      window: [-14, 14]\n      forms: [liver]",
        "      months: 6\n      window: [-14, 14]\n      forms: [livre]",
        "forms: [livre]",
        "schedule.visits[M06].forms[0]",
        "there is no form 'livre'",
        "'liver'",
    ),
    Spoiling(
        M06,
        "      months: 6\n      window: [3, 14]",
        "visit: M06",
        "schedule.visits[M06]",
        "window opens at or before the due day",
    ),
    Spoiling(
        M06,
        "      months: 6\n      window: [-14, -3]",
        "visit: M06",
        "schedule.visits[M06]",
        "closes at or after it",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: f"{one.key} {one.new}")
def test_schedule(spoiling):
    spoiling.check()


@pytest.mark.parametrize(
    "visit",
    [
        # The day after M03 closes, and the same days counted from something else.
        "      days: 108\n      window: [-3, 20]",
        "      weeks: 20\n      window: [0, 0]",
    ],
)
def test_windows_may_touch_without_meeting(visit):
    load(spoiled(M06, visit), name="two_arms.yaml")


def test_windows_of_different_anchors_may_meet():
    same_days = "      anchor: enrolled\n      months: 3"
    load(spoiled(E06, same_days), name="two_arms.yaml")
