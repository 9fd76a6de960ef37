"""How a row names the record it is about: a form, or one of another kind."""

from django.db.models import Q

from casebook import other_records
from casebook.models.records import Record

NAMES_ONE_RECORD = Q(record__isnull=False, other_kind="", other_id__isnull=True) | (
    Q(record__isnull=True, other_id__isnull=False) & ~Q(other_kind="")
)


def record_named(kind: str, pk: int | None) -> Record:
    found = other_records.by_key({(kind, pk or 0)})
    return found[kind, pk or 0]
