from datetime import date

import pytest

from casebook.domain.standing import STANDING_LABELS, TONES, Standing, ended_on, standing
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

DAY, LATER = date(2026, 3, 1), date(2026, 4, 1)


def on(day):
    return Known(PartialDate.of(day) if isinstance(day, date) else day)


@pytest.mark.parametrize(
    ("facts", "has_consented", "withdrew_on", "stands"),
    [
        ({}, False, None, Standing.REGISTERED),
        ({}, True, None, Standing.IN_SCREENING),
        ({"enrolled": on(DAY)}, True, None, Standing.ENROLLED),
        ({"screening_failed": on(DAY)}, True, None, Standing.NOT_ELIGIBLE),
        ({"screening_failed": on(DAY), "enrolled": on(LATER)}, True, None, Standing.ENROLLED),
        ({"screening_closed": on(DAY)}, False, None, Standing.NOT_ENROLLED),
        ({"enrolled": on(DAY), "lost": on(LATER)}, True, None, Standing.LOST),
        ({"lost": on(DAY), "last_contact": on(DAY)}, True, None, Standing.LOST),
        # Found again: a contact after the loss was declared.
        (
            {"enrolled": on(DAY), "lost": on(DAY), "last_contact": on(LATER)},
            True,
            None,
            Standing.ENROLLED,
        ),
        ({"enrolled": on(DAY), "lost": on(DAY)}, True, DAY, Standing.WITHDRAWN),
        ({"death": on(LATER), "lost": on(DAY)}, True, DAY, Standing.DIED),
        ({"death": Absent("unknown"), "enrolled": on(DAY)}, True, None, Standing.ENROLLED),
    ],
)
def test_the_first_that_holds_in_order_of_precedence(facts, has_consented, withdrew_on, stands):
    assert standing(facts, has_consented=has_consented, withdrew_on=withdrew_on) is stands


@pytest.mark.parametrize(
    ("death", "withdrew_on", "ended"),
    [
        (None, None, None),
        (on(LATER), None, LATER),
        (None, DAY, DAY),
        (on(LATER), DAY, DAY),
        # Died in April: visits of April are still expected until the day is known.
        (on(PartialDate(2026, 4)), None, date(2026, 4, 30)),
    ],
)
def test_visits_end_with_the_first_of_death_and_withdrawal(death, withdrew_on, ended):
    facts = {"death": death} if death else {}
    assert ended_on(facts, withdrew_on=withdrew_on) == ended


def test_a_loss_ends_the_visits_until_somebody_is_found_again():
    lost = {"lost": on(DAY), "last_contact": on(DAY)}
    assert ended_on(lost, withdrew_on=None) == DAY
    assert ended_on({**lost, "last_contact": on(LATER)}, withdrew_on=None) is None


def test_every_standing_has_a_word_and_a_tone():
    assert set(STANDING_LABELS) == set(TONES) == set(Standing)
