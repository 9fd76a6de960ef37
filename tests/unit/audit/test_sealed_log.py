"""Commitments go in once, in order; whatever is changed behind the log's back is found."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from psycopg import errors

from audit import sealed_log
from audit.acts import SystemActor
from audit.models import SealedLogEntry
from audit.sealed_log import Head, UnableToAppend
from tests.databases import SUPERUSER, race, signed_in
from tests.factories import people
from tests.unit.audit.domain.test_merkle import by_definition

WORKER = SystemActor("worker")


def commitment(number: int) -> str:
    return f"{number:064x}"


def append(number: int, **changes) -> SealedLogEntry:
    given = {"kind": "prediction", "commitment": commitment(number), "by": WORKER, "at": people.NOW}
    return sealed_log.append(**{**given, **changes})


@pytest.fixture
def log(db):
    return [append(number) for number in range(6)]


@pytest.mark.django_db
def test_entries_are_numbered_from_zero(log):
    assert [entry.index for entry in log] == [0, 1, 2, 3, 4, 5]
    assert log[0].noted_by == "system:worker"


def test_each_entry_holds_the_root_of_all_before_it(log):
    leaves = [sealed_log.leaf_of(entry) for entry in log]
    assert [entry.root for entry in log] == [
        by_definition(leaves[: size + 1]).hex() for size in range(6)
    ]


def test_the_head_is_what_one_copies_out(log):
    head = sealed_log.head()
    assert head == Head(size=6, root=log[-1].root)
    assert Head.parse(str(head)) == head


@pytest.mark.django_db
def test_an_empty_log_stands():
    assert list(sealed_log.faults()) == []
    assert sealed_log.head().size == 0


def test_a_log_that_grew_stands_against_its_old_head(log):
    kept = sealed_log.head()
    append(6, at=people.NOW + timedelta(days=1))
    assert list(sealed_log.faults(kept)) == []


@pytest.mark.django_db
def test_an_unknown_kind_is_refused():
    with pytest.raises(UnableToAppend, match="gossip"):
        append(1, kind="gossip")
    assert not SealedLogEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "0.83", "A" * 64, commitment(1)[:-1]])
def test_a_value_is_no_commitment(wrong):
    with (
        pytest.raises(DatabaseError, match=r"log_commitment_is_sha256|too long"),
        transaction.atomic(),
    ):
        append(1, commitment=wrong)


def test_the_application_may_neither_change_nor_delete(log):
    for change in (
        lambda: SealedLogEntry.objects.filter(index=2).update(commitment=commitment(9)),
        lambda: SealedLogEntry.objects.filter(index=2).delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_the_superuser_cannot_rewrite_it_by_a_plain_statement(django_db_setup):
    with signed_in(SUPERUSER) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO audit_sealedlogentry (index, kind, commitment, noted_by, noted_at, peaks,"
            " root) VALUES (0, 'history', %s, 'x', now(), '[]', '')",
            [commitment(0)],
        )
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            cursor.execute("UPDATE audit_sealedlogentry SET noted_by = 'y'")


# --- what somebody with every right could do -----------------------------------------------------
TAMPERED = {
    "a commitment changed": (
        "UPDATE audit_sealedlogentry SET commitment = repeat('a', 64) WHERE index = 2",
        "entry 2 (prediction) is not what was written",
    ),
    "one microsecond": (
        "UPDATE audit_sealedlogentry SET noted_at = noted_at + interval '1 microsecond'"
        " WHERE index = 4",
        "entry 4 (prediction) is not what was written",
    ),
    "another author": (
        "UPDATE audit_sealedlogentry SET noted_by = '7' WHERE index = 0",
        "entry 0 (prediction) is not what was written",
    ),
    "another kind": (
        "UPDATE audit_sealedlogentry SET kind = 'history' WHERE index = 1",
        "entry 1 (history) is not what was written",
    ),
    "a root changed": (
        "UPDATE audit_sealedlogentry SET root = repeat('a', 64) WHERE index = 5",
        "entry 5 (prediction) is not what was written",
    ),
    "left out in the middle": (
        "DELETE FROM audit_sealedlogentry WHERE index = 3",
        "entry 3 is missing: the next one is 4",
    ),
    "left out and renumbered": (
        "DELETE FROM audit_sealedlogentry WHERE index = 3;"
        " UPDATE audit_sealedlogentry SET index = 3 WHERE index = 4;"
        " UPDATE audit_sealedlogentry SET index = 4 WHERE index = 5",
        "entry 3 (prediction) is not what was written",
    ),
}
CUT_OFF = "DELETE FROM audit_sealedlogentry WHERE index >= 4"


@pytest.fixture
def written(committed_db):
    for number in range(6):
        append(number)
    return committed_db


def tamper(database: str, statement: str) -> None:
    with signed_in(SUPERUSER, database, autocommit=True) as cursor:
        cursor.execute("ALTER TABLE audit_sealedlogentry DISABLE TRIGGER ALL")
        cursor.execute(statement)


def test_every_tampering_is_found_at_its_place(written):
    # One clone of the database for all of them: each is undone by putting the rows back.
    kept = list(SealedLogEntry.objects.order_by("index").values())
    for statement, fault in TAMPERED.values():
        tamper(written, statement)
        (said,) = sealed_log.faults()
        assert said.startswith(fault)
        tamper(written, "DELETE FROM audit_sealedlogentry")
        SealedLogEntry.objects.bulk_create([SealedLogEntry(**row) for row in kept])
        assert list(sealed_log.faults()) == []


def test_a_log_cut_short_is_found_by_who_kept_its_head(written):
    kept = sealed_log.head()
    tamper(written, CUT_OFF)

    assert list(sealed_log.faults()) == []
    assert list(sealed_log.faults(kept)) == ["the log has 4 entries, and 6 when its head was kept"]


def test_a_log_written_anew_is_found_by_who_kept_its_head(written):
    kept = sealed_log.head()
    tamper(written, CUT_OFF)
    append(104)
    append(105)

    assert list(sealed_log.faults()) == []
    assert list(sealed_log.faults(kept)) == [
        "the first 6 entries are not those whose head was kept"
    ]


def test_the_command_says_where(written, capsys):
    head = sealed_log.head()
    call_command("verify_log", head=str(head))
    assert f"Keep its head: {head}" in capsys.readouterr().out

    tamper(written, TAMPERED["a commitment changed"][0])
    with pytest.raises(CommandError, match="entry 2"):
        call_command("verify_log")


@pytest.mark.django_db
@pytest.mark.parametrize("head", ["6", "six " + commitment(1), "6 abc", "6 " + "z" * 64])
def test_a_head_must_be_one(head):
    with pytest.raises(CommandError, match="size and the root"):
        call_command("verify_log", head=head)


def test_twenty_at_once_are_numbered_without_a_gap(committed_db):
    results = race(20, append)
    assert sorted(entry.index for entry in results) == list(range(20))
    assert list(sealed_log.faults()) == []
