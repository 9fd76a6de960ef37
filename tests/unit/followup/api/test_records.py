import pytest

from followup.models import AdverseEvent, TreatmentCourse
from tests.factories import followup, people, protocols
from tests.factories.casebook import seeing
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db

BODIES = {
    "courses": {"agent": "lenvatinib", "start_date": "2026-02-01", "dose": "8", "dose_unit": "mg"},
    "surgery": {
        "surgery_date": "2026-03-02",
        "procedure": "anatomic_resection",
        "margin": "r0",
        "histology": "pending",
    },
    "scans": {
        "scan_date": "2026-05-04",
        "modality": "ct",
        "adequate": True,
        "finding": "none",
    },
    "vital-status": {
        "vital_status": "dead",
        "status_date": "2026-05",
        "information_source": "registry",
        "cause_of_death": "Liver failure",
    },
    "adverse-events": {
        "term": "Fatigue",
        "grade": 2,
        "onset": "2026-03",
        "outcome": "ongoing",
        "aware_at": "2026-03-05T06:00:00Z",
        "seriousness": ["hospitalization"],
        "causality": {"lenvatinib": "not_related"},
    },
}


def address(row, *more) -> str:
    tail = "".join(f"{one}/" for one in more)
    return f"/api/v1/trials/{row.activation.trial.slug}/participants/{row.code}/{tail}"


@pytest.mark.parametrize("slug", sorted(BODIES))
def test_what_is_sent_is_recorded_and_listed(send, client, participant, slug):
    answer = send(address(participant, slug), BODIES[slug])
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["participant"], told["version"]) == (participant.code, 1)
    listed = client.get(address(participant, "records")).json()
    assert [one["id"] for one in listed[slug]] == [told["id"]]


def test_same_key_is_one_record(send, site, participant):
    path = address(participant, "courses")
    answers = [send(path, BODIES["courses"], key="the-same-key") for _time in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    with seeing(site):
        assert TreatmentCourse.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "changed", "refusal"),
    [
        ("courses", {"agent": "pd1"}, (409, "Name the product")),
        ("courses", {"start_date": "2030-01-01"}, (409, "in the future")),
        ("courses", {"start_date": "2026-02-30"}, (400, "start_date")),
        ("vital-status", {"status_date": "2026-13"}, (400, "There is no month 13")),
        ("adverse-events", {"term": "Alopecia", "grade": 3}, (409, "has no grade 3")),
    ],
)
def test_refusal_is_the_sentence_of_the_page(send, participant, slug, changed, refusal):
    answer = send(address(participant, slug), {**BODIES[slug], **changed})
    status, said = refusal
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_correction_says_why_and_upon_which_version(send, participant):
    course = followup.course(participant, followup.ENROLLED)
    path = address(participant, "courses", course.pk, "corrections")
    body = {**BODIES["courses"], "expected_version": 1, "reason": "misread"}
    assert send(path, body).json()["version"] == 2
    late = send(path, body)
    assert (late.status_code, late.json()["refusal"]) == (409, "Conflict")
    assert send(path, BODIES["courses"]).status_code == 400


def test_sponsor_is_told(send, site, participant):
    event = followup.adverse_event(participant, seriousness=("disability",))
    path = address(participant, "adverse-events", event.pk, "told")
    assert send(path, {"told_at": "2026-06-01T08:00:00Z"}).status_code == 200
    with seeing(site):
        assert AdverseEvent.objects.get().reported_at is not None


def test_worklist_is_told_in_the_order_of_the_page(send, client, participant):
    followup.adverse_event(participant, seriousness=("disability",))
    told = client.get("/api/v1/trials/hcc-neo/worklist/").json()
    assert [one["kind"] for one in told][:2] == ["sae_clock", "overdue"]
    assert told[0]["participant"] == participant.code


@pytest.mark.parametrize(
    ("role", "status"), [(Role.MONITOR, 403), (Role.DATA_MANAGER, 403), (Role.PI, 201)]
)
def test_recording_is_for_who_treats(send, client, participant, role, status):
    client.force_login(people.delegated(role, participant.activation).user)
    assert send(address(participant, "courses"), BODIES["courses"]).status_code == status


def test_participant_of_another_site_does_not_exist(send, client, participant):
    client.force_login(people.delegated(Role.NURSE, protocols.open_site()).user)
    assert send(address(participant, "courses"), BODIES["courses"]).status_code == 404
    assert client.get(address(participant, "records")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.MONITOR, 200), (Role.SPONSOR, 403)])
def test_list_is_for_who_reads_records(client, participant, role, status):
    client.force_login(people.delegated(role, participant.activation).user)
    assert client.get(address(participant, "records")).status_code == status


def test_worklist_is_for_who_treats(client, participant):
    client.force_login(people.delegated(Role.MONITOR, participant.activation).user)
    assert client.get("/api/v1/trials/hcc-neo/worklist/").status_code == 403
