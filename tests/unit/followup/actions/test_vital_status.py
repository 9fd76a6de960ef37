from datetime import date

import pytest

from casebook.actions.conflicts import Conflict
from casebook.policies import ParticipantDied
from casebook.selectors.facts import facts_of
from followup.actions import vital_status
from followup.actions.recording import UnableToRecord
from followup.models import VitalStatus
from tests.factories import casebook, followup
from tests.factories.followup import LATER, acting, contact_of
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db


def record(row, vital, day, **changes):
    return vital_status.record(
        participant=row, contact=contact_of(vital, day, **changes), **acting(row, LATER)
    )


def correct(row, status, vital, day, **changes):
    given = {"expected_version": status.version, "reason": "source", **changes}
    return vital_status.correct(
        record=status, contact=contact_of(vital, day), **given, **acting(row, LATER)
    )


def fact(row, name):
    return getattr(facts_of(row).get(name), "value", None)


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("vital", "day", "changes", "said"),
    [
        ("well", "2026-03-01", {}, "alive, dead or lost"),
        ("alive", "2026-03-01", {"information_source": "rumor"}, "where the information"),
        ("alive", "2026-06-02", {}, "is in the future"),
        ("dead", "2026-07", {}, "is in the future"),
        ("dead", "2026", {}, "at least the month"),
        ("lost", "2026-03-01", {}, "cannot be declared lost yet. Attempt 1 of 3 comes next"),
        ("alive", "2026-03-01", {"recurrence_told": "maybe"}, "no, yes or unknown"),
        ("dead", "2026-03-01", {"cause_of_death": " "}, "cause of death"),
    ],
)
def test_status_that_cannot_be_is_refused(participant, vital, day, changes, said):
    with pytest.raises(UnableToRecord, match=said):
        record(participant, vital, day, **changes)
    assert not VitalStatus.objects.exists()


def test_nobody_dies_before_the_last_visit(inside, participant):
    casebook.visit_done(participant, "BL", date(2026, 1, 9))
    with pytest.raises(UnableToRecord, match="seen on 2026-01-09"):
        record(participant, "dead", "2026-01-08")


def test_death_in_the_month_of_the_last_visit_may_be_later(inside, participant):
    casebook.visit_done(participant, "BL", date(2026, 1, 9))
    record(participant, "dead", "2026-01")
    assert fact(participant, "death") == PartialDate(2026, 1, None)


def test_one_dies_once(inside, participant):
    record(participant, "dead", "2026-03-01")
    with pytest.raises(UnableToRecord, match="death is recorded already"):
        record(participant, "dead", "2026-03-02")


def test_nobody_is_alive_after_death(inside, participant):
    record(participant, "dead", "2026-03-01")
    with pytest.raises(ParticipantDied):
        record(participant, "alive", "2026-03-02")


def test_latest_contact_counts(inside, participant):
    record(participant, "alive", "2026-04-01")
    record(participant, "alive", "2026-03-01")
    assert fact(participant, "last_contact") == PartialDate(2026, 4, 1)


def test_until_death_one_was_alive(inside, participant):
    record(participant, "dead", "2026-05-03")
    assert fact(participant, "last_contact") == PartialDate(2026, 5, 3)


def test_lost_is_no_death(inside, participant):
    followup.lost(participant, date(2026, 4, 3))
    assert fact(participant, "lost") == PartialDate(2026, 4, 3)
    assert fact(participant, "death") is None


def test_death_recorded_by_mistake_is_taken_back(inside, participant):
    status = record(participant, "dead", "2026-03-01")
    correct(participant, status, "alive", "2026-03-01")
    assert fact(participant, "death") is None
    assert VitalStatus.objects.get().cause_of_death == ""


def test_second_editor_is_told(inside, participant):
    status = record(participant, "alive", "2026-03-01")
    correct(participant, status, "alive", "2026-03-02")
    with pytest.raises(Conflict):
        correct(participant, status, "alive", "2026-03-03", expected_version=1)
