"""What happens when two do the same at the same moment; commits are real here."""

from threading import Event

import pytest

from casebook.actions import data_locks
from casebook.actions.conflicts import Conflict
from casebook.actions.data_locks import Closing
from casebook.actions.identities import PossibleDuplicate
from casebook.domain.data_locks import Scope
from casebook.models import Consent, FormRecord, IdentityMark, Participant
from casebook.policies import RecordLocked
from tests.databases import race
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.roles import Role

pytestmark = pytest.mark.usefixtures("committed_db")
RACERS = 6
ENTRIES = 40


@pytest.fixture
def site():
    return protocols.open_site("small-trial")


def test_screening_numbers_have_no_gaps_and_no_doubles(site):
    nurse = casebook.member(site)
    rows = race(RACERS, lambda _: casebook.participant(site, by=nurse))
    assert sorted(row.number for row in rows) == list(range(1, RACERS + 1))
    with casebook.seeing(site):
        assert Participant.objects.count() == RACERS


def test_of_two_sites_that_take_in_one_person_at_once_one_is_told(site):
    places = [site, protocols.open_site("small-trial")]
    rows = [casebook.participant(place) for place in places]
    nurses = [casebook.member(place) for place in places]

    def take_in(number):
        return casebook.consent(rows[number], by=nurses[number], person=casebook.LI_HUA)

    results = race(2, take_in)
    (told,) = [one for one in results if isinstance(one, PossibleDuplicate)]
    assert not any(place.site.code in str(told) for place in places)
    assert sum(isinstance(one, Consent) for one in results) == 1
    assert IdentityMark.objects.count() == 1


def test_of_many_editors_of_one_form_one_saves_and_the_others_are_told(site):
    consented = casebook.consented_participant(site)
    record = save(consented)
    nurse = casebook.member(site)
    results = race(
        RACERS,
        lambda number: correct(record, {**INTAKE, "remark": f"by {number}"}, by=nurse),
    )
    told = [one for one in results if isinstance(one, Conflict)]
    (saved,) = [one for one in results if isinstance(one, FormRecord)]
    assert len(told) == RACERS - 1
    with casebook.seeing(site):
        assert FormRecord.objects.get().data == saved.data


def test_of_many_first_savers_one_is_first_and_the_others_are_told(site):
    consented = casebook.consented_participant(site)
    nurse = casebook.member(site)
    results = race(
        RACERS,
        lambda number: save(consented, {**INTAKE, "remark": f"by {number}"}, by=nurse),
    )
    told = [one for one in results if isinstance(one, Conflict)]
    assert len(told) == RACERS - 1
    assert {conflict.record.version for conflict in told} == {1}


def test_each_of_forty_entries_beside_a_lock_is_before_it_or_refused_by_name(site):
    """What the lock sees as it is made is all that is ever entered."""
    rows = [casebook.consented_participant(site) for _number in range(ENTRIES)]
    nurse, manager = casebook.member(site), casebook.member(site, Role.DATA_MANAGER)
    asking = Event()

    def enter(number):
        if number % 2:
            asking.wait()
        return save(rows[number], by=nurse)

    def lock():
        closing = Closing(activations=(site,), scope=Scope.SITE)
        with casebook.seeing(site, by=manager):
            asking.set()
            data_locks.lock(closing=closing, by=manager, at=people.NOW)
            return FormRecord.objects.count()

    *entered, seen = race(ENTRIES + 1, lambda n: enter(n) if n < ENTRIES else lock())
    saved = [one for one in entered if isinstance(one, FormRecord)]
    refused = [one for one in entered if isinstance(one, RecordLocked)]
    assert len(saved) + len(refused) == ENTRIES, entered
    assert refused
    assert all("is locked since" in str(one) for one in refused)
    assert seen == len(saved)
    with casebook.seeing(site):
        assert set(FormRecord.objects.values_list("pk", flat=True)) == {one.pk for one in saved}
