"""What the readers' verdicts of a data cut say of each participant's recurrence."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from analysis.models import DataCut
from analysis.selectors.cuts import read_table
from followup.domain.central_course import CentralCourse, Settled, central_course
from followup.domain.reads import Read, Seat, verdict
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of

# Cuts taken before scans were read blind have no such table.
READS = "followup.blindread"


def central_courses(cut: DataCut) -> Mapping[int, CentralCourse]:
    """By participant; nobody here has no scan with a verdict."""
    settled: dict[int, list[Settled]] = defaultdict(list)
    for participant, one in settled_scans(cut):
        settled[participant].append(one)
    return {participant: central_course(scans) for participant, scans in settled.items()}


def settled_scans(cut: DataCut) -> Iterator[tuple[int, Settled]]:
    """By the reading that the protocol asked for when the scan was recorded."""
    reads = reads_by_scan(cut)
    if not reads:
        return
    asked = reading_by_version(cut)
    for row in read_table(cut, "followup.tumorassessment"):
        found = verdict(reads.get(row["id"], []), reading=asked[row["protocol_version_id"]])
        if found is not None:
            scan = Settled(scan=row["id"], day=row["scan_date"], category=found.category)
            yield row["participant_id"], scan


def reads_by_scan(cut: DataCut) -> Mapping[int, list[Read]]:
    if READS not in cut.manifest["content"]["open"]["tables"]:
        return {}
    found: dict[int, list[Read]] = defaultdict(list)
    for row in sorted(read_table(cut, READS), key=lambda row: (row["scan_id"], row["place"])):
        found[row["scan_id"]].append(read_of(row))
    return found


def read_of(row: Mapping[str, Any]) -> Read:
    return Read(
        reader=row["reader_id"],
        at=datetime.fromisoformat(row["read_at"]),
        adequate=row["adequate"],
        finding=row["finding"],
        location=row["location"],
        seat=Seat(row["seat"]),
    )


def reading_by_version(cut: DataCut) -> Mapping[int, str]:
    versions = ProtocolVersion.objects.filter(trial=cut.trial).select_related("trial")
    return {one.pk: protocol_of(one).settings.reading for one in versions}
