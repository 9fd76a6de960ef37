"""What the database itself keeps of locks and of what is sealed until a lock.

Models declare it: `stamped_at` (an instant only the database sets), `unchangeable` (a column, and
the state in which a row stays as it is), `carries` (keys of several columns, such as a lock's id
and its time), `sealed_until` (the model whose rows open this one's). The harden step makes it, and
`faults` reads it back from the catalog.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey, Model

from audit import catalog
from audit.ddl import has_constraint, make_refusal, present

# The transaction's start, now(), could put a reveal before its lock.
STAMP = """
CREATE OR REPLACE FUNCTION public.concord_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW := jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], clock_timestamp()));
  RETURN NEW;
END $$
"""
STAMPED, LOCKED = "concord_stamp", "concord_locked"
BEFORE_INSERT_OF_ROW, BEFORE_CHANGE_OF_ROW = 7, 27


def stamped() -> list[type[Model]]:
    return [model for model in catalog.data_models() if hasattr(model, "stamped_at")]


def unchangeable() -> list[type[Model]]:
    return [model for model in catalog.data_models() if hasattr(model, "unchangeable")]


def is_sealed(model: type[Model]) -> bool:
    return hasattr(model, "sealed_until")


# --- made ----------------------------------------------------------------------------------------
def stamp_instants(cursor: Any, existing: set[str]) -> None:
    cursor.execute(STAMP)
    for model in present(stamped(), existing):
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER {STAMPED} BEFORE INSERT ON "{model._meta.db_table}"'
            f" FOR EACH ROW EXECUTE FUNCTION public.concord_stamp('{model.stamped_at}')"
        )


def keep_locked(cursor: Any, existing: set[str]) -> None:
    for model in present(unchangeable(), existing):
        column, state = model.unchangeable
        make_refusal(
            cursor,
            model._meta.db_table,
            LOCKED,
            when="BEFORE UPDATE OR DELETE",
            for_each=f"ROW WHEN (OLD.{column} = '{state}')",
            why="it is locked",
        )


def carry_keys(cursor: Any, existing: set[str]) -> None:
    for key in catalog.carried_keys():
        if {key.table, key.target_table} <= existing and not has_constraint(
            cursor, key.table, key.name
        ):
            cursor.execute(
                f'ALTER TABLE "{key.table}" ADD CONSTRAINT "{key.name}"'
                f" FOREIGN KEY ({', '.join(key.columns)})"
                f' REFERENCES "{key.target_table}" ({", ".join(key.target_columns)})'
            )


def seal_rows(cursor: Any, model: type[Model], existing: set[str]) -> None:
    """Anybody at the site may put a sealed row in; it is there to be read once it is revealed."""
    table = model._meta.db_table
    cursor.execute(f'DROP POLICY IF EXISTS revealed ON "{table}"')
    cursor.execute(f'DROP POLICY IF EXISTS sealing ON "{table}"')
    cursor.execute(f'CREATE POLICY sealing ON "{table}" FOR INSERT WITH CHECK (true)')
    reveal, column = revealing(model)
    if reveal in existing:
        cursor.execute(
            f'CREATE POLICY revealed ON "{table}" FOR SELECT USING'
            f' (EXISTS (SELECT 1 FROM "{reveal}" r WHERE r.{column} = "{table}".id))'
        )


def revealing(model: type[Model]) -> tuple[str, str]:
    """The table of reveals, and its column that points here."""
    reveals = catalog.model_called(model.sealed_until)
    column = next(
        field.column
        for field in reveals._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is model
    )
    return reveals._meta.db_table, column


# --- read back -----------------------------------------------------------------------------------
def faults(cursor: Any) -> Iterator[str]:
    yield from trigger_faults(cursor)
    yield from body_faults(cursor)
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND convalidated"
    )
    keys = {(table, name): definition for table, name, definition in cursor.fetchall()}
    for key in catalog.carried_keys():
        if key.definition not in keys.get((key.table, key.name), ""):
            yield f"rows of {key.table} need not agree with {key.target_table}"


def policies(model: type[Model], site: str) -> set[tuple[Any, ...]]:
    """As PostgreSQL prints them, without spaces and brackets: see audit.checks."""
    reveal, column = revealing(model)
    shown = f"existsselect1from{reveal}rwherer.{column}={model._meta.db_table}.id"
    return {
        ("site", False, "*", "public", site, ""),
        ("revealed", True, "r", "public", shown, ""),
        ("sealing", True, "a", "public", "", "true"),
    }


def trigger_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname, t.tgtype, t.tgargs, coalesce(pg_get_expr(t.tgqual,"
        " t.tgrelid, true), ''), pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c"
        " ON c.oid = t.tgrelid WHERE t.tgname = ANY(%s)",
        [[STAMPED, LOCKED]],
    )
    found = {(table, name): rest for table, name, *rest in cursor.fetchall()}
    for model in stamped():
        table = model._meta.db_table
        kind, arguments, condition, _text = found.get((table, STAMPED), (0, b"", "", ""))
        wanted = (BEFORE_INSERT_OF_ROW, f"{model.stamped_at}\0".encode(), "")
        if (kind, bytes(arguments), condition) != wanted:
            yield f"{model.stamped_at} of {table} is not set by the database"
    for model in unchangeable():
        table = model._meta.db_table
        kind, _arguments, _condition, text = found.get((table, LOCKED), (0, b"", "", ""))
        column, state = model.unchangeable
        if kind != BEFORE_CHANGE_OF_ROW or f"old.{column})::text = '{state}'::text" not in text:
            yield f"rows of {table} can be changed when {column} is {state}"


def body_faults(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'concord_stamp'")
    if [source for (source,) in cursor.fetchall() if source.strip() in STAMP] == []:
        yield "function concord_stamp does not set the database's own time"
