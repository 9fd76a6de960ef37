"""Readers' verdicts in a cut, and which of the two readings its endpoints rest on."""

from datetime import date

from analysis.selectors.cut_people import people_of
from analysis.selectors.cut_watching import worst_complications
from analysis.selectors.results import protocol_of_cut
from followup.actions import reads
from followup.actions.reads import Seen
from followup.selectors.reads import scans_at
from tests.factories import followup, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from tests.unit.analysis.selectors.test_cut_people import cut
from trials.domain.roles import Role

CLEAR, DOUBTFUL, SEEN = date(2026, 3, 20), date(2026, 4, 20), date(2026, 5, 20)


def read(scan, *readers, finding):
    seen = Seen(
        adequate=True, finding=finding, location="intrahepatic" if finding == "recurrence" else ""
    )
    for reader in readers:
        with seeing(scan.activation, by=reader):
            reads.read(
                scan=scans_at([scan.activation]).get(pk=scan.pk),
                seen=seen,
                by=reader,
                at=instant(LATER),
            )


def days(person, name):
    return [known.value.iso() for known in person.earlier.get(name, ())]


def test_what_two_readers_agree_on_stands_beside_what_the_site_read(committed_db):
    version = protocols.amended("hcc-neo", **{"reading: single": "reading: double"})
    site = people.activation(of=version.trial)
    protocols.in_force(version, site, protocols.SINCE)
    row = followup.enrolled_participant(site)
    readers = [
        people.delegated(Role.READER, site, people.user(name)).user for name in ("anna", "bela")
    ]
    scans = [followup.scan(row, day) for day in (CLEAR, DOUBTFUL, SEEN)]
    read(scans[0], *readers, finding="none")
    read(scans[1], *readers, finding="equivocal")
    # No complication is no grade; the suffix of a lasting disability is none either.
    followup.surgery(row, date(2026, 3, 10), clavien_dindo="0")
    half_read = cut(site, "half_read", LATER)
    followup.surgery(row, date(2026, 3, 12), clavien_dindo="IVa-d")
    read(scans[2], readers[0], finding="recurrence")
    read(scans[2], readers[1], finding="recurrence")
    settled = cut(site, "settled", LATER)

    assert worst_complications(half_read) == {}
    assert worst_complications(settled) == {row.pk: "IVa"}
    protocol = protocol_of_cut(settled)
    (before,) = people_of(half_read, protocol, sealed=False)
    assert days(before, "other_last_adequate_imaging") == [CLEAR.isoformat()]
    assert "other_recurrence" not in before.facts
    (by_site,) = people_of(settled, protocol, sealed=False)
    assert "recurrence" not in by_site.facts
    assert days(by_site, "last_adequate_imaging") == [
        one.isoformat() for one in (CLEAR, DOUBTFUL, SEEN)
    ]
    assert days(by_site, "other_recurrence") == [DOUBTFUL.isoformat()]

    counted = protocol.with_reading("recurrence_source", "central")
    (by_readers,) = people_of(settled, counted, sealed=False)
    assert days(by_readers, "recurrence") == [DOUBTFUL.isoformat()]
    assert days(by_readers, "last_adequate_imaging") == [CLEAR.isoformat()]
    assert "other_recurrence" not in by_readers.facts
