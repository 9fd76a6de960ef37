"""What makes the history hold against the application itself; run after every migrate.

One idempotent pass as owner, in one transaction: grants, trigger functions that run as owner,
triggers that no session setting can silence, row policies, same-site keys. What it leaves behind
is read back from the live catalog by `audit.checks`.
"""

from typing import Any

import pgtrigger
from django.db import connections, transaction

from audit import catalog, concealment
from audit.catalog import ACTIVATION, APP_ROLE, OWNER_ROLE, Kind
from audit.ddl import has_constraint, make_refusal, present

# pgtrigger consults this function before each trigger; with the stock body any session could
# set `pgtrigger.ignore` and write without history.
NEVER_IGNORE = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name)
RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""
# Our history carries its context in each row; with the stock body each statement would also write
# it to a table that nobody reads.
NO_CONTEXT_TABLE = """
CREATE OR REPLACE FUNCTION public._pgh_attach_context()
RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT NULL::uuid'
"""
REFUSE = """
CREATE OR REPLACE FUNCTION public.concord_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: %', TG_OP, TG_TABLE_NAME,
    coalesce(TG_ARGV[0], 'it is append-only')
  USING ERRCODE = 'insufficient_privilege';
END $$
"""
# Only an owner may count a table for the planner, and an import has to: ADR 21.
COUNT_ROWS = """
CREATE OR REPLACE FUNCTION public.concord_count_rows(counted regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  EXECUTE format('ANALYZE %s', counted);
END $$
"""
# The outer cast is required; NULLIF because a used connection holds '' rather than NULL.
ROW_POLICY = (
    f"{ACTIVATION} = ANY((SELECT NULLIF(current_setting('app.activations', true), '')"
    "::bigint[])::bigint[])"
)
NAMED_ACTOR = (
    "coalesce(pgh_context->>'user','') <> '' AND coalesce(pgh_context->>'action','') <> ''"
)


def harden(*, using: str = "default") -> None:
    """Revoke, grant, lock and secure every table of this database.

    Tables that do not exist yet (`migrate` of one app alone) stay out of the application's reach.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        install_triggers(existing, using)
        grant(cursor, existing)
        cursor.execute(NEVER_IGNORE)
        cursor.execute(NO_CONTEXT_TABLE)
        cursor.execute(REFUSE)
        cursor.execute(COUNT_ROWS)
        cursor.execute("REVOKE ALL ON FUNCTION concord_count_rows FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION concord_count_rows TO {APP_ROLE}")
        forbid_rewriting(cursor, existing)
        concealment.keep_locked(cursor, existing)
        concealment.stamp_instants(cursor, existing)
        seal_trigger_functions(cursor)
        enable_always(cursor)
        demand_actor(cursor, existing)
        secure_rows(cursor, existing)
        keep_sites_apart(cursor, existing)
        concealment.carry_keys(cursor, existing)


def install_triggers(existing: set[str], using: str) -> None:
    """Make them from the models: in migrations, each would render all models anew."""
    for model, trigger in pgtrigger.registered():
        if model._meta.db_table in existing:
            trigger.install(model, database=using)


def grant(cursor: Any, existing: set[str]) -> None:
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {APP_ROLE}, PUBLIC")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP_ROLE}, PUBLIC")
    # A temporary table named like a history table would hide it from its own reader.
    cursor.execute("SELECT current_database()")
    database = cursor.fetchone()[0]
    cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC')
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    cursor.execute(f"GRANT SELECT ON django_migrations TO {APP_ROLE}")
    for model in present(catalog.managed_models(), existing):
        kind = catalog.kind_of(model)
        table = model._meta.db_table
        cursor.execute(f'GRANT {catalog.RIGHTS[kind]} ON "{table}" TO {APP_ROLE}')
        if kind is not Kind.REFERENCE:
            # A tick reads how far each history has come; only triggers draw its next number.
            right = "SELECT" if kind is Kind.HISTORY else "USAGE"
            grant_sequences(cursor, table, right)


def grant_sequences(cursor: Any, table: str, right: str) -> None:
    cursor.execute(
        "SELECT s.oid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid"
        " WHERE s.relkind = 'S' AND d.refobjid = %s::regclass",
        [f'"{table}"'],
    )
    for (sequence,) in cursor.fetchall():
        cursor.execute(f"GRANT {right} ON SEQUENCE {sequence} TO {APP_ROLE}")


def seal_trigger_functions(cursor: Any) -> None:
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid ="
        " p.pronamespace WHERE n.nspname = 'public' AND (p.proname LIKE 'pgtrigger\\_%%'"
        " OR p.proname IN ('_pgh_attach_context', 'concord_refuse', 'concord_stamp'))"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"ALTER FUNCTION {function} SECURITY DEFINER")
        cursor.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public, pg_temp")
        # Triggers still fire: EXECUTE is not checked when a trigger fires.
        cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")


def forbid_rewriting(cursor: Any, existing: set[str]) -> None:
    written_once = [*catalog.histories(), *catalog.append_only()]
    for model in present(written_once, existing):
        table = model._meta.db_table
        make_refusal(
            cursor, table, "concord_no_rewrite", when="BEFORE UPDATE OR DELETE", for_each="ROW"
        )
    for model in present([*written_once, *catalog.tracked_models()], existing):
        table = model._meta.db_table
        make_refusal(
            cursor, table, "concord_no_truncate", when="BEFORE TRUNCATE", for_each="STATEMENT"
        )


def enable_always(cursor: Any) -> None:
    """Fire even under session_replication_role = replica."""
    cursor.execute(
        "SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t JOIN pg_class c ON"
        " c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE NOT t.tgisinternal AND n.nspname = 'public' AND t.tgenabled <> 'A'"
    )
    for table, trigger in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{trigger}"')


def demand_actor(cursor: Any, existing: set[str]) -> None:
    for model in present(catalog.histories(), existing):
        table = model._meta.db_table
        name = catalog.named_actor(table)
        if not has_constraint(cursor, table, name):
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({NAMED_ACTOR})')
        cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN pgh_obj_id SET NOT NULL')


def secure_rows(cursor: Any, existing: set[str]) -> None:
    for model in present(catalog.row_secured(), existing):
        table = model._meta.db_table
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        cursor.execute(f'DROP POLICY IF EXISTS site ON "{table}"')
        manner = "AS RESTRICTIVE " if concealment.is_sealed(model) else ""
        cursor.execute(f'CREATE POLICY site ON "{table}" {manner}USING ({ROW_POLICY})')
        if concealment.is_sealed(model):
            concealment.seal_rows(cursor, model, existing)
        if catalog.written_by_trigger(model):
            # The trigger function writes as owner, whom FORCE would blind as well.
            cursor.execute(f'DROP POLICY IF EXISTS written_by_trigger ON "{table}"')
            cursor.execute(
                f'CREATE POLICY written_by_trigger ON "{table}" FOR INSERT TO {OWNER_ROLE}'
                " WITH CHECK (true)"
            )


def keep_sites_apart(cursor: Any, existing: set[str]) -> None:
    for key in catalog.same_site_keys():
        if not {key.table, key.target} <= existing:
            continue
        if not has_constraint(cursor, key.target, key.target_key):
            cursor.execute(
                f'ALTER TABLE "{key.target}" ADD CONSTRAINT "{key.target_key}"'
                f" UNIQUE ({ACTIVATION}, id)"
            )
        if not has_constraint(cursor, key.table, key.name):
            cursor.execute(
                f'ALTER TABLE "{key.table}" ADD CONSTRAINT "{key.name}"'
                f" FOREIGN KEY ({ACTIVATION}, {key.column})"
                f' REFERENCES "{key.target}" ({ACTIVATION}, id)'
            )
