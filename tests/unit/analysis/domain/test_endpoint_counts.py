from datetime import date

import pytest

from analysis.domain.endpoint_counts import (
    counts_of,
    evaluable,
    survival_times,
)
from analysis.domain.endpoints import Derived, Outcome
from analysis.domain.imputation import Imputed
from trials.domain.partial_dates import PartialDate


def one(participant, outcome, why, days=None, imputed=()):
    return Derived(participant=participant, outcome=outcome, why=why, days=days, imputed=imputed)


MARCH = Imputed(fact="recurrence", recorded=PartialDate(2025, 3), used=date(2025, 3, 15))


@pytest.fixture
def derived():
    return [
        one(5, Outcome.EVENT, "recurrence", 60, (MARCH,)),
        one(1, Outcome.EVENT, "death", 120),
        one(2, Outcome.EVENT, "recurrence", 90),
        one(3, Outcome.CENSORED, "last_adequate_imaging", 400),
        one(4, Outcome.COMPETING, "second_primary", 30),
        one(9, Outcome.NOT_EVALUABLE, "no_origin"),
        one(8, Outcome.NOT_EVALUABLE, "no_origin"),
        one(7, Outcome.DATA_ERROR, "before_origin"),
    ]


def test_counts_by_reason(derived):
    counts = counts_of(derived)

    assert counts.events == {"death": 1, "recurrence": 2}
    assert counts.competing == {"second_primary": 1}
    assert counts.censored == {"last_adequate_imaging": 1}
    assert counts.imputed == 1


def test_those_left_out_are_named(derived):
    counts = counts_of(derived)

    assert counts.left_out == {"no_origin": (8, 9)}
    assert counts.errors == {"before_origin": (7,)}


def test_nobody_is_lost_between_the_counts(derived):
    counts = counts_of(derived)

    left_out = sum(map(len, [*counts.left_out.values(), *counts.errors.values()]))
    assert counts.participants == counts.evaluable + left_out == 8


def test_times_come_in_order_of_participant(derived):
    times = survival_times(derived)

    assert [row.participant for row in evaluable(derived)] == [1, 2, 3, 4, 5]
    assert times.days.tolist() == [120, 90, 400, 30, 60]


def test_a_competing_event_censors(derived):
    assert survival_times(derived).observed.tolist() == [True, True, False, False, True]
