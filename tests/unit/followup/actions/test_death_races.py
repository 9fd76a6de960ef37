"""A death and the event that ends in it, written at once; commits are real."""

from threading import Event as Signal

import pytest
from django.db import transaction

from audit.acts import Refusal
from followup.actions import adverse_events, vital_status
from followup.models import AdverseEvent, VitalStatus
from tests.databases import race
from tests.factories import followup, protocols
from tests.factories.casebook import seeing
from tests.factories.followup import LATER, acting, contact_of, event_of
from trials.domain.partial_dates import PartialDate

PAIRS = 3
FATAL = {"outcome": "fatal", "seriousness": ("death",), "onset": PartialDate(2026, 5, 1)}


@pytest.fixture
def site(committed_db):
    return protocols.open_site()


@pytest.fixture
def told(site):
    """Participants whose death stands on record, and the record."""
    rows = [followup.enrolled_participant(site) for _ in range(PAIRS)]
    return [(row, followup.contact(row, "dead", "2026-05-10")) for row in rows]


def write_event(row, who):
    with seeing(row.activation):
        return adverse_events.report(participant=row, event=event_of("Sepsis", 5, **FATAL), **who)


def take_death_back(record, who):
    with seeing(record.activation):
        return vital_status.correct(
            record=record,
            contact=contact_of("alive", "2026-05-10"),
            expected_version=1,
            reason="Another participant",
            **who,
        )


def test_of_a_fatal_event_and_a_death_taken_back_one_is_refused(told):
    who = acting(told[0][0], LATER)

    def run(number):
        row, death = told[number // 2]
        return take_death_back(death, who) if number % 2 else write_event(row, who)

    results = race(2 * PAIRS, run)
    for pair, (row, _death) in enumerate(told):
        two = results[2 * pair : 2 * pair + 2]
        refused = [one for one in two if isinstance(one, Exception)]
        assert len(refused) == 1
        assert isinstance(refused[0], Refusal), repr(refused[0])
        with seeing(row.activation):
            fatal = AdverseEvent.objects.filter(participant=row, grade=5).exists()
            dead = VitalStatus.objects.filter(participant=row, vital_status="dead").exists()
        assert fatal is dead


def test_the_second_waits_for_the_first_and_is_told(told):
    (row, death), who = told[0], acting(told[0][0], LATER)
    written, tried = Signal(), Signal()

    def run(number):
        if number:
            assert written.wait(10)
            tried.set()
            return take_death_back(death, who)
        with transaction.atomic():
            event = write_event(row, who)
            written.set()
            assert tried.wait(10)
        return event

    event, refused = race(2, run)
    assert event.grade == 5
    assert isinstance(refused, Refusal), repr(refused)
    assert "recorded as fatal" in str(refused)
