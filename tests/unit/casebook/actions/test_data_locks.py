from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from casebook.actions import data_locks
from casebook.actions.data_locks import Closing, UnableToClose, UnableToUnlock
from casebook.data_locked import TRIGGER, recorded, told_of_locks
from casebook.domain.data_locks import Scope
from casebook.models import DataLock, FormRecord
from casebook.policies import RecordLocked
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant, saved_form, seeing
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = instant(date(2026, 3, 2))
WHY = "The laboratory corrected its report"


def person(row, role):
    return casebook.member(row.activation, role)


def locked(row, scope, *, record=None, by=None, places=None):
    by = by or person(row, Role.DATA_MANAGER)
    closing = Closing(
        activations=places or (row.activation,),
        scope=scope,
        participant=row if scope in {Scope.FORM, Scope.PARTICIPANT} else None,
        record=record,
    )
    with seeing(*closing.activations, by=by):
        return data_locks.lock(closing=closing, by=by, at=DAY)[0]


def did(act, lock, by, **more):
    with seeing(lock.activation, by=by):
        return act(row=lock, by=by, at=DAY, **more)


def unlocked(lock):
    asked = did(data_locks.ask_unlock, lock, person(lock, Role.DATA_MANAGER), reason=WHY)
    return did(data_locks.approve, asked, person(lock, Role.SPONSOR))


@pytest.fixture
def record(consented):
    return save(consented)


class TestTwoPeople:
    def test_asked_with_a_reason_and_approved_by_another(self, consented, record):
        lock = locked(consented, Scope.FORM, record=record)
        with pytest.raises(RecordLocked, match="asks to unlock it"):
            correct(record, {**INTAKE, "ecog": "1"})
        manager, sponsor = person(lock, Role.DATA_MANAGER), person(lock, Role.SPONSOR)
        with pytest.raises(UnableToUnlock, match="Say why"):
            did(data_locks.ask_unlock, lock, manager, reason=" ")
        asked = did(data_locks.ask_unlock, lock, manager, reason=WHY)
        with pytest.raises(RecordLocked):
            correct(record, {**INTAKE, "ecog": "1"})
        with pytest.raises(NotPermitted):
            did(data_locks.approve, asked, manager)
        done = did(data_locks.approve, asked, sponsor)
        assert (done.state, done.asked_by, done.settled_by) == ("released", manager, sponsor)
        assert correct(record, {**INTAKE, "ecog": "1"}).version == 2

    def test_who_holds_both_roles_does_not_approve_what_they_asked(self, consented, record):
        lock = locked(consented, Scope.PARTICIPANT)
        both = people.delegated(Role.SPONSOR, consented.activation).user
        people.delegated(Role.DATA_MANAGER, consented.activation, both)
        asked = did(data_locks.ask_unlock, lock, both, reason=WHY)
        with pytest.raises(UnableToUnlock, match="Somebody else"):
            did(data_locks.approve, asked, both)

    def test_declined_it_stays_locked_and_may_be_asked_again(self, consented, record):
        lock = locked(consented, Scope.FORM, record=record)
        asked = did(data_locks.ask_unlock, lock, person(lock, Role.DATA_MANAGER), reason=WHY)
        lock = did(data_locks.decline, asked, person(lock, Role.SPONSOR))
        assert lock.state == "standing"
        with pytest.raises(UnableToUnlock, match="another state"):
            did(data_locks.approve, lock, person(lock, Role.SPONSOR))
        assert unlocked(lock).state == "released"

    def test_the_whole_trial_is_closed_and_opened_by_two(self, consented, record):
        manager, sponsor = person(consented, Role.DATA_MANAGER), person(consented, Role.SPONSOR)
        lock = locked(consented, Scope.TRIAL)
        correct(record, {**INTAKE, "ecog": "1"})
        with pytest.raises(UnableToUnlock, match="Somebody else"):
            did(data_locks.confirm, lock, manager)
        lock = did(data_locks.confirm, lock, sponsor)
        with pytest.raises(RecordLocked):
            correct(record, INTAKE, version=2)
        asked = did(data_locks.ask_unlock, lock, sponsor, reason=WHY)
        assert did(data_locks.approve, asked, manager).state == "released"
        correct(record, INTAKE, version=2)

    def test_the_whole_trial_is_locked_at_every_site_together(self, consented, record):
        other = people.activation(of=consented.activation.trial)
        places = (consented.activation, other)
        lock = locked(consented, Scope.TRIAL, places=places)
        with seeing(*places):
            data_locks.confirm(row=lock, by=person(lock, Role.SPONSOR), at=DAY)
            assert {one.state for one in DataLock.objects.all()} == {"standing"}


class TestWhatStandsInTheWay:
    def test_an_incomplete_form_and_an_unsettled_query(self, consented):
        record = save(consented, {"ecog": "1"}, complete=False)
        casebook.query(record, "ecog")
        for scope in (Scope.PARTICIPANT, Scope.SITE, Scope.TRIAL):
            with pytest.raises(UnableToClose, match="1 form is incomplete, 1 query is not closed"):
                locked(consented, scope)

    def test_of_somebody_else_nothing_does(self, consented, record):
        other = casebook.consented_participant(consented.activation)
        save(other, {"ecog": "1"}, complete=False)
        assert locked(consented, Scope.PARTICIPANT).state == "standing"

    def test_it_is_locked_once_at_a_time(self, consented, record):
        lock = locked(consented, Scope.FORM, record=record)
        with pytest.raises(UnableToClose, match="has a lock already"):
            locked(consented, Scope.FORM, record=record)
        unlocked(lock)
        assert locked(consented, Scope.FORM, record=record).pk != lock.pk

    @pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.MONITOR, Role.SPONSOR])
    def test_only_the_data_manager_locks(self, consented, record, role):
        with pytest.raises(NotPermitted):
            locked(consented, Scope.FORM, record=record, by=person(consented, role))


CLOSES_THE_REST = [Scope.PARTICIPANT, Scope.SITE]


class TestEveryWayIsClosed:
    @pytest.mark.parametrize("scope", CLOSES_THE_REST)
    def test_pages_api_and_acts_are_told_before_anything_is_written(self, consented, scope):
        locked(consented, scope)
        with pytest.raises(RecordLocked):
            save(consented)
        with pytest.raises(RecordLocked):
            casebook.visit_done(consented, "M03", date(2026, 3, 1))
        with pytest.raises(RecordLocked):
            followup.contact(consented, "alive", "2026-03-01")

    def test_a_locked_form_leaves_the_others_open(self, consented, record):
        locked(consented, Scope.FORM, record=record)
        assert saved_form(consented, "relapse", {"relapse_on": "2026"}).status == "complete"

    def test_of_another_participant_or_site_it_says_nothing(self, consented, record):
        locked(consented, Scope.PARTICIPANT)
        save(casebook.consented_participant(consented.activation))
        locked(consented, Scope.SITE)
        save(casebook.consented_participant(protocols.open_site("small-trial")))

    @pytest.mark.parametrize("scope", [Scope.FORM, *CLOSES_THE_REST])
    @pytest.mark.parametrize("how", ["update", "delete", "raw"])
    def test_the_database_refuses_what_no_act_has_asked_about(self, consented, record, scope, how):
        locked(consented, scope, record=record if scope is Scope.FORM else None)
        rows = FormRecord.objects.filter(pk=record.pk)
        ways = {
            "update": lambda: rows.update(not_done_reason="x"),
            "delete": lambda: raw("DELETE FROM casebook_formrecord"),
            "raw": lambda: raw("UPDATE casebook_formrecord SET visit = 'M09'"),
        }
        with (
            seeing(consented.activation),
            people.setting_up(),
            pytest.raises(DatabaseError, match="the data are locked"),
            transaction.atomic(),
        ):
            ways[how]()

    def test_an_import_is_told_in_words(self, consented, record):
        locked(consented, Scope.SITE)
        with (
            seeing(consented.activation),
            people.setting_up(),
            pytest.raises(RecordLocked, match="Nothing was written"),
            told_of_locks(),
            transaction.atomic(),
        ):
            FormRecord.objects.update(visit="M09")
        with pytest.raises(IntegrityError), told_of_locks():
            raise IntegrityError("something else")

    def test_every_kind_of_record_is_watched(self):
        watched = {model._meta.db_table for model in recorded()}
        assert {"casebook_formrecord", "casebook_visit", "followup_adverseevent"} <= watched
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s",
                [f"%{TRIGGER}%"],
            )
            assert {row[0] for row in cursor.fetchall()} == watched


BROKEN = [
    {"scope": "form"},
    {"state": "unlock_asked"},
    {"state": "released"},
    {"scope": "trial", "participant": None},
]


@pytest.mark.parametrize("half", BROKEN)
def test_the_database_refuses_half_a_lock(consented, record, half):
    locked(consented, Scope.PARTICIPANT)
    with (
        seeing(consented.activation),
        people.setting_up(),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        DataLock.objects.update(**half)


def raw(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
