"""The one append-only log of commitments. Whoever keeps a head (size and root) can tell later
whether anything up to it was changed, left out or put in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from audit.acts import Actor, Refusal, act
from audit.content import canonical_json
from audit.domain import merkle
from audit.models import SealedLogEntry
from audit.submissions import wait_for

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnableToAppend(Refusal):
    """Nothing was added to the sealed log."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What to copy out: with it, a later log is held against this one."""

    size: int
    root: str

    def __str__(self) -> str:
        return f"{self.size} {self.root}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        size, _separator, root = text.strip().partition(" ")
        if not size.isdecimal() or len(bytes.fromhex(root)) != 32:
            raise ValueError(text)
        return cls(size=int(size), root=root)


@act
def append(*, kind: str, commitment: str, by: Actor, at: datetime) -> SealedLogEntry:
    """Add one commitment."""
    (entry,) = append_many(kind=kind, commitments=[commitment], by=by, at=at)
    return entry


@act
def append_many(
    *, kind: str, commitments: Sequence[str], by: Actor, at: datetime
) -> list[SealedLogEntry]:
    """Add these in their order. Twins wait for each other, so entries are numbered without gaps.

    The time noted is the database's own, by which locks are dated too: which was first must not
    hang on the clock of whoever calls.
    """
    if kind not in SealedLogEntry.Kind.values:
        raise UnableToAppend(
            _("The sealed log knows no entries of kind %(kind)s.") % {"kind": kind}
        )
    wait_for("audit.sealed_log")
    before = SealedLogEntry.objects.order_by("-index").first()
    first, peaks, now = before.index + 1 if before else 0, peaks_in(before), database_time()
    entries = []
    for index, commitment in enumerate(commitments, start=first):
        entry = SealedLogEntry(
            index=index, kind=kind, commitment=commitment, noted_by=str(by.pk), noted_at=now
        )
        peaks = merkle.grown(peaks, index, leaf_of(entry))
        entry.peaks = [peak.hex() for peak in peaks]
        entry.root = merkle.root_of_peaks(peaks).hex()
        entries.append(entry)
    return list(SealedLogEntry.objects.bulk_create(entries, batch_size=500))


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def head() -> Head:
    last = SealedLogEntry.objects.order_by("-index").first()
    root = last.root if last else merkle.root_of_peaks(()).hex()
    return Head(size=last.index + 1 if last else 0, root=root)


def faults(kept: Head | None = None) -> Iterator[str]:
    """Recompute the log from its first entry; each sentence says where it is not what it was."""
    peaks: tuple[bytes, ...] = ()
    size = 0
    for entry in SealedLogEntry.objects.order_by("index").iterator():
        if entry.index != size:
            yield f"entry {size} is missing: the next one is {entry.index}"
            return
        peaks = merkle.grown(peaks, size, leaf_of(entry))
        size += 1
        if not stands(entry, peaks):
            yield f"entry {entry.index} ({entry.kind}) is not what was written, or one before it"
            return
        if kept and size == kept.size and entry.root != kept.root:
            yield f"the first {size} entries are not those whose head was kept"
            return
    if kept and kept.size > size:
        yield f"the log has {size} entries, and {kept.size} when its head was kept"


def stands(entry: SealedLogEntry, peaks: tuple[bytes, ...]) -> bool:
    root = merkle.root_of_peaks(peaks).hex()
    return entry.peaks == [peak.hex() for peak in peaks] and entry.root == root


def peaks_in(entry: SealedLogEntry | None) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(peak) for peak in entry.peaks) if entry else ()


def leaf_of(entry: SealedLogEntry) -> bytes:
    """An instant as microseconds since 1970: as text it would depend on a session's time zone."""
    content = {
        "index": entry.index,
        "kind": entry.kind,
        "commitment": entry.commitment,
        "noted_by": entry.noted_by,
        "noted_at": (entry.noted_at - EPOCH) // timedelta(microseconds=1),
    }
    return merkle.leaf_hash(canonical_json(content))
