"""A row for any table, made up by the superuser from the catalog alone.

Posing as a replica skips foreign keys and ordinary triggers; checks are dropped, so that one
made-up row fits every table. To be rolled back.
"""

from typing import Any

DROP_CHECKS = """DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = '{0}'::regclass
  LOOP EXECUTE format('ALTER TABLE "{0}" DROP CONSTRAINT %I', name); END LOOP; END $$"""
MADE_UP = {
    "boolean": "false",
    "jsonb": "'{}'",
    "date": "'2026-03-02'",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
    "bytea": "''",
    "ARRAY": "'{}'",
}


def insert_made_up_row(cursor: Any, model: Any, **known: int) -> str:
    """Insert as the superuser; return the new primary key as text."""
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(DROP_CHECKS.format(table))
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL",
        [table],
    )
    values = {name: made_up(kind) for name, kind in cursor.fetchall()}
    values.update({name: str(value) for name, value in known.items()})
    names = ", ".join(f'"{name}"' for name in values)
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(values.values())})'
        f' RETURNING "{key}"::text'
    )
    return str(cursor.fetchone()[0])


def made_up(kind: str) -> str:
    if kind.startswith(("character", "text")):
        return "'x'"
    return MADE_UP.get(kind, "1")
