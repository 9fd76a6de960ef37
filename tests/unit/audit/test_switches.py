"""Every switch that could silence the history, tried with the application's own role and above."""

import pgtrigger
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from audit import catalog
from audit.acts import SystemActor, acting
from tests.databases import APP, DEPLOY, SUPERUSER, signed_in
from tests.factories import people
from tests.made_up import insert_made_up_row
from trials.models import Site

INTRUDER = SystemActor("intruder")
CONTEXT = """SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
  set_config('pghistory.context_metadata', '{"user": "system:test", "action": "tests.write"}', true)
"""


@pytest.fixture
def site(db):
    return people.site("QUIET")


def rename(site: Site) -> None:
    with acting(by=INTRUDER, action="tests.intrude"):
        Site.objects.filter(pk=site.pk).update(name_en="Renamed")


def was_noticed(site: Site) -> bool:
    return site.events.filter(pgh_label="update", name_en="Renamed").exists()


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- what the application is refused ---------------------------------------------------------
REFUSED = [
    "SET session_replication_role = replica",
    "SET LOCAL session_replication_role = 'local'",
    "SET ROLE concord_owner",
    "SET SESSION AUTHORIZATION concord_owner",
    "ALTER TABLE trials_site DISABLE TRIGGER ALL",
    "ALTER TABLE trials_site DISABLE TRIGGER USER",
    "ALTER TABLE trials_site ENABLE REPLICA TRIGGER concord_no_truncate",
    "DROP TRIGGER concord_no_truncate ON trials_site",
    "ALTER TABLE casebook_participant DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE casebook_participant NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY site ON casebook_participant",
    "CREATE POLICY open ON casebook_participant USING (true)",
    "CREATE TABLE stray (id int)",
    "CREATE TEMPORARY TABLE trials_siteevent (id int)",
    "CREATE VIEW everybody AS TABLE casebook_participant",
    "CREATE SCHEMA shadow",
    "CREATE FUNCTION sly() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)"
    " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
    "ALTER FUNCTION concord_refuse() SECURITY INVOKER",
    "INSERT INTO trials_siteevent DEFAULT VALUES",
    "UPDATE trials_siteevent SET name_en = 'x'",
    "DELETE FROM trials_siteevent",
    "TRUNCATE trials_siteevent",
    "TRUNCATE trials_site CASCADE",
    "SELECT nextval('trials_siteevent_pgh_id_seq')",
    "SELECT setval('trials_siteevent_pgh_id_seq', 1)",
    "SELECT setval('trials_site_id_seq', 1)",
    "COPY trials_siteevent FROM STDIN",
    "LOCK TABLE trials_siteevent IN ACCESS EXCLUSIVE MODE",
    "ALTER DATABASE postgres SET search_path = shadow",
    "ALTER ROLE concord_app BYPASSRLS",
    "UPDATE audit_signature SET printed_name = 'x'",
    "DELETE FROM audit_tick",
    "UPDATE django_migrations SET name = 'x'",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED)
def test_the_application_is_refused(statement):
    with signed_in(APP) as cursor, pytest.raises(psycopg.Error) as refusal:
        cursor.execute(statement)
    assert isinstance(refusal.value, errors.InsufficientPrivilege), refusal.value


def trigger_functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgfoid::regproc::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_no_trigger_function_can_be_called_or_borrowed():
    functions = trigger_functions()
    assert len(functions) > len(catalog.tracked_models())
    for function in functions:
        with signed_in(APP) as cursor, pytest.raises(errors.InsufficientPrivilege):
            cursor.execute(f"SELECT {function}()")


# --- what the application may say, without effect ----------------------------------------------
HARMLESS = [
    "SET pgtrigger.ignore = '{trials_site:pgtrigger_update_update_00000}'",
    "SELECT set_config('pgtrigger.ignore', 'pgtrigger_update_update_' || '%', false)",
    "SET search_path = pg_temp, public",
    "SET row_security = off",
    "SET default_transaction_isolation = 'serializable'",
]


@pytest.mark.parametrize("statement", HARMLESS)
def test_a_setting_does_not_silence_the_history(site, statement):
    run(statement)
    rename(site)
    run("SET row_security = on")
    run("RESET search_path")
    run("RESET pgtrigger.ignore")
    assert was_noticed(site)


def test_the_librarys_own_ignore_does_not_silence_the_history(site):
    with pgtrigger.ignore():
        rename(site)
    assert was_noticed(site)


def test_every_trigger_named_in_ignore_still_fires(site):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', '{' || string_agg(tgname, ',') || '}', true)"
            " FROM pg_trigger WHERE tgrelid = 'trials_site'::regclass"
        )
    rename(site)
    assert was_noticed(site)


@pytest.mark.django_db
def test_row_security_off_is_an_error_rather_than_a_way_round():
    run("SET LOCAL row_security = off")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run("SELECT count(*) FROM casebook_participant")


@pytest.mark.django_db
@pytest.mark.parametrize("context", ["", "{}", '{"user": "", "action": "x"}', '{"user": "7"}'])
def test_a_write_without_an_actor_is_refused(context):
    insert = "INSERT INTO trials_site (code, name_en, name_zh, time_zone) VALUES ('Z','','','UTC')"
    with signed_in(APP) as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [context])
        with pytest.raises(errors.CheckViolation):
            cursor.execute(insert)


@pytest.mark.django_db
def test_the_application_cannot_grant_itself_more():
    with signed_in(APP) as cursor:
        # PostgreSQL answers this with a warning only.
        cursor.execute("GRANT INSERT ON trials_siteevent TO concord_app")
        cursor.execute("SELECT has_table_privilege('concord_app', 'trials_siteevent', 'INSERT')")
        assert cursor.fetchone() == (False,)


# --- those above the application ---------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("role", [DEPLOY, SUPERUSER])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trials_siteevent SET name_en = 'x'",
        "DELETE FROM trials_siteevent",
        "TRUNCATE trials_siteevent",
        "TRUNCATE trials_site CASCADE",
        "DELETE FROM audit_signature",
    ],
)
def test_history_is_append_only_for_the_owner_and_the_superuser(role, statement):
    with signed_in(role) as cursor:
        write_a_site(cursor)
        write_a_signature(cursor)
        if role == SUPERUSER:
            cursor.execute("SET session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            cursor.execute(statement)


def write_a_site(cursor) -> int:
    cursor.execute(CONTEXT)
    cursor.execute(
        "INSERT INTO trials_site (code, name_en, name_zh, time_zone)"
        " VALUES ('RAW', 'a', 'b', 'UTC') RETURNING id"
    )
    return cursor.fetchone()[0]


def write_a_signature(cursor) -> None:
    cursor.execute(
        "INSERT INTO accounts_user (username, password, printed_name, first_name, last_name, email,"
        " is_superuser, is_staff, is_active, date_joined, language, theme) VALUES"
        " ('raw', '', '', '', '', '', false, false, true, now(), 'en', 'auto') RETURNING id"
    )
    cursor.execute(
        "INSERT INTO audit_signature"
        " (user_id, printed_name, meaning, content_sha256, components, signed_at)"
        " VALUES (%s, '', 'review', repeat('0', 64), '', now())",
        [cursor.fetchone()[0]],
    )


@pytest.mark.django_db
def test_the_owner_may_not_pose_as_a_replica():
    with signed_in(DEPLOY) as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute("SET session_replication_role = replica")


@pytest.mark.django_db
@pytest.mark.parametrize("model", catalog.tracked_models(), ids=lambda model: model.__name__)
def test_every_tracked_table_notes_a_replicating_superuser(model):
    table = model._meta.db_table
    history = model.events.rel.related_model._meta.db_table
    with signed_in(SUPERUSER) as cursor:
        cursor.execute(CONTEXT)
        key = insert_made_up_row(cursor, model)
        pk, expected = model._meta.pk.column, ["insert"]
        # What may only be added to refuses the rest, as its own tests show.
        if catalog.kind_of(model) is not catalog.Kind.APPEND_ONLY:
            cursor.execute(f'UPDATE "{table}" SET "{pk}" = "{pk}" WHERE "{pk}"::text = %s', [key])
            cursor.execute(f'DELETE FROM "{table}" WHERE "{pk}"::text = %s', [key])
            expected += ["update", "delete"]
        cursor.execute(
            f'SELECT pgh_label FROM "{history}" WHERE pgh_obj_id::text = %s ORDER BY pgh_id', [key]
        )
        assert [label for (label,) in cursor.fetchall()] == expected
