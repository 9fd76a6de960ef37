"""What whole scans say of a participant: the day, and the phases there are."""

from casebook.actions.facts import FactSource, NewFact
from casebook.models import Participant
from casebook.sources import Said
from inference.domain.series_sets import ScanSet, complete_sets
from inference.models import Series
from inference.selectors.series import accepted
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.imaging import Scan, ScanFacts
from trials.selectors.protocols import protocol_of


def facts_of_series(participant: Participant) -> Said:
    """A set speaks through its first series; every other series says nothing. What counts as whole
    is what the protocol said when the last series of the scan was judged."""
    rows = list(
        Series.objects.filter(participant=participant)
        .select_related("protocol_version")
        .order_by("pk")
    )
    speaking = {one.anchor: (scan, one) for scan in scans_of(rows) for one in sets_of(rows, scan)}
    for row in rows:
        source = FactSource(kind="series", id=str(row.pk), content=row.as_values())
        yield source, said_by(*speaking[row.pk]) if row.pk in speaking else []


def scans_of(rows: list[Series]) -> list[Scan]:
    last = {row.scan: row for row in rows}
    return [protocol_of(row.protocol_version).scan(row.scan) for row in last.values()]


def sets_of(rows: list[Series], scan: Scan) -> list[ScanSet]:
    mine = [accepted(row) for row in rows if row.scan == scan.id and row.is_accepted]
    return list(complete_sets(mine, scan.phases))


def said_by(scan: Scan, whole: ScanSet) -> list[NewFact]:
    names: ScanFacts = scan.facts
    day = PartialDate.of(whole.acquired_on)
    return [
        NewFact(name=names.date, value=day, date=day),
        NewFact(name=names.phases, value=whole.phases, date=day),
    ]
