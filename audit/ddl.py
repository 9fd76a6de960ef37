"""Small steps that the harden step and its parts share."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model


def present(models: Iterable[type[Model]], existing: set[str]) -> Iterator[type[Model]]:
    return (model for model in models if model._meta.db_table in existing)


def make_refusal(
    cursor: Any, table: str, name: str, *, when: str, for_each: str, why: str = ""
) -> None:
    reason = f"'{why}'" if why else ""
    cursor.execute(
        f'CREATE OR REPLACE TRIGGER {name} {when} ON "{table}"'
        f" FOR EACH {for_each} EXECUTE FUNCTION public.concord_refuse({reason})"
    )


def has_constraint(cursor: Any, table: str, name: str) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s",
        [f'"{table}"', name],
    )
    return cursor.fetchone() is not None
