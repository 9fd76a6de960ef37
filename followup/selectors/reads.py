"""Scans as a reader may meet them, and what their reads come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from followup.domain.read_lesions import scan_from
from followup.domain.reads import Read, Seat, Verdict, free_seat, verdict
from followup.domain.recist.lesions import Scan
from followup.domain.recist.responses import TimePoint, time_points
from followup.models import BlindRead, TumorAssessment
from trials.models import SiteActivation
from trials.selectors.protocols import protocol_of


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A scan this reader is asked to read, and in which seat."""

    scan: TumorAssessment
    seat: Seat


def scans_at(places: Iterable[SiteActivation]) -> QuerySet[TumorAssessment]:
    """In the order a participant's scans were taken, which is the order they are read in."""
    return (
        TumorAssessment.objects.filter(activation__in=list(places))
        .select_related("activation__site", "participant", "protocol_version__trial")
        .prefetch_related("reads__reader")
        .order_by("participant__code", "scan_date", "pk")
    )


def as_read(row: BlindRead) -> Read:
    return Read(
        reader=row.reader_id,
        at=row.read_at,
        adequate=row.adequate,
        finding=row.finding,
        location=row.location,
        seat=Seat(row.seat),
    )


def reads_of(scan: TumorAssessment) -> list[Read]:
    return [as_read(one) for one in scan.reads.all()]


def reading_of(scan: TumorAssessment) -> str:
    return protocol_of(scan.protocol_version).settings.reading


def verdict_on(scan: TumorAssessment) -> Verdict | None:
    return verdict(reads_of(scan), reading=reading_of(scan))


def seat_for(scan: TumorAssessment, reader: User) -> Seat | None:
    return free_seat(reads_of(scan), reader=reader.pk, reading=reading_of(scan))


def waiting_for(reader: User, places: Iterable[SiteActivation]) -> list[Waiting]:
    """Of each participant the earliest: what a later scan shows must not color an earlier one."""
    found = []
    for _person, scans in groupby(scans_at(places), key=lambda scan: scan.participant_id):
        ordered = list(scans)
        read = [one.scan_date for one in ordered if has_read(reader, one)]
        since = max(read, default=date.min)
        seats = ((one, seat_for(one, reader)) for one in ordered if one.scan_date >= since)
        found += [Waiting(scan=one, seat=seat) for one, seat in seats if seat][:1]
    return found


def has_read(reader: User, scan: TumorAssessment) -> bool:
    return any(one.reader_id == reader.pk for one in scan.reads.all())


def own_reads(reader: User, scan: TumorAssessment) -> list[BlindRead]:
    """What this reader wrote of the participant's earlier scans."""
    rows = BlindRead.objects.filter(
        reader=reader,
        scan__participant=scan.participant_id,
        scan__scan_date__lt=scan.scan_date,
    )
    return list(rows.select_related("scan").order_by("scan__scan_date", "pk"))


def as_scan(row: BlindRead) -> Scan:
    return scan_from(row.scan.scan_date, row.lesions)


def responses(rows: Sequence[BlindRead]) -> Mapping[int, TimePoint]:
    """By read, of reads of one participant by one reader; none where no lesion was written down."""
    if not any(row.lesions for row in rows):
        return {}
    ordered = sorted(rows, key=lambda row: (row.scan.scan_date, row.pk))
    points = time_points([as_scan(row) for row in ordered])
    return {row.pk: point for row, point in zip(ordered, points, strict=True)}


def responses_of_all(scans: Iterable[TumorAssessment]) -> Mapping[int, TimePoint]:
    by_course: dict[tuple[int, int], list[BlindRead]] = defaultdict(list)
    for scan in scans:
        for row in scan.reads.all():
            row.scan = scan
            by_course[scan.participant_id, row.reader_id].append(row)
    return {pk: point for rows in by_course.values() for pk, point in responses(rows).items()}
