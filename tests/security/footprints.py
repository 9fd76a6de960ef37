"""In which tables two databases differ, and which tables an answer was made from.

An answer is made of the request and of what the database said to it. Where no statement names a
table in which two databases differ, both give the same answer, and it need not be asked twice.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.cluster import cluster

TABLES = """
SELECT relname FROM pg_class
 WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
"""
# A policy, a trigger or a view may read a table that the statement does not name.
BEHIND = """
SELECT tablename FROM pg_policies
 WHERE coalesce(qual, '') || coalesce(with_check, '') LIKE '%{0}%'
UNION SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.prosrc LIKE '%{0}%'
UNION SELECT viewname FROM pg_views WHERE schemaname = 'public' AND definition LIKE '%{0}%'
"""


def differing(one: str, other: str) -> set[str]:
    """Names of the tables whose rows are not the same in these databases."""
    first, second = digests(one), digests(other)
    assert set(first) == set(second)
    return with_what_reads_them({name for name in first if first[name] != second[name]}, one)


def digests(database: str) -> dict[str, str]:
    rows = "SELECT '{0}', md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM \"{0}\" t"
    lines = ask(" UNION ALL ".join(rows.format(name) for name in sorted(tables())), database)
    return dict(line.partition("|")[::2] for line in lines)


def with_what_reads_them(names: set[str], database: str) -> set[str]:
    return names.union(*(ask(BEHIND.format(name), database) for name in names))


@functools.cache
def tables() -> frozenset[str]:
    return frozenset(ask(TABLES, connection.settings_dict["NAME"]))


def ask(question: str, database: str) -> list[str]:
    return cluster().sql(question, database).split()


@contextmanager
def tables_read() -> Iterator[set[str]]:
    """Filled with the tables that statements name meanwhile."""
    seen: set[str] = set()

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        seen.update(tables_in(str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


@functools.lru_cache(maxsize=10_000)
def tables_in(statement: str) -> frozenset[str]:
    return frozenset(name for name in tables() if name in statement)
