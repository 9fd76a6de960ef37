"""A locked record stays as it was signed; when it was locked, only the database says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import UnableToSign, sign
from audit.domain.signing import Content
from casebook.actions import forms, locks
from casebook.actions.locks import UnableToLock
from casebook.models import FormRecord, Lock
from casebook.policies import RecordLocked
from casebook.selectors.locks import content_of, is_as_locked, lock_of
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role

KIND = "form_record"
LATER = instant(casebook.CONSENTED) + timedelta(days=30)


@pytest.fixture
def site():
    return protocols.open_site("small-trial")


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def inside(site, investigator):
    with seeing(site, by=investigator):
        yield site


@pytest.fixture
def participant(site):
    return casebook.consented_participant(site)


@pytest.fixture
def record(participant, inside):
    return form_of(participant)


def form_of(participant) -> FormRecord:
    with people.setting_up():
        return FormRecord.objects.create(
            activation=participant.activation,
            participant=participant,
            protocol_version=participant.consents.get().protocol_version,
            form_id="intake",
            data={"ecog": {"value": 1}},
            entered_by=people.user(),
            entered_at=people.NOW,
        )


def lock(record, by, **changes) -> Lock:
    shown = changes.pop("shown", content_of(record, "outcome", KIND))
    given = {"kind": "outcome", "record_kind": KIND, "at": LATER, **changes}
    return locks.lock(record=record, signing=people.signing(by, shown), by=by, **given)


@pytest.mark.django_db
class TestLocking:
    def test_it_names_the_record_who_and_what_it_said(self, record, investigator):
        made = lock(record, investigator)

        assert (made.record_kind, made.record_id) == (KIND, str(record.pk))
        assert made.locked_by == investigator
        assert made.signature.meaning == "lock"
        assert is_as_locked(record, made)
        assert lock_of(record, record_kind=KIND) == made
        assert made.kind == "outcome"

    def test_the_record_is_locked_with_it(self, record, investigator):
        lock(record, investigator)
        assert FormRecord.objects.get(pk=record.pk).status == FormRecord.Status.LOCKED

    def test_the_database_sets_the_time(self, record, investigator):
        before = datetime.now(tz=UTC)
        made = lock(record, investigator, at=people.NOW)

        assert before < made.locked_at < datetime.now(tz=UTC)
        assert Lock.objects.get().locked_at == made.locked_at

    def test_a_time_that_is_sent_along_is_not_taken(self, record, investigator):
        made = lock(record, investigator)
        with people.setting_up():
            Lock.objects.create(
                **{
                    field: getattr(made, field)
                    for field in ("activation", "participant", "kind", "record_sha256", "locked_by")
                },
                record_kind="other",
                record_id="1",
                signature=another_signature(investigator),
                locked_at=people.NOW,
            )
        assert Lock.objects.get(record_kind="other").locked_at > people.NOW + timedelta(days=30)

    def test_two_locks_in_one_transaction_have_two_times(self, participant, inside, investigator):
        first, second = form_of(participant), another_form(participant)
        with transaction.atomic():
            one, two = lock(first, investigator), lock(second, investigator)
        assert one.locked_at < two.locked_at

    def test_a_changed_record_is_not_as_locked(self, record, investigator):
        made = lock(record, investigator)
        record.data = {"ecog": {"value": 2}}
        assert not is_as_locked(record, made)


def another_signature(user):
    content = Content(value="-")
    signing = people.signing(user, content)
    return sign(content=content, meaning="lock", signing=signing, by=user, at=people.NOW)


def another_form(participant) -> FormRecord:
    with people.setting_up():
        row = FormRecord.objects.get(participant=participant)
        row.pk, row.form_id, row.status = None, "other", FormRecord.Status.COMPLETE
        row.save(force_insert=True)
        return row


@pytest.mark.django_db
class TestRefusals:
    def test_what_was_not_shown_is_not_locked(self, record, investigator):
        with pytest.raises(UnableToSign):
            lock(record, investigator, shown=Content(value="something else"))
        assert not Lock.objects.exists()
        assert FormRecord.objects.get().status == FormRecord.Status.COMPLETE

    def test_a_record_is_locked_once(self, record, investigator):
        lock(record, investigator)
        with pytest.raises(UnableToLock, match="already"):
            lock(record, investigator)

    def test_a_record_changed_since_it_was_shown_is_not_locked(self, record, investigator):
        with people.setting_up():
            FormRecord.objects.filter(pk=record.pk).update(version=2)
        with pytest.raises(UnableToLock, match="changed meanwhile"):
            lock(record, investigator)

    def test_if_the_lock_fails_the_record_stays_open(self, record, investigator):
        kind = "a kind far too long"
        with pytest.raises(DatabaseError):
            lock(record, investigator, kind=kind, shown=content_of(record, kind, KIND))
        assert FormRecord.objects.get().status == FormRecord.Status.COMPLETE

    def test_a_locked_record_refuses_change(self, record, investigator):
        lock(record, investigator)
        with pytest.raises(RecordLocked):
            forms.correct(
                record=FormRecord.objects.get(),
                answers=casebook.answers({}, expected_version=1),
                reason="slip",
                by=casebook.member(record.activation),
                at=LATER,
            )


@pytest.mark.django_db
class TestTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE casebook_lock SET locked_at = now()", "DELETE FROM casebook_lock"],
    )
    def test_a_lock_is_neither_moved_nor_taken_back(self, record, investigator, statement):
        lock(record, investigator)
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    def test_two_locks_of_one_record_are_refused(self, record, investigator):
        made = lock(record, investigator)
        made.pk, made.signature = None, another_signature(investigator)
        with (
            people.setting_up(),
            pytest.raises(IntegrityError, match="record_locked_once"),
            transaction.atomic(),
        ):
            made.save(force_insert=True)
