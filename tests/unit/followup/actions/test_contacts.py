from datetime import date

import pytest

from audit.acts import Refusal
from casebook.models import Visit, Withdrawal
from casebook.selectors.facts import facts_of
from followup.actions import contacts, endings
from followup.actions.endings import End, Ending
from followup.actions.recording import UnableToRecord
from followup.models import ContactAttempt, VitalStatus
from followup.selectors.contacts import climb_of
from followup.selectors.endings import unrecorded
from tests.factories import casebook, followup
from tests.factories.casebook import CONSENTED, instant
from tests.factories.followup import LATER, acting
from trials.domain.partial_dates import PartialDate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inside")]


def days(*numbers):
    return [date(2026, 5, number) for number in numbers]


def lose(row, on=LATER):
    return contacts.declare_lost(participant=row, **acting(row, on))


def test_nobody_is_lost_until_the_ladder_is_climbed(participant):
    casebook.visit_done(participant, "BL", date(2026, 1, 9))
    for day in days(1, 8):
        followup.attempt(participant, day)
    with pytest.raises(UnableToRecord, match="Attempt 3 of 3"):
        lose(participant)
    followup.attempt(participant, date(2026, 5, 15))
    with pytest.raises(UnableToRecord, match="sweep comes next"):
        lose(participant)
    followup.attempt(participant, date(2026, 5, 16), "sweep")
    lose(participant)
    assert facts_of(participant)["lost"].value == PartialDate(2026, 1, 9)


def test_whoever_answers_stands_on_the_ground_again(participant):
    for day in days(1, 2, 3):
        followup.attempt(participant, day)
    assert climb_of(participant).counted == 3
    followup.contact(participant, "alive", "2026-05-03")
    assert climb_of(participant).counted == 0


def test_before_any_contact_the_day_of_consent_counts(participant):
    assert climb_of(participant).contact == PartialDate.of(CONSENTED)


@pytest.mark.parametrize(
    ("means", "day", "said"),
    [
        ("pigeon", date(2026, 5, 1), "Choose how it was tried"),
        ("telephone", date(2026, 6, 2), "is in the future"),
    ],
)
def test_attempt_that_cannot_be_is_refused(participant, means, day, said):
    with pytest.raises(UnableToRecord, match=said):
        contacts.attempt(
            participant=participant, means=means, attempt_date=day, **acting(participant, LATER)
        )
    assert not ContactAttempt.objects.exists()


# --- how follow-up ends -------------------------------------------------------------------------
def end(row, what, *, closes_visits=True, on=LATER):
    return endings.record(participant=row, end=what, closes_visits=closes_visits, **acting(row, on))


def death(day):
    return End(ending=Ending.DEATH, death=followup.contact_of("dead", day))


def test_death_closes_the_visits_due_until_then_and_ends_the_later_ones(participant):
    due = [one.visit.visit for one in unrecorded(participant, today=LATER)]
    assert due == ["SCR", "BL"]
    closed = end(participant, death("2026-05"))
    assert [one.visit for one in closed] == due
    assert {one.not_done_reason for one in Visit.objects.all()} == {"The participant died"}
    assert unrecorded(participant, today=date(2028, 1, 1)) == []


def test_visits_stay_open_for_whoever_still_has_them_to_enter(participant):
    assert end(participant, death("2026-05"), closes_visits=False) == []
    assert not Visit.objects.exists()


def test_a_withdrawal_ends_follow_up_on_its_day(participant):
    day = date(2026, 5, 4)
    end(participant, End(ending=Ending.WITHDRAWAL, withdrew_on=day, why="Moves away"))
    found = Withdrawal.objects.get()
    assert (found.scope, found.withdrawal_date, found.reason) == ("follow_up", day, "Moves away")


def test_a_loss_not_yet_proven_leaves_nothing_behind(participant):
    with pytest.raises(Refusal, match="cannot be declared lost yet"):
        end(participant, End(ending=Ending.LOSS))
    assert not Visit.objects.exists()
    assert not VitalStatus.objects.exists()


def test_an_end_without_its_day_is_no_end(participant):
    with pytest.raises(UnableToRecord, match="give its day"):
        end(participant, End(ending=Ending.DEATH))
    assert instant(LATER)
