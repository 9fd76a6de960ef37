"""What happens when two do the same at the same moment; commits are real here."""

import pytest

from casebook.actions.conflicts import Conflict
from casebook.actions.identities import PossibleDuplicate
from casebook.models import Consent, FormRecord, IdentityMark, Participant
from tests.databases import race
from tests.factories import casebook, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save

pytestmark = pytest.mark.usefixtures("committed_db")
RACERS = 6


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
