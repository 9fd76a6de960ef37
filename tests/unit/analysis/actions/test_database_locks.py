"""Two people lock the database; what is open then is signed, and outcomes by arm open."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from analysis.actions import database_locks, database_unlocks
from analysis.actions.database_locks import UnableToLockDatabase
from analysis.actions.database_unlocks import UnableToUnlockDatabase
from analysis.permissions import may_read
from analysis.selectors.open_items import counts_of, open_items, reads_centrally
from audit.actions import ChangedSinceShown
from casebook.actions import data_locks
from casebook.actions.data_locks import UnableToUnlock
from casebook.models import DatabaseLock, DataLock, Lock
from casebook.selectors.database_locks import (
    content_of,
    database_lock_of,
    earlier_locks,
    unlock_content,
)
from enrollment.actions.readings import UnableToChangeReading
from followup.actions import reads
from tests.factories import adjuvant, board, casebook, people, protocols
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
        assert "Liver function SCR" in page
        assert (f"participants/{row.code}/" in page) is (role is Role.DATA_MANAGER)
        shown = content_of(place.trial, found_in(place)).as_shown().token()
        typed = {"user_id": user.username, "password": people.PASSWORD, "shown": shown}
        assert client.post(url, {**typed, "password": "x", "reason": "x"}).status_code == 422
        assert client.post(url, {**typed, "reason": "All is in"}).status_code == 302
        assert client.get(url).status_code == 200
    assert DatabaseLock.objects.standing().count() == 1
    assert "outcomes by arm are open" in client.get(url).content.decode()
    cancel = reverse("analysis:cancel_database_lock", args=[place.trial.slug])
    assert client.post(cancel).status_code == 404


class TestUnlocking:
    WHY = "A death was entered for the wrong participant"

    @pytest.fixture
    def lock(self, place):
        return board.database_locked(place)

    def test_two_people_and_a_reason(self, place, lock):
        with pytest.raises(UnableToUnlockDatabase, match="Say what has to be corrected"):
            stepped(database_unlocks.ask, lock, place, reason=" ")
        with pytest.raises(UnableToUnlockDatabase, match="Nobody has asked"):
            stepped(database_unlocks.approve, lock, place, Role.SPONSOR)
        with pytest.raises(NotPermitted):
            stepped(database_unlocks.ask, lock, place, Role.MONITOR, reason=self.WHY)
        stepped(database_unlocks.ask, lock, place, reason=self.WHY)
        assert database_lock_of(place.trial) == lock
        for step in (database_unlocks.approve, database_unlocks.decline):
            with pytest.raises(UnableToUnlockDatabase, match="Another person decides"):
                stepped(step, lock, place)
        with pytest.raises(UnableToUnlockDatabase, match="asked for it already"):
            stepped(database_unlocks.ask, lock, place, Role.SPONSOR, reason=self.WHY)
        stepped(database_unlocks.approve, lock, place, Role.SPONSOR)
        assert database_lock_of(place.trial) is None
        (before,) = earlier_locks(place.trial)
        assert before.unlock_reason == self.WHY
        both = (before.unlock_request, before.unlock_approval)
        signers = [casebook.member(place, one) for one in (Role.DATA_MANAGER, Role.SPONSOR)]
        assert [(one.user, one.meaning) for one in both] == [(one, "unlocking") for one in signers]
        with pytest.raises(UnableToUnlockDatabase, match="not locked any more"):
            stepped(database_unlocks.ask, lock, place, reason=self.WHY)

    def test_declined_it_stays_locked_and_may_be_asked_anew(self, place, lock):
        for _ in range(2):
            stepped(database_unlocks.ask, lock, place, reason=self.WHY)
            stepped(database_unlocks.decline, lock, place, Role.SPONSOR)
        assert database_lock_of(place.trial) == lock

    def test_entry_opens_only_after_the_database(self, place, lock):
        with pytest.raises(UnableToUnlock, match="page Database lock"):
            entry_asked_open(place)
        unlocked(lock, place)
        assert entry_asked_open(place).asked_by is not None

    def test_what_it_opened_and_locked_stays_and_a_second_lock_follows(self, place):
        row = screened_participant(place, score="")
        first = board.database_locked(place)
        unlocked(first, place)
        with casebook.seeing(place):
            (kept,) = Lock.objects.filter(kind=Lock.Kind.DATABASE)
        second = confirmed(proposed(place), place)
        assert database_lock_of(place.trial) == second != first
        with casebook.seeing(place):
            found = Lock.objects.filter(kind=Lock.Kind.DATABASE, participant=row)
            assert found.count() == 2
            assert kept in found
        with pytest.raises(UnableToChangeReading):
            proposed_reading(place)

    @pytest.mark.parametrize(
        "changes",
        [
            {"unlock_reason": "x"},
            {"released_by": 1, "released_at": people.NOW},
            {"unlock_reason": "x", "unlock_asked_at": people.NOW, "unlock_asked_by": 1}
            | {"released_by": 1, "released_at": people.NOW},
        ],
    )
    def test_the_database_refuses_less(self, place, lock, changes):
        named = {
            key: lock.proposed_by_id if value == 1 else value for key, value in changes.items()
        }
        with people.setting_up(), pytest.raises(IntegrityError), transaction.atomic():
            DatabaseLock.objects.filter(pk=lock.pk).update(**named)


def stepped(step, lock, place, role=Role.DATA_MANAGER, **more):
    with board.acting_as(role, place) as by:
        if step is not database_unlocks.decline:
            row = DatabaseLock.objects.select_related("trial").get(pk=lock.pk)
            shown = unlock_content(row, reason=row.unlock_reason)
            more["signing"] = people.signing(by, shown)
        return step(lock=lock, by=by, at=people.NOW, **more)


def unlocked(lock, place):
    stepped(database_unlocks.ask, lock, place, reason=TestUnlocking.WHY)
    return stepped(database_unlocks.approve, lock, place, Role.SPONSOR)


def entry_asked_open(place):
    with board.acting_as(Role.DATA_MANAGER, place) as by:
        row = DataLock.objects.get(activation=place)
        return data_locks.ask_unlock(row=row, reason="To correct", by=by, at=people.NOW)


class TestTheWay:
    """The whole story on one page, by two people: entry, signatures, unlocking."""

    def test_entry_is_closed_by_two_and_the_database_unlocked_by_two(self, place):
        screened_participant(place, score="")
        manager, sponsor = (client_of(place, one) for one in (Role.DATA_MANAGER, Role.SPONSOR))
        entry, unlock, page = (
            reverse(f"analysis:{name}", args=[place.trial.slug])
            for name in ("close_entry", "unlock_database", "database_lock")
        )
        assert f"Still open at: {place.site.code}" in shown(manager, page)
        assert "Sign and lock" not in shown(manager, page)
        assert manager.post(entry).status_code == 302
        assert "Confirm that entry is closed" not in shown(manager, page)
        assert "You asked for this yourself" in manager.post(entry).content.decode()
        assert "Confirm that entry is closed" in shown(sponsor, page)
        assert sponsor.post(entry).status_code == 302
        assert "Sign and lock" in shown(manager, page)
        assert manager.post(unlock, {"step": "ask", "reason": "x"}).status_code == 404

        confirmed(proposed(place), place)
        assert "stay opened" in shown(manager, page)
        ask = {"step": "ask", "reason": "A wrong date"}
        typed = typed_by(place, Role.DATA_MANAGER)
        assert manager.post(unlock, ask).status_code == 422
        assert manager.post(unlock, {**ask, **typed, "reason": " "}).status_code == 422
        wrong = manager.post(unlock, {**ask, **typed, "password": "x"})
        assert (wrong.status_code, "A wrong date" in wrong.content.decode()) == (422, True)
        assert manager.post(unlock, {**ask, **typed}).status_code == 302
        assert "Leave it locked" not in shown(manager, page)
        typed = typed_by(place, Role.SPONSOR)
        assert sponsor.post(unlock, {"step": "?", **typed}).status_code == 422
        assert sponsor.post(unlock, {"step": "approve"}).status_code == 422
        assert sponsor.post(unlock, {"step": "approve", **typed}).status_code == 302
        there = shown(sponsor, page)
        assert "A wrong date" in there
        assert there.count("I unlock the database of this trial") == 2
        assert there.count("Signature holds") >= 2
        assert database_lock_of(place.trial) is None


def typed_by(place, role):
    person, lock = casebook.member(place, role), database_lock_of(place.trial)
    shown = unlock_content(lock, reason=lock.unlock_reason).as_shown().token()
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown}


def client_of(place, role):
    client = Client()
    client.force_login(casebook.member(place, role))
    return client


def shown(client, page):
    return client.get(page).content.decode()


def test_scans_are_listed_unread_until_two_readers_agree(db):
    """hcc-adj asks for two; where nobody reads, the investigator's word is all there is."""
    assert not reads_centrally(protocols.open_site("hcc-neo").trial)
    row = adjuvant.participant()
    place, first = row.activation, adjuvant.scan(row, 60)
    adjuvant.scan(row, 120)
    assert found_in(place)["unread_scans"] == 2
    at, seen = casebook.instant(adjuvant.LATER), reads.Seen(adequate=True, finding="none")
    for _ in range(2):
        reader = people.delegated(Role.READER, place).user
        with casebook.seeing(place, by=reader):
            reads.read(scan=first, seen=seen, by=reader, at=at)
    with casebook.seeing(place):
        unread = [one for one in open_items(place.trial) if one.kind == "unread_scans"]
    assert [(one.participant, one.what) for one in unread] == [(row.code, f"{adjuvant.day(120)}")]
