"""Two people lock the database; what is open then is signed, and outcomes by arm open."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from analysis.actions import database_locks
from analysis.actions.database_locks import UnableToLockDatabase
from analysis.permissions import may_read
from analysis.selectors.open_items import counts_of, open_items
from audit.actions import ChangedSinceShown
from casebook.models import DatabaseLock
from casebook.selectors.database_locks import content_of, database_lock_of
from enrollment.actions.readings import UnableToChangeReading
from tests.factories import board, casebook, people
from tests.factories.enrollment import proposed_reading, screened_participant
from tests.factories.protocols import open_site
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return open_site()


def found_in(place):
    with casebook.seeing(place):
        return counts_of(open_items(place.trial))


proposed, confirmed = board.lock_proposed, board.lock_confirmed


def test_two_people_lock_and_what_is_open_is_signed(place):
    screened_participant(place, score="")
    with pytest.raises(UnableToLockDatabase, match=f"entered at: {place.site.code}"):
        proposed(place)
    board.entry_closed(place)
    lock = proposed(place)
    assert lock.open_items == found_in(place)
    assert lock.open_items["unsigned_forms"] == 3
    assert database_lock_of(place.trial) is None
    with pytest.raises(UnableToLockDatabase, match="Another person confirms"):
        confirmed(lock, place, Role.DATA_MANAGER)
    with pytest.raises(UnableToLockDatabase, match="or asked for it"):
        proposed(place, Role.STATISTICIAN)
    assert confirmed(lock, place).confirmation.meaning == "database"
    assert database_lock_of(place.trial) == lock
    with pytest.raises(UnableToLockDatabase, match="decided already"):
        confirmed(lock, place)
    with pytest.raises(UnableToChangeReading, match="locked on 2026-03-02"):
        proposed_reading(place)


def test_what_came_open_since_is_not_confirmed_unseen(place):
    board.entry_closed(place)
    lock = proposed(place)
    with people.setting_up():
        DatabaseLock.objects.filter(pk=lock.pk).update(open_items={"queries": 9})
    with pytest.raises(UnableToLockDatabase, match="has changed since"):
        confirmed(lock, place)
    with board.acting_as(Role.SPONSOR, place) as by:
        database_locks.cancel(lock=lock, by=by, at=people.NOW)
    assert confirmed(proposed(place), place).confirmed_by is not None


def test_a_lock_says_why_and_what_was_shown(place):
    with pytest.raises(UnableToLockDatabase, match="Say why"):
        proposed(place, reason=" ")
    with pytest.raises(NotPermitted):
        proposed(place, Role.MONITOR)
    with board.acting_as(Role.SPONSOR, place) as by:
        signing = people.signing(by, content_of(place.trial, {"queries": 7}))
        board.entry_closed(place)
        given = {"reason": "x", "signing": signing, "by": by, "at": people.NOW}
        with pytest.raises(ChangedSinceShown):
            database_locks.propose(trial=place.trial, **given)


def test_the_closed_report_opens_with_the_lock_and_never_at_the_sites(place):
    report = SimpleNamespace(
        session="closed", released_at=people.NOW, cut=SimpleNamespace(trial=place.trial)
    )
    after = {Role.STATISTICIAN: True, Role.SPONSOR: True, Role.NURSE: False, Role.PI: False}
    readers = {role: casebook.member(place, role) for role in after}
    assert not any(may_read(one, report, on=people.TODAY) for one in readers.values())
    board.entry_closed(place)
    confirmed(proposed(place), place)
    assert {role: may_read(one, report, on=people.TODAY) for role, one in readers.items()} == after


def test_the_page_lists_what_is_open_and_takes_two_signatures(place):
    row = screened_participant(place, score="")
    board.entry_closed(place)
    url = reverse("analysis:database_lock", args=[place.trial.slug])
    for role, button in ((Role.DATA_MANAGER, "Ask for the lock"), (Role.STATISTICIAN, "Confirm")):
        user, client = casebook.member(place, role), Client()
        client.force_login(user)
        page = client.get(url).content.decode()
        assert button in page
        assert row.code in page
        shown = content_of(place.trial, found_in(place)).as_shown().token()
        typed = {"user_id": user.username, "password": people.PASSWORD, "shown": shown}
        assert client.post(url, {**typed, "password": "x", "reason": "x"}).status_code == 422
        assert client.post(url, {**typed, "reason": "All is in"}).status_code == 302
        assert client.get(url).status_code == 200
    assert DatabaseLock.objects.standing().count() == 1
    assert "outcomes by arm are open" in client.get(url).content.decode()
    cancel = reverse("analysis:cancel_database_lock", args=[place.trial.slug])
    assert client.post(cancel).status_code == 404
