"""The landmark rule, row by row: days after surgery in, strategy or its absence out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.strategies import (
    NOT_ASSESSABLE_LABELS,
    NOT_YET_LABELS,
    Begun,
    NotAssessable,
    NotYet,
    Strategy,
)
from followup.domain.strategy import strategy_received
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.arms import Adjuvant

SURGERY = date(2026, 3, 1)
ALONE, TACE, BOTH, SYSTEMIC = (
    Strategy.SURGERY_ALONE,
    Strategy.TACE,
    Strategy.TACE_AND_SYSTEMIC,
    Strategy.SYSTEMIC,
)
RECURRED, DIED, LOST = NotAssessable.RECURRENCE, NotAssessable.DEATH, NotAssessable.LOST


def on(day) -> PartialDate | None:
    """A number is a day after surgery; a text is a date as far as known."""
    if day is None:
        return None
    if isinstance(day, str):
        return PartialDate.parse(day)
    return PartialDate.of(SURGERY + timedelta(days=day))


def received(
    tace=None, systemic=None, recurrence=None, death=None, lost=None, *, landmark=90, known_to=400,
    surgery=0,
):  # fmt: skip
    return strategy_received(
        surgery=on(surgery),
        first_tace=on(tace),
        first_systemic=on(systemic),
        recurrence=on(recurrence),
        death=on(death),
        lost=on(lost),
        landmark_days=landmark,
        known_to=SURGERY + timedelta(days=known_to),
    )


# tace, systemic, recurrence, death, lost -> strategy at day 90
AT_90 = [
    (None, None, None, None, None, ALONE),
    (40, None, None, None, None, TACE),
    (None, 40, None, None, None, SYSTEMIC),
    (40, 60, None, None, None, BOTH),
    # What was begun later moves nobody.
    (40, 110, None, None, None, TACE),
    (110, 40, None, None, None, SYSTEMIC),
    (110, None, None, None, None, ALONE),
    # Both ends of the window.
    (0, None, None, None, None, TACE),
    (90, None, None, None, None, TACE),
    (91, None, None, None, None, ALONE),
    (90, 90, None, None, None, BOTH),
    # A treatment before surgery is no adjuvant one.
    (-30, None, None, None, None, ALONE),
    (-30, 40, None, None, None, SYSTEMIC),
    # What happens after the landmark changes nothing.
    (40, None, 91, None, None, TACE),
    (40, None, None, 91, None, TACE),
    (None, None, 91, 120, None, ALONE),
    (40, None, None, None, 90, TACE),
    (40, None, None, None, 200, TACE),
]
# tace, systemic, recurrence, death, lost -> why nobody can say
BEFORE_90 = [
    (None, None, 50, None, None, RECURRED),
    (None, None, 90, None, None, RECURRED),
    # Even when something had been begun before.
    (20, 30, 50, None, None, RECURRED),
    # Treatment of the recurrence.
    (70, None, 50, None, None, RECURRED),
    (None, None, None, 60, None, DIED),
    (None, None, None, 90, None, DIED),
    (40, None, None, 60, None, DIED),
    (40, None, None, None, 89, LOST),
    # Several: the first of recurrence, death, loss names it.
    (None, None, 50, 60, None, RECURRED),
    (None, None, None, 60, 60, DIED),
]


@pytest.mark.parametrize("row", AT_90, ids=str)
def test_what_was_begun_by_day_90(row):
    *days, strategy = row
    said = received(*days)
    assert (said.code, said.not_assessable, said.not_yet) == (strategy, None, None)
    assert said.landmark == SURGERY + timedelta(days=90)


@pytest.mark.parametrize("row", BEFORE_90, ids=str)
def test_who_did_not_reach_day_90(row):
    *days, why = row
    said = received(*days)
    assert (said.code, said.not_assessable, said.not_yet) == (None, why, None)
    assert said.is_settled


@pytest.mark.parametrize(
    ("landmark", "strategy"), [(30, ALONE), (60, TACE), (90, TACE), (120, BOTH)]
)
def test_each_landmark_is_computed(landmark, strategy):
    assert received(40, 110, landmark=landmark).code == strategy


@pytest.mark.parametrize(("landmark", "outcome"), [(60, ALONE), (90, RECURRED), (120, RECURRED)])
def test_a_recurrence_on_day_75_counts_at_the_later_landmarks(landmark, outcome):
    said = received(100, recurrence=75, landmark=landmark)
    assert (said.code or said.not_assessable) == outcome


# --- what comes later is shown -------------------------------------------------------------------
def begun(kind: Adjuvant, day: int) -> Begun:
    return Begun(kind=kind, day=SURGERY + timedelta(days=day))


def test_a_later_first_adjuvant_is_flagged():
    assert received(110).later == (begun(Adjuvant.TACE, 110),)
    assert received(40, 110).later == (begun(Adjuvant.SYSTEMIC, 110),)
    assert received(110, 120).later == (
        begun(Adjuvant.TACE, 110),
        begun(Adjuvant.SYSTEMIC, 120),
    )


def test_what_was_begun_by_the_landmark_is_not_flagged():
    assert received(40, 60).later == ()


@pytest.mark.parametrize("tace", [150, 151, 200])
def test_treatment_of_a_recurrence_is_no_later_adjuvant(tace):
    said = received(tace, recurrence=150)
    assert (said.code, said.later) == (ALONE, ())


def test_the_day_before_the_recurrence_is():
    assert received(149, recurrence=150).later == (begun(Adjuvant.TACE, 149),)


# --- not yet -------------------------------------------------------------------------------------
def test_before_the_landmark_nobody_knows():
    assert received(40, known_to=89).not_yet == NotYet.LANDMARK
    assert received(40, known_to=90).code == TACE


def test_a_recurrence_before_the_landmark_is_known_at_once():
    assert received(recurrence=20, known_to=30).not_assessable == RECURRED


@pytest.mark.parametrize("surgery", [None, "2026-03", "2026"])
def test_without_the_day_of_surgery_there_is_no_landmark(surgery):
    said = received(40, surgery=surgery)
    assert (said.not_yet, said.landmark) == (NotYet.SURGERY, None)


# The landmark is 2026-05-30.
@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"death": "2026-04"}, DIED),
        ({"death": "2026-05"}, NotYet.DEATH),
        ({"death": "2026-06"}, ALONE),
        ({"death": "2026"}, NotYet.DEATH),
        ({"recurrence": "2026-05"}, NotYet.RECURRENCE),
        ({"lost": "2026-05"}, NotYet.LAST_CONTACT),
        ({"tace": "2026-04"}, TACE),
        ({"tace": "2026-05"}, NotYet.TREATMENT),
        ({"systemic": "2026-05"}, NotYet.TREATMENT),
        ({"tace": "2026-06"}, ALONE),
        # What is certain outranks the doubt.
        ({"recurrence": 20, "death": "2026-05"}, RECURRED),
        ({"recurrence": "2026-05", "death": 20}, DIED),
    ],
)
def test_a_date_not_known_to_the_day(dates, said):
    found = received(**dates)
    assert (found.code or found.not_assessable or found.not_yet) == said


# --- what always holds ---------------------------------------------------------------------------
DAYS = st.none() | st.integers(-30, 400)


@given(DAYS, DAYS, DAYS, DAYS, st.integers(30, 150))
def test_it_says_exactly_one_thing(tace, systemic, recurrence, death, landmark):
    said = received(tace, systemic, recurrence, death, landmark=landmark)
    assert [said.code, said.not_assessable, said.not_yet].count(None) == 2


@given(DAYS, DAYS, st.integers(91, 400), st.integers(91, 400))
def test_what_comes_after_the_landmark_sorts_nobody(tace, systemic, recurrence, death):
    """Else people would be sorted by how long they lived."""
    assert received(tace, systemic, recurrence, death).code == received(tace, systemic).code


@given(DAYS, DAYS, st.integers(30, 150), st.integers(30, 150))
def test_a_later_landmark_only_adds_treatment(tace, systemic, one, other):
    early, late = sorted([one, other])
    kinds = {ALONE: set(), TACE: {"tace"}, SYSTEMIC: {"systemic"}, BOTH: {"tace", "systemic"}}
    before = kinds[received(tace, systemic, landmark=early).code]
    assert before <= kinds[received(tace, systemic, landmark=late).code]


def test_the_protocol_knows_these_strategies_and_no_other():
    assert set(shipped("hcc-adj").facts["strategy_received"].codes) == set(Strategy)


def test_every_reason_has_words():
    assert set(NOT_ASSESSABLE_LABELS) == set(NotAssessable)
    assert set(NOT_YET_LABELS) == set(NotYet)
