"""Which record is locked, since when, and whether it still says what was locked."""

from audit.content import sha256_of
from audit.domain.signing import Content
from casebook.models import Lock, Record


def lock_of(record: Record, *, record_kind: str) -> Lock | None:
    found = Lock.objects.filter(record_kind=record_kind, record_id=str(record.pk))
    return found.select_related("signature", "locked_by").first()


def is_as_locked(record: Record, lock: Lock) -> bool:
    return lock.record_sha256 == sha256_of(record.as_values())


def content_of(record: Record, kind: str, record_kind: str) -> Content:
    """Exactly what the signature on a lock is bound to."""
    values = record.as_values()
    value = {
        "lock": kind,
        "participant": record.participant.code,
        "protocol": record.protocol_version.sha256,
        "record": [record_kind, record.pk, record.version],
        "values": values,
    }
    parts = {str(record.words.get(name, name)): one for name, one in values.items()}
    return Content(value=value, parts=parts)
