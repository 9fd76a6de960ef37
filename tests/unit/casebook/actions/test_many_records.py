"""Made ready apart and written at once, they are what they would be if saved one by one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.guarded import WroteOutsideAct
from casebook.actions.keys import keys_for
from casebook.actions.many_records import statement
from casebook.models import IdentityMark, Participant
from tests.factories import people, protocols
from tests.factories.casebook import seeing

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return protocols.open_site("small-trial")


def two(site) -> list[Participant]:
    return [
        Participant(
            pk=key,
            activation=site,
            code=f"X-{number}",
            number=number,
            origin=Participant.Origin.RETROSPECTIVE,
            screened_date=date(2026, 3, 2),
            sex="female",
            age_at_screening=60,
        )
        for number, key in enumerate(keys_for(Participant, 2), start=800)
    ]


def test_they_stand_with_their_history_under_the_keys_drawn_for_them(site):
    rows = two(site)
    with seeing(site), people.setting_up():
        write = statement(rows)
        assert not Participant.objects.exists()
        write()
        for row in rows:
            found = Participant.objects.get(pk=row.pk)
            assert (found.code, found.screened_date) == (row.code, row.screened_date)
            assert [event.pgh_label for event in found.events.all()] == ["insert"]


def test_those_without_a_key_are_given_one(site):
    marks = [IdentityMark(trial=site.trial, blind_index=name * 32) for name in ("ab", "cd")]
    with people.setting_up():
        statement(marks)()
    assert IdentityMark.objects.filter(trial=site.trial).count() == 2


def test_the_database_refuses_them_as_it_refuses_one(site):
    rows = two(site)
    rows[1].number = rows[0].number
    with seeing(site), people.setting_up(), pytest.raises(IntegrityError), transaction.atomic():
        statement(rows)()


def test_nobody_makes_them_ready_outside_an_act(site):
    with pytest.raises(WroteOutsideAct):
        statement(two(site))
