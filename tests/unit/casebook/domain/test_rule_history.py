"""What fires is what an act breaks; what stays broken does not fire again."""

from datetime import UTC, datetime

import pytest

from casebook.domain.rule_history import Change, replayed
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.values import Known

JANUARY, MARCH = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def protocol():
    form = small_form({"id": "weight", "type": "integer"}, {"id": "height", "type": "integer"})
    rule = {
        "id": "heavy",
        "expect": {"fact": "weight", "at_least": 30},
        "message": words("Too light."),
        "ask": "weight",
    }
    return small_protocol(forms=[form], rules=[rule])


def said(at, act, fact, value, *visit, name="weight"):
    known = None if value is None else Known(value)
    where = "".join(visit)
    return Change(at=at, act=act, fact=fact, name=name, visit=where, order=("", fact), known=known)


@pytest.mark.parametrize(
    ("changes", "fired", "settled", "months"),
    [
        ([], 0, 0, {}),
        ([said(JANUARY, "a", 1, 20)], 1, 0, {"2026-01": 1}),
        # Something else is written: still the same breach.
        ([said(JANUARY, "a", 1, 20), said(MARCH, "b", 2, 9, name="height")], 1, 0, {"2026-01": 1}),
        # Corrected within one act: the old value ceases and the new one begins.
        (
            [said(JANUARY, "a", 1, 20), said(MARCH, "b", 1, None), said(MARCH, "b", 2, 70)],
            1,
            1,
            {"2026-01": 1},
        ),
        # Written and taken back within one act is never seen.
        ([said(JANUARY, "a", 1, 20), said(JANUARY, "a", 1, None)], 0, 0, {}),
        # Two visits are two firings; the second act of one instant is an act of its own.
        ([said(MARCH, "a", 1, 20, "M03"), said(MARCH, "b", 2, 21, "M06")], 2, 0, {"2026-03": 2}),
        # The later fact of the same name counts.
        ([said(JANUARY, "a", 1, 20), said(MARCH, "b", 2, 70)], 1, 1, {"2026-01": 1}),
    ],
)
def test_fired_settled_and_when(protocol, changes, fired, settled, months):
    found = replayed(protocol, [changes])["heavy"]
    counted = {month: n for month, n in found.by_month.items() if n}
    assert (found.fired, found.settled, counted) == (fired, settled, months)
