"""Serious events, grades, limits of normal and blind reads by the API: the acts of the pages."""

from datetime import date

import pytest
import time_machine

from followup.models import BlindRead, ReferenceRange, SeriousReport, SponsorJudgment
from tests.factories import followup, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from tests.unit.followup.api.test_records import address
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
TOLD = instant(LATER).isoformat()
LIMITS, READS = "/api/v1/trials/hcc-neo/limits/", "/api/v1/trials/hcc-neo/reads/"
SCANNED = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(LATER), tick=False):
        yield


@pytest.fixture
def event(participant):
    return followup.adverse_event(
        participant, "Sepsis", 3, seriousness=("hospitalization",),
        causality={"lenvatinib": "related"}, outcome="ongoing",
    )  # fmt: skip


@pytest.fixture
def at(event):
    return address(event.participant, "adverse-events", event.pk)


@pytest.fixture
def signed_in_as(client, site):
    def sign_in(role, name=""):
        user = people.user(name) if name else None
        client.force_login(people.delegated(role, site, *([user] if user else [])).user)
        return client

    return sign_in


def rules(answer):
    return {one["rule"]: one["state"] for one in answer.json()["clocks"]}


def test_who_was_told_of_a_serious_event(send, client, signed_in_as, site, at):
    assert rules(client.get(at)) == {"site": "running"}
    ethics = {"recipient": "ethics", "stage": "initial", "told_at": TOLD}
    first = send(f"{at}reports/", {"recipient": "sponsor", "stage": "initial", "told_at": TOLD})
    assert first.status_code == 201, first.content
    assert rules(first) == {"site": "met", "other": "running"}
    for _time in range(2):
        assert send(f"{at}reports/", ethics, key="one-and-the-same").status_code == 201
    with seeing(site):
        (row,) = SeriousReport.objects.all()
    again = send(f"{at}reports/", ethics)
    assert (again.status_code, "initial report already" in again.json()["detail"]) == (409, True)
    # The authority is told by the sponsor alone.
    authority = {**ethics, "recipient": "authority"}
    assert send(f"{at}reports/", authority).status_code == 403
    struck = send(f"{at}reports/strike/", {"report": row.pk, "reason": "Wrong form"})
    assert struck.json()["reports"][0]["struck_reason"] == "Wrong form"
    assert send(f"{at}reports/strike/", {"report": 0, "reason": "x"}).status_code == 400
    assert send(f"{at}reports/strike/", {"report": 99999, "reason": "x"}).status_code == 404
    signed_in_as(Role.SPONSOR)
    assert rules(send(f"{at}reports/", authority))["other"] == "met"
    signed_in_as(Role.MONITOR)
    assert client.get(at).status_code == 200
    assert send(f"{at}reports/", ethics).status_code == 403


def test_the_sponsor_judges_beside_the_investigator(send, client, signed_in_as, at, event):
    judgment = {"causality": {"lenvatinib": "not_related"}, "expected": True}
    assert send(f"{at}judgments/", judgment).status_code == 403
    signed_in_as(Role.SPONSOR)
    assert send(f"{at}judgments/", {}).status_code == 400
    assert send(f"{at}judgments/", {"causality": {"aspirin": "related"}}).status_code == 409
    answer = send(f"{at}judgments/", judgment)
    assert answer.status_code == 201
    assert answer.json()["judgments"][0]["causality"] == judgment["causality"]
    assert answer.json()["causality"] == {"lenvatinib": "related"}
    with seeing(event.activation):
        assert SponsorJudgment.objects.count() == 1
    # Nothing else of the participant is the sponsor's, and no event that is not serious.
    mild = followup.adverse_event(event.participant)
    for path in ("", "judgments/", "reports/"):
        there = f"{address(event.participant, 'adverse-events', mild.pk)}{path}"
        asked = client.get(there) if not path else send(there, judgment)
        assert asked.status_code == 403


def test_a_grade_changes_and_is_taken_back(send, client, at):
    worse = {"day": "2026-05-02", "grade": 4, "expected_version": 1}
    answer = send(f"{at}grades/", worse)
    assert answer.status_code == 200, answer.content
    assert answer.json()["grade"] == 4
    assert [one["grade"] for one in answer.json()["grades"]] == [3, 4]
    late = {**worse, "day": "2026-05-20", "grade": 3}
    assert send(f"{at}grades/", late).json()["refusal"] == "Conflict"
    assert send(f"{at}grades/", {**worse, "day": "2026-13"}).status_code == 400
    back = {"expected_version": 2, "reason": "Another participant's"}
    assert send(f"{at}grades/take-back/", back).json()["grade"] == 3


def test_limits_of_normal(send, client, signed_in_as, site, participant):
    given = {
        "site": site.site.code, "analyte": "alt", "for_sex": "female", "unit": "U/L",
        "upper": "40", "first": "2026-01-01",
    }  # fmt: skip
    answer = send(LIMITS, given)
    assert answer.status_code == 201, answer.content
    assert [float(one["upper"]) for one in client.get(LIMITS).json()] == [40]
    assert "stand already" in send(LIMITS, given).json()["detail"]
    assert send(LIMITS, {**given, "site": "NOWHERE"}).status_code == 404
    assert send(LIMITS, {**given, "unit": "apples", "first": "2026-02-01"}).status_code == 409
    struck = {"row": answer.json()["id"], "reason": "Another laboratory's"}
    assert send(f"{LIMITS}strike/", struck).json()["struck_reason"] == struck["reason"]
    other = protocols.open_site()
    assert send(LIMITS, {**given, "site": other.site.code}).status_code == 404
    signed_in_as(Role.MONITOR)
    assert len(client.get(LIMITS).json()) == 1
    assert send(LIMITS, given).status_code == 403
    with seeing(site):
        assert ReferenceRange.objects.count() == 1


def test_a_reader_is_told_of_a_scan_only_what_is_to_be_read(
    send,
    client,
    signed_in_as,
    site,
    participant,
):
    scan = followup.scan(participant, SCANNED, "recurrence", location="extrahepatic")
    assert client.get(READS).status_code == 403
    signed_in_as(Role.READER, "anna")
    assert client.get(READS).json() == [
        {
            "scan": scan.pk,
            "participant": participant.code,
            "day": SCANNED.isoformat(),
            "modality": "mri",
            "seat": "reader",
        }
    ]
    here = f"{READS}{scan.pk}/"
    assert set(client.get(here).json()) == {
        "scan", "participant", "day", "modality", "seat", "own_earlier", "both_reads",
    }  # fmt: skip
    seen = {
        "adequate": True, "finding": "none",
        "lesions": [{"name": "T1", "kind": "target", "state": "measured", "mm": "14"}],
    }  # fmt: skip
    assert send(here, {**seen, "finding": "recurrence"}).status_code == 409
    assert send(here, {**seen, "lesions": [{"name": "T1"}]}).status_code == 400
    answer = send(here, seen)
    assert answer.status_code == 201, answer.content
    assert answer.json()["lesions"][0]["mm"] == "14.0"
    assert send(here, seen).status_code == 409
    with seeing(site):
        assert BlindRead.objects.count() == 1
    assert client.get(f"{READS}agreement/").status_code == 403
    signed_in_as(Role.MONITOR)
    assert client.get(here).status_code == 403
    (told,) = client.get(f"{READS}agreement/").json()["scans"]
    assert (told["verdict"]["category"], told["verdict"]["how"]) == ("none", "single")


def test_a_third_reader_sees_both_reads_without_names(send, client):
    version = protocols.amended("hcc-neo", **{"reading: single": "reading: double"})
    site = people.activation(of=version.trial)
    protocols.in_force(version, site, protocols.SINCE)
    with time_machine.travel(instant(followup.ENROLLED), tick=False):
        row = followup.enrolled_participant(site)
    here = f"{READS}{followup.scan(row, SCANNED).pk}/"

    def sit(name):
        client.force_login(people.delegated(Role.READER, site, people.user(name)).user)

    sit("anna")
    send(here, {"adequate": True, "finding": "none"})
    sit("bela")
    assert client.get(here).json()["both_reads"] == []
    send(here, {"adequate": True, "finding": "recurrence", "location": "intrahepatic"})
    sit("cora")
    asked = client.get(here)
    assert asked.json()["seat"] == "adjudicator"
    assert sorted(one["finding"] for one in asked.json()["both_reads"]) == ["none", "recurrence"]
    assert not {"anna", "bela"} & set(asked.content.decode().split('"'))
