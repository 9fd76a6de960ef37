"""Is the history really protected? Asked of the live catalog, not of our code."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from audit import catalog
from audit.catalog import APP_ROLE, RIGHTS


def faults() -> list[str]:
    """Each sentence names one table or function that is not as the harden step leaves it."""
    with connection.cursor() as cursor:
        return [
            *trigger_faults(cursor),
            *function_faults(cursor),
            *grant_faults(cursor),
            *row_policy_faults(cursor),
            *role_faults(cursor),
        ]


def trigger_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c"
        " ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
    )
    rows = cursor.fetchall()
    for table, trigger, enabled in rows:
        if enabled not in ("A", b"A"):
            yield f"trigger {trigger} on {table} can be silenced (mode {enabled})"
    names: dict[str, set[str]] = {}
    for table, trigger, _ in rows:
        names.setdefault(table, set()).add(trigger)
    for model in catalog.tracked_models():
        table = model._meta.db_table
        for event in ("insert", "update", "delete"):
            if not any(f"_{event}_" in f"_{name}_" for name in names.get(table, ())):
                yield f"table {table} keeps no history of {event}"


def function_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT proname, prosecdef, coalesce(proconfig::text, ''), prosrc FROM pg_proc"
        " WHERE proname LIKE '\\_pgtrigger%%' OR proname LIKE 'pgtrigger\\_%%'"
    )
    for name, definer, config, source in cursor.fetchall():
        if name == "_pgtrigger_should_ignore":
            if source.strip() != "SELECT false":
                yield "pgtrigger.ignore can switch the history off"
        elif not definer or "search_path" not in config:
            yield f"trigger function {name} does not run as its owner"


def grant_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT table_name, string_agg(privilege_type, ',' ORDER BY privilege_type)"
        " FROM information_schema.role_table_grants WHERE grantee = %s GROUP BY 1",
        [APP_ROLE],
    )
    granted = {table: set(rights.split(",")) for table, rights in cursor.fetchall()}
    for model in catalog.managed_models():
        table = model._meta.db_table
        wanted = set(RIGHTS[catalog.kind_of(model)].split(", "))
        if granted.get(table, set()) != wanted:
            yield f"{APP_ROLE} has {sorted(granted.get(table, ()))} on {table}, not {sorted(wanted)}"


def row_policy_faults(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class")
    secured = dict(cursor.fetchall())
    for model in catalog.row_secured():
        if not secured.get(model._meta.db_table):
            yield f"rows of {model._meta.db_table} are not secured by site"


def role_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    if any(cursor.fetchone()):
        yield "the application is signed in to the database as a role that can bypass its rules"
