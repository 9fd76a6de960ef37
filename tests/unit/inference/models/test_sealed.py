"""What the database itself refuses about sealed predictions, whoever asks and however."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from audit import checks, sealed_log
from casebook import locking
from inference.models import Commitment, Reveal, SealedPrediction
from inference.selectors.sealed import KNOWN
from tests.databases import SUPERUSER, signed_in
from tests.factories import adjuvant, people
from tests.factories import sealing as factory
from tests.factories.casebook import seeing

SEALED, REVEAL = "inference_sealedprediction", "inference_reveal"


@pytest.fixture
def site(db):
    return adjuvant.site()


@pytest.fixture
def inside(site):
    with seeing(site), people.setting_up():
        yield site


@pytest.fixture
def participant(site):
    return adjuvant.participant(site)


@pytest.fixture
def lock(participant, unfollowed):
    return adjuvant.locked(participant)


@pytest.fixture
def unfollowed(monkeypatch):
    """Nothing is revealed by a lock: these tests write the reveal themselves."""
    monkeypatch.setattr(locking, "_followers", [])


@pytest.fixture
def other(participant):
    """Of another input."""
    return factory.sealed(participant, input_sha256=factory.sha256_of("other"))


@pytest.fixture
def sealed(participant):
    """Before any lock: behind a standing one the worker reveals at once."""
    return factory.sealed(participant)


def reveal(sealed, lock, **changes) -> Reveal:
    """Past every check of ours."""
    given = {
        "activation_id": sealed.activation_id,
        "participant_id": sealed.participant_id,
        "sealed_id": sealed.pk,
        "lock_id": lock.pk,
        "locked_at": lock.locked_at,
        "revealed_by": "somebody",
    }
    return Reveal.objects.create(**{**given, **changes})


@contextmanager
def refused(why: str) -> Iterator[None]:
    """Foreign keys made by the ORM's own migrations are asked at the end of the transaction."""
    with pytest.raises(DatabaseError, match=why), transaction.atomic():  # noqa: PT012
        yield
        run("SET CONSTRAINTS ALL IMMEDIATE")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def visible() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {SEALED}")
        return cursor.fetchone()[0]


def test_the_catalog_is_as_the_models_declare(db):
    assert checks.faults() == []


class TestReading:
    def test_before_the_reveal_its_own_site_sees_no_row(self, inside, sealed):
        assert visible() == 0

    def test_after_the_reveal_its_site_sees_one(self, inside, sealed, lock):
        reveal(sealed, lock)
        assert visible() == 1

    def test_another_site_sees_none_after_it_either(self, inside, sealed, lock):
        reveal(sealed, lock)
        with seeing(adjuvant.site()):
            assert visible() == 0

    def test_the_reveal_of_one_shows_no_other(self, inside, sealed, other, lock):
        reveal(sealed, lock)
        assert [row.pk for row in SealedPrediction.objects.all()] == [sealed.pk]
        assert other.pk != sealed.pk

    @pytest.mark.parametrize(
        "statement",
        [
            f"INSERT INTO {SEALED} SELECT * FROM {SEALED} RETURNING ciphertext",
            f"SELECT ciphertext FROM {SEALED}",
            f"SELECT s.* FROM {SEALED} s JOIN inference_commitment c ON c.sealed_id = s.id",
        ],
    )
    def test_no_statement_brings_the_text_out(self, inside, sealed, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.fetchall() == []

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            (f"COPY {SEALED} TO STDOUT", "row-level security|COPY|permission"),
            ("SET LOCAL row_security = off; SELECT * FROM " + SEALED, "row-level security"),
            (f"ALTER TABLE {SEALED} DISABLE ROW LEVEL SECURITY", "must be owner"),
            (f"DROP POLICY revealed ON {SEALED}", "must be owner"),
            (f"CREATE VIEW peek AS SELECT * FROM {SEALED}", "permission denied"),
        ],
    )
    def test_no_switch_brings_it_out(self, inside, sealed, statement, why):
        if statement.startswith("COPY"):
            # Allowed, under the row policy: it brings no row.
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                assert list(copy) == []
            return
        with refused(why):
            run(statement)

    def test_the_row_cannot_be_returned_by_its_own_insert(self, inside, sealed):
        columns = "id, activation_id, participant_id, release_id, input_sha256, run_id, computed_at"
        values = [
            uuid.uuid4(), sealed.activation_id, sealed.participant_id, sealed.release_id, "0" * 64,
            "r", people.NOW, "x", "0" * 64, sealed.log_entry_id,
        ]  # fmt: skip
        with refused("row-level security"):
            run(
                f"INSERT INTO {SEALED} ({columns}, ciphertext, commitment, log_entry_id)"
                f" VALUES ({', '.join(['%s'] * len(values))}) RETURNING ciphertext",
                *values,
            )


class TestRevealing:
    def test_not_without_a_lock(self, inside, sealed):
        with refused("null value|violates"):
            Reveal.objects.create(
                activation_id=sealed.activation_id,
                participant_id=sealed.participant_id,
                sealed_id=sealed.pk,
                lock_id=None,
                locked_at=people.NOW,
                revealed_by="somebody",
            )

    def test_not_without_a_lock_what_was_sealed_to_wait_for_one(self, inside, sealed):
        """The commitment says for good whether analysis waits; a reveal cannot say otherwise."""
        nothing = {"activation_id": sealed.activation_id, "participant_id": sealed.participant_id}
        with refused("carries_sealed_id_participant_id_at_once"):
            Reveal.objects.create(
                **nothing, sealed_id=sealed.pk, at_once=True, locked_at=people.NOW, revealed_by="x"
            )

    def test_not_by_a_lock_and_at_once_together(self, inside, sealed, lock):
        with refused("revealed_by_a_lock_or_at_once"):
            reveal(sealed, lock, at_once=True)

    def test_not_with_a_lock_that_is_not_there(self, inside, sealed, lock):
        with refused("foreign key"):
            reveal(sealed, lock, lock_id=lock.pk + 1)

    def test_not_with_a_made_up_time_of_the_lock(self, inside, sealed, lock):
        with refused("carries_lock_id"):
            reveal(sealed, lock, locked_at=people.NOW)

    def test_not_with_no_time_of_the_lock(self, inside, sealed, lock):
        """A NULL in a key of several columns would skip the check."""
        with refused("null value"):
            reveal(sealed, lock, locked_at=None)

    def test_not_with_the_lock_of_another_participant(self, inside, sealed):
        other = adjuvant.participant(inside)
        with refused("carries_lock_id"):
            reveal(sealed, adjuvant.locked(other))

    def test_not_of_another_participants_prediction(self, inside, sealed, lock):
        other = adjuvant.participant(inside)
        theirs = adjuvant.locked(other)
        with refused("carries_sealed_id"):
            reveal(sealed, theirs, participant_id=other.pk)

    def test_not_twice(self, inside, sealed, lock):
        reveal(sealed, lock)
        with refused("sealed_id"):
            reveal(sealed, lock)

    def test_not_from_another_site(self, inside, sealed, lock):
        with seeing(adjuvant.site()), people.setting_up(), refused("row-level security"):
            reveal(sealed, lock)

    def test_its_time_is_the_databases(self, inside, sealed, lock):
        made = reveal(sealed, lock, revealed_at=people.NOW)
        assert Reveal.objects.get().revealed_at >= lock.locked_at
        assert made.pk

    def test_it_is_neither_changed_nor_taken_back(self, inside, sealed, lock):
        reveal(sealed, lock)
        for statement in (f"UPDATE {REVEAL} SET revealed_at = now()", f"DELETE FROM {REVEAL}"):
            with refused("permission denied"):
                run(statement)


class TestRewriting:
    @pytest.mark.parametrize(
        "statement",
        [
            f"UPDATE {SEALED} SET ciphertext = 'x'",
            f"DELETE FROM {SEALED}",
            f"TRUNCATE {SEALED}",
            "UPDATE inference_commitment SET commitment = repeat('0', 64)",
            "DELETE FROM inference_commitment",
        ],
    )
    def test_what_is_sealed_stays_as_it_is(self, inside, sealed, statement):
        with refused("permission denied"):
            run(statement)

    def test_one_input_is_sealed_once(self, inside, sealed):
        known = Commitment.objects.get()
        entry = sealed_log.append(
            kind="prediction", commitment="0" * 64, by=factory.WORKER, at=people.NOW
        )
        again = SealedPrediction(
            **{
                **{name: getattr(known, name) for name in KNOWN},
                "ciphertext": "x",
                "log_entry_id": entry.pk,
            }
        )
        with refused("sealed_once_per_input"):
            again.save(force_insert=True)


# --- whoever stands above the application --------------------------------------------------------
@pytest.fixture
def revealed(committed_db):
    row = adjuvant.participant(adjuvant.site())
    prediction = factory.sealed(row)
    factory.revealed(row, prediction, adjuvant.locked(row))
    return committed_db


def test_once_revealed_not_even_the_superuser_takes_the_lock_back(revealed):
    """With every guard trigger off: the key holds."""
    for statement in (
        "DELETE FROM casebook_lock",
        "UPDATE casebook_lock SET locked_at = locked_at + interval '1 hour'",
        "UPDATE casebook_lock SET participant_id = participant_id + 1",
        f"DELETE FROM {SEALED}",
    ):
        with signed_in(SUPERUSER, revealed) as cursor:
            for table in ("casebook_lock", SEALED):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            with pytest.raises(errors.ForeignKeyViolation):
                cursor.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")


def test_a_reveal_dated_before_its_lock_is_refused_even_then(revealed):
    with signed_in(SUPERUSER, revealed) as cursor:
        cursor.execute(f"ALTER TABLE {REVEAL} DISABLE TRIGGER USER")
        with pytest.raises(errors.CheckViolation, match="revealed_after_its_lock"):
            cursor.execute(f"UPDATE {REVEAL} SET revealed_at = locked_at - interval '1 second'")


def test_no_history_table_holds_what_is_sealed(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'ciphertext'"
        )
        assert cursor.fetchall() == [(SEALED,)]
