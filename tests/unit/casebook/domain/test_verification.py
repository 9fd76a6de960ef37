import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.verification import (
    RISK_LABELS,
    WEIGHTS,
    Risk,
    Unverified,
    decisive_in,
    ranked,
    risks_of,
)
from tests.factories.shipped_protocols import shipped

RISKS = st.frozensets(st.sampled_from(Risk))
FORMS = st.lists(
    st.builds(
        Unverified,
        place=st.tuples(st.text(max_size=2), st.text(max_size=2)),
        risks=st.dictionaries(st.sampled_from("abc"), RISKS),
    ),
    max_size=8,
)
PLAIN = {"decisive": frozenset(), "queried": False, "version": 1, "was_verified": False}


@pytest.mark.parametrize(
    ("changes", "stored", "risk"),
    [
        ({"decisive": frozenset({"ecog"})}, {}, Risk.DECIDES),
        ({"queried": True}, {}, Risk.QUERIED),
        ({"version": 2}, {}, Risk.CORRECTED),
        ({"was_verified": True}, {}, Risk.CHANGED_SINCE),
        ({}, {"reason": "seen twice"}, Risk.UNUSUAL),
    ],
)
def test_each_risk_by_itself(changes, stored, risk):
    assert risks_of("ecog", {}, **PLAIN) == frozenset()
    assert risks_of("ecog", stored, **{**PLAIN, **changes}) == {risk}


@given(FORMS)
def test_the_order_is_by_risk_and_leaves_out_only_what_is_verified(forms):
    order = ranked(forms)
    scores = [(one.score, one.total) for one in order]
    assert scores == sorted(scores, reverse=True)
    assert len(order) == sum(bool(one.risks) for one in forms)
    assert ranked(reversed(forms)) == order or len({one.place for one in forms}) < len(forms)


def test_every_risk_weighs_and_has_a_word():
    assert set(WEIGHTS) == set(RISK_LABELS) == set(Risk)


def test_an_item_behind_a_score_decides_as_well():
    decisive = decisive_in(shipped("hcc-neo"))
    assert {"bilirubin", "albumin", "ecog"} <= decisive
    assert "planned_surgeon" not in decisive
