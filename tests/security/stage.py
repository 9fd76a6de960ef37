"""The stage of the access tests: every role, two sites of one trial, a site of another trial.

Each site has a participant who went the whole way, so that every address names something real.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts import actions as accounts
from accounts.models import User
from analysis.actions import cuts, reports
from analysis.models import BoardDocument, DataCut, Report
from analysis.selectors.reports import content_of, page_of
from analysis.tasks import REPORTS
from audit.acts import acting
from casebook.models import Consent, Deviation, Participant
from enrollment.models import Allocation, EnrollmentHold
from followup.actions import cohort_uploads
from followup.models import (
    AdverseEvent,
    CohortUpload,
    TreatmentCourse,
    TumorAssessment,
    VitalStatus,
)
from inference.ingest.quarantine import Incoming
from inference.models import Prediction, PredictorRelease
from jobs import actions as jobs
from jobs.models import Job
from tests.factories import board, casebook, enrollment, followup, imaging, people, protocols
from trials.domain.roles import Role
from trials.models import Delegation, DelegationToken, ReadingChange, SiteActivation

HCC, OTHER = "hcc-neo", "small-trial"
CANARY = "KanarienvogelZQX"
OPERATED, SEEN = date(2026, 1, 20), date(2026, 2, 20)


@dataclass
class Place:
    """What addresses name at one site."""

    activation: SiteActivation
    participant: Participant
    words: dict[str, Any]


@dataclass
class Stage:
    own: Place
    other_site: Place
    other_trial: Place
    people: dict[Role, User]
    report: Report
    cut: DataCut
    job: Job
    token: DelegationToken
    delegation: Delegation
    release: PredictorRelease
    waiting: User
    reading: ReadingChange
    hold: EnrollmentHold
    document: BoardDocument
    named: dict[str, str] = field(default_factory=dict)

    def place(self, name: str) -> Place:
        return {"own": self.own, "other_site": self.other_site, "other_trial": self.other_trial}[
            name
        ]


def build() -> Stage:
    here = protocols.open_site(HCC, people.site("SHA"))
    there = protocols.open_site(HCC, people.site("BEI"))
    elsewhere = protocols.open_site(OTHER, people.site("FAR"))
    cast = {role: people.delegated(role, here, people.user(role.value)).user for role in Role}
    own, other = whole_way(here), whole_way(there, canary=CANARY)
    far = consented_only(elsewhere)
    cut = cut_of(here, cast)
    report = report_of(cut, here, cast)
    return Stage(
        own=own,
        other_site=other,
        other_trial=far,
        people=cast,
        cut=cut,
        report=report,
        named=names_in(report),
        job=job_of(cut, cast[Role.DATA_MANAGER]),
        token=token_of(cast[Role.NURSE]),
        delegation=people.delegated(Role.READER, here),
        release=enrollment.release_for(here.trial),
        waiting=somebody_waiting(),
        reading=enrollment.proposed_reading(here),
        # Lifted, so that what other roles may do is asked of an open trial.
        hold=board.lifted(board.held(here, number=2), here),
        document=board.document(board.drafted(here).meeting, here),
    )


def whole_way(activation: SiteActivation, *, canary: str = "") -> Place:
    row = enrollment.screened_participant(activation, planned_surgeon=canary or "Dr Zhou")
    enrollment.decided(row)
    enrollment.enrolled(row)
    enrollment.allocated(row)
    course = followup.course(row, OPERATED - timedelta(days=5))
    surgery = followup.surgery(row, OPERATED)
    scan = followup.scan(row, SEEN)
    event = followup.adverse_event(row, seriousness=("hospitalization",))
    contact = followup.contact(row, "alive", "2026-02-20")
    deviation = casebook.deviation(row)
    query = casebook.query(casebook.form_of(row, "screening_laboratory"), "bilirubin")
    lock = casebook.data_lock(casebook.participant(activation))
    upload = imaging.received(row, [Incoming(name="scan", pieces=[b"not read yet"])])
    if canary:
        plant(row, canary)
    words = {
        "course": course.pk,
        "surgery": surgery.pk,
        "scan": scan.pk,
        "event": event.pk,
        "contact": contact.pk,
        "upload": upload.pk,
        "deviation": deviation.pk,
        "query": query.pk,
        "lock": lock.pk,
        "cohort": cohort_upload(activation).pk,
        "consent_form": consent_form(row),
        "code": row.code,
    }
    return Place(activation, row, words)


def consent_form(row: Participant) -> int:
    with casebook.seeing(row.activation):
        return Consent.objects.get(participant=row).consent_version_id or 0


def cohort_upload(activation: SiteActivation) -> CohortUpload:
    """A file in another trial's hands says nothing of its columns yet."""
    person = people.delegated(Role.DATA_MANAGER, activation).user
    with acting(by=person, action="tests.hand_in", activations=[activation.pk]):
        return cohort_uploads.hand_in(
            place=activation, name="a.csv", data=b"id,sex\n1,F\n", by=person, at=people.NOW
        )


def consented_only(activation: SiteActivation) -> Place:
    row = casebook.consented_participant(activation)
    words = dict.fromkeys(["course", "surgery", "scan", "event", "contact", "upload", "cohort"], 1)
    words["deviation"] = words["consent_form"] = words["query"] = words["lock"] = 1
    return Place(activation, row, {**words, "code": row.code})


FREE_TEXTS = {
    Consent: ["explained_by"],
    Allocation: ["reason_text", "decided_by"],
    Deviation: ["what", "action_taken", "reported_to"],
    AdverseEvent: ["narrative"],
    TumorAssessment: ["inadequate_reason"],
    TreatmentCourse: ["product", "stop_reason"],
    VitalStatus: ["cause_of_death"],
    Prediction: ["run_id"],
}


def plant(row: Participant, word: str) -> None:
    """Put the word into the free texts of the participant's records, and so into their history."""
    with acting(by=people.SETUP, action="tests.plant", activations=[row.activation_id]):
        row.screening_reason = word
        row.save()
        for model, columns in FREE_TEXTS.items():
            for record in model.objects.filter(participant=row):
                for column in columns:
                    setattr(record, column, word)
                record.save()


def cut_of(here: SiteActivation, cast: dict[Role, User]) -> DataCut:
    """Under a name that no other test takes: files outlast the databases of tests."""
    with seeing_trial(here, cast[Role.DATA_MANAGER]) as by:
        return cuts.take(
            trial=here.trial, name="stage", events_to=date(2026, 2, 28), by=by, at=people.NOW
        )


def report_of(cut: DataCut, here: SiteActivation, cast: dict[Role, User]) -> Report:
    """The closed report by name, released to the board."""
    with seeing_trial(here, cast[Role.UNBLINDED_STATISTICIAN]) as by:
        meeting = reports.hold_meeting(
            trial=cut.trial, number=1, held_on=people.TODAY, by=by, at=people.NOW
        )
        made = reports.make(cut=cut, session="named", language="en", by=by, at=people.NOW)
        signing = people.signing(by, content_of(made))
        return reports.release(report=made, meeting=meeting, signing=signing, by=by, at=people.NOW)


def names_in(report: Report) -> dict[str, str]:
    blocks = [block for part in page_of(report)["sections"] for block in part["blocks"]]
    kinds = ("figure", "table")
    first = {kind: next(b["key"] for b in blocks if b["kind"] == kind) for kind in kinds}
    return {**first, "column": str(board.counting_column(report))}


@contextmanager
def seeing_trial(here: SiteActivation, by: User) -> Iterator[User]:
    sites = SiteActivation.objects.filter(trial=here.trial).values_list("pk", flat=True)
    with acting(by=by, action="tests.stage", activations=sites):
        yield by


def job_of(cut: DataCut, by: User) -> Job:
    """Waiting: nobody has taken it up."""
    return jobs.submit(
        kind=REPORTS, key="for the stage", payload={"cut": cut.pk}, by=by, at=people.NOW
    )


def token_of(user: User) -> DelegationToken:
    held = Delegation.objects.get(user=user)
    return DelegationToken.objects.create(user, delegation=held)[0]


def somebody_waiting() -> User:
    return accounts.invite(
        username="waits",
        email="waits@example.org",
        printed_name="Somebody who waits",
        is_open=False,
        by=people.SETUP,
        at=people.NOW,
    )


# --- the words of addresses ----------------------------------------------------------------------
Words = Callable[[Stage, Place], dict[str, Any]]


def trial(stage: Stage, place: Place) -> dict[str, Any]:
    return {"trial": place.activation.trial.slug}


def participant(stage: Stage, place: Place) -> dict[str, Any]:
    return {**trial(stage, place), "code": place.words["code"]}


def one(name: str) -> Words:
    return lambda stage, place: {**participant(stage, place), "pk": place.words[name]}


def with_words(base: Words, **more: Any) -> Words:
    return lambda stage, place: {**base(stage, place), **more}


ADDRESS: dict[str, Words] = {
    "none": lambda stage, place: {},
    "hospital": lambda stage, place: {"provider_id": "login.hospital.example"},
    "trial": trial,
    "participant": participant,
    "visit": with_words(participant, visit="SCR"),
    "form": with_words(participant, form_id="screening_laboratory", query={"visit": "SCR"}),
    "answer": with_words(
        participant,
        form_id="screening_laboratory",
        query={"visit": "SCR", "item": "bilirubin"},
    ),
    "file": with_words(participant, item="letter", sha256="0" * 64),
    "new_file": with_words(participant, item="bilirubin"),
    "exclusion": with_words(participant, criterion="E3"),
    "deviation": lambda stage, place: {
        **trial(stage, place),
        "pk": place.words["deviation"],
    },
    "lock": lambda stage, place: {**trial(stage, place), "pk": place.words["lock"]},
    "query": lambda stage, place: {**trial(stage, place), "pk": place.words["query"]},
    "consent_form": lambda stage, place: {
        **trial(stage, place),
        "pk": place.words["consent_form"],
    },
    "event": one("event"),
    "other_record": with_words(one("event"), kind="adverse-events", query={"item": "grade"}),
    "course": one("course"),
    "surgery": one("surgery"),
    "scan": one("scan"),
    "contact": one("contact"),
    "read": lambda stage, place: {**trial(stage, place), "pk": place.words["scan"]},
    "upload": one("upload"),
    "cohort": lambda stage, place: {**trial(stage, place), "pk": place.words["cohort"]},
    "cut": with_words(trial, name="stage"),
    "report": lambda stage, place: {**trial(stage, place), "pk": stage.report.pk},
    "figure": lambda stage, place: {
        **trial(stage, place),
        "pk": stage.report.pk,
        "key": stage.named["figure"],
    },
    "table": lambda stage, place: {
        **trial(stage, place),
        "pk": stage.report.pk,
        "key": stage.named["table"],
    },
    "meeting": with_words(trial, number=1),
    "hold": lambda stage, place: {**trial(stage, place), "pk": stage.hold.pk},
    "board_document": lambda stage, place: {**trial(stage, place), "pk": stage.document.pk},
    "cell": lambda stage, place: {
        **trial(stage, place),
        "pk": stage.report.pk,
        "key": "enrollment",
        "row": 0,
        "column": int(stage.named["column"]),
    },
    "job": lambda stage, place: {"pk": stage.job.pk},
    "token": lambda stage, place: {"key": stage.token.token_key},
    "delegation": lambda stage, place: {**trial(stage, place), "pk": stage.delegation.pk},
    "release": lambda stage, place: {**trial(stage, place), "pk": stage.release.pk},
    "ambiguity": with_words(trial, ambiguity="child_pugh"),
    "reading": lambda stage, place: {**trial(stage, place), "pk": stage.reading.pk},
    "person": lambda stage, place: {
        **trial(stage, place),
        "pk": stage.people[Role.NURSE].pk,
    },
    "waiting": lambda stage, place: {**trial(stage, place), "pk": stage.waiting.pk},
    "reset_key": lambda stage, place: {"uidb36": "1", "key": "set-password"},
    "mail_key": lambda stage, place: {"key": "x"},
}
BY_PARTICIPANT = {
    "participant", "visit", "form", "exclusion", "event", "course", "surgery", "scan", "contact",
    "upload", "deviation", "consent_form", "query", "answer", "lock",
    "other_record",
}  # fmt: skip
BY_TRIAL = BY_PARTICIPANT | {
    "trial", "cohort", "cut", "report", "figure", "table", "delegation", "person", "waiting",
    "release", "ambiguity", "reading", "meeting", "hold", "board_document", "cell",
}  # fmt: skip
