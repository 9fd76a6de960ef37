"""The protocol as it is evaluated: the text, and the readings that people chose since.

Whoever judges somebody asks here, never the text alone: eligibility, prescreening, the screening
log, later exclusions, landmarks, and the analyses of a cut.
"""

from collections.abc import Mapping
from datetime import datetime

from audit.domain.signing import Content
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.readings import Chosen, with_readings
from trials.models import ProtocolVersion, ReadingChange, Trial
from trials.selectors.protocols import latest_version, protocol_of

_read: dict[tuple[str, tuple[tuple[str, str], ...]], Protocol] = {}
MOST_READ = 64


def chosen_since(trial: Trial | int, *, at: datetime | None = None) -> Chosen:
    """By ambiguity the reading that was approved last, until `at` if it is given."""
    pk = trial.pk if isinstance(trial, Trial) else trial
    approved = ReadingChange.objects.approved().filter(trial_id=pk)
    if at is not None:
        approved = approved.filter(approved_at__lte=at)
    return dict(approved.values_list("ambiguity", "reading"))


def read_by(version: ProtocolVersion, chosen: Chosen) -> Protocol:
    if not chosen:
        return protocol_of(version)
    key = (version.sha256, tuple(sorted(chosen.items())))
    if key not in _read:
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[key] = with_readings(protocol_of(version), chosen)
    return _read[key]


def protocol_as_read(version: ProtocolVersion, *, at: datetime | None = None) -> Protocol:
    """By the readings that count now, or that counted then."""
    return read_by(version, chosen_since(version.trial_id, at=at))


def latest_as_read(trial: Trial) -> Protocol:
    return protocol_as_read(latest_version(trial))


def changes_of(trial: Trial) -> Mapping[str, list[ReadingChange]]:
    """By ambiguity, the newest first."""
    found: dict[str, list[ReadingChange]] = {}
    rows = ReadingChange.objects.filter(trial=trial).select_related(
        "trial", "proposed_by", "approved_by", "declined_by", "approval"
    )
    for row in rows.order_by("-proposed_at", "-pk"):
        found.setdefault(row.ambiguity, []).append(row)
    return found


def chosen_among(changes: Mapping[str, list[ReadingChange]]) -> Chosen:
    """As `chosen_since`, of changes already read."""
    approved = [one for rows in changes.values() for one in rows if one.approved_at]
    ordered = sorted(approved, key=lambda one: (one.approved_at, one.pk))
    return {one.ambiguity: one.reading for one in ordered}


def content_of(change: ReadingChange) -> Content:
    """Exactly what the signature of the approval is bound to."""
    value = {
        "trial": change.trial.slug,
        "ambiguity": change.ambiguity,
        "before": change.before,
        "reading": change.reading,
        "reason": change.reason,
        "proposed_by": change.proposed_by.username,
        "proposed_at": change.proposed_at,
    }
    return Content(value=value, parts=value)
