"""Two readers, each alone, and a third who decides."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError

from followup.actions import reads
from followup.actions.reads import Seen, UnableToRead
from followup.models import BlindRead
from followup.selectors.reads import scans_at, verdict_on
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
QUEUE, BOTH = "/trials/hcc-neo/reads/", "/trials/hcc-neo/reads/agreement/"
FIRST, SECOND = date(2026, 3, 2), date(2026, 5, 4)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(LATER), tick=False):
        yield


@pytest.fixture
def site():
    """Works by a protocol that asks for two readers."""
    version = protocols.amended("hcc-neo", **{"reading: single": "reading: double"})
    place = people.activation(of=version.trial)
    protocols.in_force(version, place, protocols.SINCE)
    return place


@pytest.fixture
def participant(site):
    with time_machine.travel(instant(followup.ENROLLED), tick=False):
        return followup.enrolled_participant(site)


@pytest.fixture
def scan(participant):
    return followup.scan(participant, FIRST, "recurrence", location="extrahepatic")


@pytest.fixture
def readers(site):
    return [
        people.delegated(Role.READER, site, people.user(name)).user
        for name in ("anna", "bela", "cora")
    ]


def words(answer) -> str:
    plain = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return html.unescape(" ".join(plain.split()))


def typed(finding="none", adequate="yes", lesions=(), **more):
    rows = {}
    for number, (name, kind, state, mm) in enumerate(lesions):
        values = {"name": name, "kind": kind, "state": state, "mm": mm, "organ": "liver"}
        rows |= {f"lesion-{number}-{field}": value for field, value in values.items()}
    counted = {"lesion-TOTAL_FORMS": str(len(lesions)), "lesion-INITIAL_FORMS": "0"}
    return {"finding": finding, "adequate": adequate, **counted, **rows, **more}


def sit(client, reader, scan, **given):
    client.force_login(reader)
    return client.post(f"{QUEUE}{scan.pk}/", typed(**given))


def test_two_read_alone_and_a_third_decides(client, site, participant, scan, readers):
    anna, bela, cora = readers
    client.force_login(anna)
    page = words(client.get(QUEUE))
    assert f"{participant.code} , 2026-03-02 2026-03-02 Contrast-enhanced MRI to read it" in page
    one = words(client.get(f"{QUEUE}{scan.pk}/"))
    # What the site found, and that there is an arm at all, stays hidden.
    for hidden in ("Extrahepatic: ", "checked", "Allocated", "Surgery", "arm"):
        assert hidden not in one.replace("Where the recurrence is", ""), hidden
    assert sit(client, anna, scan).status_code == 302
    assert "Nothing to read" in words(client.get(QUEUE))
    client.force_login(bela)
    assert "anna" not in words(client.get(f"{QUEUE}{scan.pk}/")).lower()
    told = {"finding": "recurrence", "location": "intrahepatic"}
    assert sit(client, bela, scan, **told).status_code == 302
    client.force_login(cora)
    assert "to decide between two reads" in words(client.get(QUEUE))
    page = words(client.get(f"{QUEUE}{scan.pk}/"))
    assert "New lesion: recurrence, Intrahepatic No new lesion" in page
    assert "anna" not in page.lower()
    assert sit(client, cora, scan, finding="equivocal").status_code == 302
    with seeing(site):
        found = verdict_on(scans_at([site]).get())
    assert (found.category, found.how) == ("equivocal", "adjudicated")
    client.force_login(people.delegated(Role.DATA_MANAGER, site).user)
    page = words(client.get(BOTH))
    assert "Anna · Bela 1 0 0.00" in page
    assert "Cora (Adjudicator): Equivocal" in page
    assert "Equivocal Adjudicated, 2026-06-01 01:00 UTC" in page


def test_agreement_is_final(client, site, scan, readers):
    anna, bela, cora = readers
    told = {"finding": "recurrence", "location": "both"}
    for reader in (anna, bela):
        assert sit(client, reader, scan, **told).status_code == 302
    client.force_login(cora)
    assert "Nothing to read" in words(client.get(QUEUE))
    refused = sit(client, cora, scan)
    assert refused.status_code == 422
    again = sit(client, anna, scan)
    assert "read this scan already" in words(again)
    with seeing(site):
        assert BlindRead.objects.count() == 2


def test_scans_are_read_in_the_order_they_were_taken(client, site, participant, scan, readers):
    later = followup.scan(participant, SECOND)
    anna = readers[0]
    client.force_login(anna)
    assert "2026-05-04" not in words(client.get(QUEUE))
    # Nobody links to it, and whoever goes there all the same cannot come back to the first.
    assert sit(client, anna, later).status_code == 302
    assert "Nothing to read" in words(client.get(QUEUE))
    assert "later scan of 2026-05-04" in words(sit(client, anna, scan))


def test_targets_are_followed_by_recist(client, site, participant, scan, readers):
    anna = readers[0]
    crowded = [(f"T{n}", "target", "measured", "20") for n in range(3)]
    refused = sit(client, anna, scan, lesions=crowded)
    assert refused.status_code == 422
    assert "More than 2 target lesions in one organ: liver" in words(refused)
    assert sit(client, anna, scan, lesions=crowded[:2]).status_code == 302
    later = followup.scan(participant, SECOND)
    page = client.get(f"{QUEUE}{later.pk}/").content.decode()
    assert 'value="T0"' in page
    smaller = [("T0", "target", "measured", "10"), ("T1", "target", "absent", "")]
    assert sit(client, anna, later, lesions=smaller).status_code == 302
    unnamed = [("", "target", "measured", "10")]
    assert "Give the lesion a name" in words(sit(client, anna, later, lesions=unnamed))
    client.force_login(people.delegated(Role.DATA_MANAGER, site).user)
    assert "Anna: No new lesion, PR" in words(client.get(BOTH))


def test_who_may_read_the_records_is_no_blind_reader(client, site, scan, readers):
    nurse = casebook.member(site)
    people.delegated(Role.READER, site, nurse)
    client.force_login(nurse)
    assert client.get(QUEUE).status_code == 403
    seen = Seen(adequate=True, finding="none")
    with seeing(site, by=nurse), pytest.raises(NotPermitted, match="cannot read its scans blind"):
        reads.read(scan=scan, seen=seen, by=nurse, at=instant(LATER))
    assert client.get(BOTH).status_code == 403
    client.force_login(readers[0])
    assert client.get(BOTH).status_code == 403


def test_what_cannot_be_is_refused(site, scan, readers):
    for seen, said in (
        (Seen(adequate=False, finding="none"), "why the scan cannot be judged"),
        (Seen(adequate=True, finding="recurrence"), "where the recurrence is"),
    ):
        with seeing(site, by=readers[0]), pytest.raises(UnableToRead, match=said):
            reads.read(scan=scan, seen=seen, by=readers[0], at=instant(LATER))


def test_database_seats_nobody_twice(site, scan, readers):
    anna, bela, _cora = readers
    given = {"activation": site, "scan": scan, "adequate": True, "finding": "none"}
    given |= {"read_at": instant(LATER), "seat": "reader", "place": 1}
    with people.acting(by=anna, action="tests.write", activations=[site.pk]):
        BlindRead.objects.create(**given, reader=anna)
    writing = people.acting(by=bela, action="tests.write", activations=[site.pk])
    with pytest.raises(IntegrityError, match="one_read_per_place"), writing:
        BlindRead.objects.create(**given, reader=bela)
