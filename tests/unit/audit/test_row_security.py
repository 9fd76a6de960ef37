"""Rows of one site are not there for another: in data, in history, in what they point to."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import errors

from audit import catalog, concealment
from audit.acts import SystemActor, acting
from audit.catalog import Kind
from casebook.models import Consent, Participant
from tests.databases import SUPERUSER, signed_in
from tests.factories import people
from tests.made_up import insert_made_up_row

WRITER = SystemActor("writer")
HERE, THERE = 901, 902
CONTEXT = """SELECT set_config('pghistory.context_metadata',
    '{"user": "system:test", "action": "tests.write"}', true)"""
DATA = [model for model in catalog.row_secured() if not hasattr(model, "pgh_tracked_model")]
# Their own site does not see them either: tests/unit/inference/models/test_sealed.py.
SEALED = [model for model in DATA if concealment.is_sealed(model)]


@pytest.fixture(autouse=True)
def migrated(django_db_setup):
    """The test database exists."""


def as_app(cursor, *activations: int) -> None:
    cursor.execute("RESET ROLE; SET session_replication_role = origin; SET ROLE concord_app")
    array = "{" + ",".join(map(str, activations)) + "}"
    cursor.execute("SELECT set_config('app.activations', %s, true)", [array if activations else ""])


def count(cursor, model) -> int:
    cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
    return cursor.fetchone()[0]


@pytest.fixture(params=DATA, ids=lambda model: model.__name__)
def planted(request):
    """One made-up row of each row-secured table, at HERE."""
    with signed_in(SUPERUSER) as cursor:
        cursor.execute(CONTEXT)
        cursor.execute(f'SELECT count(*) FROM "{request.param._meta.db_table}"')
        assert cursor.fetchone() == (0,)
        key = insert_made_up_row(cursor, request.param, activation_id=HERE)
        yield request.param, cursor, key


def test_every_table_of_one_site_is_empty_to_another(planted):
    model, cursor, _ = planted
    at_home = 0 if model in SEALED else 1
    for activations, seen in [((HERE,), at_home), ((THERE,), 0), ((), 0), ((THERE, HERE), at_home)]:
        as_app(cursor, *activations)
        assert count(cursor, model) == seen
        if history := getattr(model, "events", None):
            assert count(cursor, history.rel.related_model) == seen


def test_no_row_can_be_planted_at_or_moved_to_another_site(planted):
    model, cursor, key = planted
    table, pk = model._meta.db_table, model._meta.pk.column
    as_app(cursor, HERE)
    with pytest.raises(errors.InsufficientPrivilege):
        cursor.execute(
            f'UPDATE "{table}" SET activation_id = %s WHERE "{pk}"::text = %s', [THERE, key]
        )


def test_another_sites_row_can_be_neither_changed_nor_deleted(planted):
    model, cursor, _ = planted
    table, pk = model._meta.db_table, model._meta.pk.column
    for statement in (f'UPDATE "{table}" SET "{pk}" = "{pk}"', f'DELETE FROM "{table}"'):
        as_app(cursor, THERE)
        if catalog.kind_of(model) is Kind.APPEND_ONLY:
            with pytest.raises(errors.InsufficientPrivilege), cursor.connection.transaction():
                cursor.execute(statement)
        else:
            cursor.execute(statement)
            assert cursor.rowcount == 0


# --- through the ORM, as pages do ----------------------------------------------------------------
@pytest.fixture
def sites(db):
    trial = people.trial("hcc")
    return people.activation(trial, people.site("A")), people.activation(trial, people.site("B"))


def at(*activations):
    return acting(by=WRITER, action="tests.write", activations=[a.pk for a in activations])


def participant(activation, number=1) -> Participant:
    return Participant.objects.create(
        activation=activation,
        code=f"{activation.site.code}-{number:03}",
        number=number,
        screened_date=people.TODAY,
        sex="female",
        age_at_screening=61,
    )


def consent(activation, of: Participant) -> Consent:
    version, _ = activation.trial.versions.get_or_create(
        version="1.0",
        defaults={
            "source": "-",
            "sha256": "0" * 64,
            "adopted_at": people.NOW,
            "adopted_by": people.user(),
        },
    )
    return Consent.objects.create(
        activation=activation,
        participant=of,
        protocol_version=version,
        consent_date=people.TODAY,
        recorded_by=people.user(),
        recorded_at=people.NOW,
    )


def test_without_context_there_are_no_rows(sites):
    a, _ = sites
    with at(a):
        participant(a)
        assert Participant.objects.count() == 1
    assert Participant.objects.count() == 0
    assert Participant.events.rel.related_model.objects.count() == 0


def test_a_row_for_another_site_is_refused(sites):
    a, b = sites
    with at(a), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        participant(b)


def test_a_context_ends_with_its_act(sites):
    a, b = sites
    with at(a):
        participant(a)
        with at(b):
            assert Participant.objects.count() == 0
        assert Participant.objects.count() == 1


def test_a_refused_act_gives_its_sites_back(sites):
    a, b = sites
    with at(a):
        participant(a)
        with pytest.raises(ZeroDivisionError), at(b):
            raise ZeroDivisionError
        assert Participant.objects.count() == 1


def test_a_record_cannot_belong_to_one_site_and_its_participant_to_another(sites):
    a, b = sites
    with at(a, b):
        theirs = participant(b)
        with pytest.raises(IntegrityError, match="same_site"), transaction.atomic():
            consent(a, theirs)
        assert consent(b, theirs).pk


def test_a_hidden_participant_cannot_be_pointed_to(sites):
    a, b = sites
    with at(b):
        theirs = participant(b)
    with at(a), pytest.raises(IntegrityError, match="same_site"), transaction.atomic():
        consent(a, theirs)


def test_a_participant_with_hidden_records_cannot_be_deleted(sites):
    a, b = sites
    with at(a, b):
        theirs = participant(b)
        consent(b, theirs)
    with at(a), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casebook_participant WHERE id = %s", [theirs.pk])
        assert cursor.rowcount == 0


def test_history_keeps_to_its_site(sites):
    a, b = sites
    with at(a, b):
        participant(a)
        participant(b)
    history = Participant.events.rel.related_model
    with at(a):
        assert [event.code for event in history.objects.all()] == ["A-001"]
