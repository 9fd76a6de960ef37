from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.answers import Answer
from casebook.domain.queries import (
    ALLOWED,
    OLD_AFTER_DAYS,
    WAITS_FOR,
    Move,
    QueryState,
    Waiting,
    after,
    days_waiting,
    diagram,
    is_old,
    says_as_asked,
)
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

OPEN, ANSWERED, CLOSED = QueryState.OPEN, QueryState.ANSWERED, QueryState.CLOSED
DAY = date(2026, 3, 2)

# From, move -> to; what is not listed is refused.
TABLE = [
    (OPEN, Move.ANSWER, ANSWERED),
    (OPEN, Move.CLOSE, CLOSED),
    (OPEN, Move.SETTLE, CLOSED),
    (OPEN, Move.REOPEN, None),
    (ANSWERED, Move.ANSWER, None),
    (ANSWERED, Move.CLOSE, CLOSED),
    (ANSWERED, Move.REOPEN, OPEN),
    (ANSWERED, Move.SETTLE, CLOSED),
    (CLOSED, Move.ANSWER, None),
    (CLOSED, Move.CLOSE, None),
    (CLOSED, Move.REOPEN, OPEN),
    (CLOSED, Move.SETTLE, None),
]


def walk(moves):
    """The states a query goes through; what is not possible leaves it where it is."""
    states = [OPEN]
    for move in moves:
        states.append(after(states[-1], move) or states[-1])
    return states


@pytest.mark.parametrize(("before", "move", "then"), TABLE)
def test_the_table_of_moves(before, move, then):
    assert after(before, move) is then


def test_the_table_is_whole():
    assert {(before, move) for before, move, _ in TABLE} == {
        (state, move) for state in QueryState for move in Move
    }


@given(st.lists(st.sampled_from(Move)))
def test_after_any_moves_somebody_has_the_next_word_or_it_is_closed(moves):
    state = walk(moves)[-1]
    assert (WAITS_FOR[state] is Waiting.NOBODY) is (state is CLOSED)
    assert ALLOWED[state]


@given(st.lists(st.sampled_from(Move)))
def test_only_an_open_query_is_answered_and_only_reopening_leaves_closed(moves):
    states = walk(moves)
    for before, then, move in zip(states, states[1:], moves, strict=False):
        if move is Move.ANSWER and then is not before:
            assert before is OPEN
        if before is CLOSED and then is not before:
            assert move is Move.REOPEN


@given(st.lists(st.sampled_from(Move)))
def test_every_query_can_still_be_closed(moves):
    state = walk(moves)[-1]
    assert state is CLOSED or after(state, Move.CLOSE) is CLOSED


@pytest.mark.parametrize(
    ("state", "since", "days", "old"),
    [
        (OPEN, DAY, 0, False),
        (OPEN, DAY - timedelta(days=OLD_AFTER_DAYS), OLD_AFTER_DAYS, False),
        (ANSWERED, DAY - timedelta(days=OLD_AFTER_DAYS + 1), OLD_AFTER_DAYS + 1, True),
        (CLOSED, DAY - timedelta(days=90), 0, False),
        # The sites' clocks differ: raised "tomorrow" is not yet waiting.
        (OPEN, DAY + timedelta(days=1), 0, False),
    ],
)
def test_how_long_it_waits(state, since, days, old):
    waited = days_waiting(state, since=since, today=DAY)
    assert (waited, is_old(waited)) == (days, old)


def stored(value, unit="umol/L", entered="", entered_unit=None):
    content = value if isinstance(value, Absent) else Known(value, unit=unit)
    return Answer(content=content, entered=entered, entered_unit=entered_unit).as_stored()


@pytest.mark.parametrize(
    ("now", "asked", "same"),
    [
        (stored(Decimal("12.50")), stored(Decimal("12.5")), True),
        (stored(Decimal("12.5"), entered_unit="mg/dL"), stored(Decimal("12.5")), True),
        (stored(Decimal("12.5")), stored(Decimal("12.6")), False),
        (stored(Decimal("12.5"), unit="mg/dL"), stored(Decimal("12.5")), False),
        (stored(PartialDate(2026, 3)), stored(PartialDate(2026, 3)), True),
        (stored(PartialDate(2026, 3)), stored(PartialDate(2026, 3, 1)), False),
        (stored(Absent("refused")), stored(Absent("refused")), True),
        (stored(Absent("refused")), stored(Absent("not_done")), False),
        (stored(Absent("refused")), stored(Decimal("12.5")), False),
        (stored(("a", "b"), unit=None), stored(("a", "b"), unit=None), True),
        (None, stored(Decimal("12.5")), False),
        (stored(Decimal("12.5")), None, False),
    ],
)
def test_whether_a_value_was_corrected_as_asked(now, asked, same):
    assert says_as_asked(now, asked) is same


def test_the_diagram_has_every_arrow():
    drawn = diagram()
    arrows = sum(len(ways) for ways in ALLOWED.values())
    assert drawn.count("-->") == arrows + 1
