"""Participants of hcc-neo who meet every criterion, and those as far along as a test needs."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from audit.domain.signing import Shown
from audit.models import Signature
from casebook.actions import forms
from casebook.domain.answers import entry_from
from casebook.models import FormRecord, Participant
from enrollment.actions import allocations, eligibility, enrollments, exclusions, readings
from enrollment.domain.exclusions import State
from enrollment.models import Allocation, EligibilityDecision, Enrollment, Exclusion
from enrollment.selectors import exclusions as later
from enrollment.selectors.decisions import to_sign
from inference.actions import predictions, releases
from inference.models import Prediction, PredictorRelease
from inference.selectors.releases import content_of
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.models import ReadingChange, SiteActivation, Trial
from trials.selectors import readings as chosen_readings

SCANNED = date(2026, 1, 4)
JUDGED = date(2026, 1, 8)
WEIGHTS = "a1" * 32
SCREENING = "SCR"

# Nothing here excludes anyone: each test changes what it is about.
FORMS: Mapping[str, Mapping[str, Any]] = {
    "screening_clinical": {
        "able_to_understand": True,
        "followup_commitment": True,
        "diagnosis": ("hcc",),
        "diagnosis_route": ("histopathology",),
        "diagnosis_date": "2025-12",
        "tumor_count": 1,
        "largest_tumor": 30,
        "vascular_invasion": False,
        "extrahepatic_spread": False,
        "bclc_stage": ("A",),
        "curative_resection_scheduled": True,
        "planned_surgery_date": "2026-03",
        "planned_surgeon": "Dr Zhou",
        "ecog": 0,
        "systolic_pressure": 120,
        "diastolic_pressure": 80,
        "uncontrolled_hypertension": False,
        "nyha_class": 0,
        "other_cardiac_uncontrolled": False,
        "other_malignancy": False,
        "hypersensitivity": False,
        "severe_renal_dysfunction": False,
        "other_uncontrolled": False,
        "investigator_objection": False,
    },
    "screening_laboratory": {
        "laboratory_date": "2026-01-05",
        "bilirubin": 12,
        "albumin": 42,
        "inr": "1.0",
        "ascites": ("none",),
        "encephalopathy": ("none",),
        "creatinine": 70,
    },
    "screening_mri": {
        "mri_date": SCANNED.isoformat(),
        "mri_phases": ("non_contrast", "arterial", "portal_venous", "delayed"),
        "mri_quality": ("acceptable",),
        "mri_quality_judged_by": "Dr Qin",
    },
}


@contextmanager
def acting_as(role: Role, row: Participant) -> Iterator[User]:
    user = casebook.member(row.activation, role)
    with seeing(row.activation, by=user):
        yield user


def release_for(trial: Trial) -> PredictorRelease:
    """The release whose scores the trial's sites record; the same one each time."""
    found = PredictorRelease.objects.filter(predictor__trial=trial, manifest_sha256=None).first()
    return found or approved(registered(trial))


def approved(release: PredictorRelease) -> PredictorRelease:
    by = casebook.member(activation_of(release.predictor.trial), Role.SPONSOR)
    signing = people.signing(by, content_of(release))
    return releases.approve(release=release, signing=signing, by=by, at=people.NOW)


def activation_of(trial: Trial) -> SiteActivation:
    activation = SiteActivation.objects.filter(trial=trial).first()
    assert activation is not None
    return activation


def registered(
    trial: Trial, version: str = "1.0", weights: str = WEIGHTS, fact: str = "pre_score"
) -> PredictorRelease:
    predictor = releases.name_predictor(
        trial=trial,
        slug="pre",
        title_en="PRE",
        title_zh="PRE",
        fact=fact,
        by=people.SETUP,
        at=people.NOW,
    )
    return releases.register(
        predictor=predictor,
        version=version,
        weights_sha256=weights,
        threshold=Decimal("0.5"),
        by=casebook.member(activation_of(trial), Role.MODEL_ENGINEER),
        at=people.NOW,
    )


def prediction(row: Participant, score: str = "0.73", **changes: Any) -> Prediction:
    day = changes.pop("day", JUDGED)
    with acting_as(Role.NURSE, row) as nurse:
        return predictions.record(
            **{
                "participant": row,
                "release": release_for(row.activation.trial),
                "score": Decimal(score),
                "run_id": "run-1",
                "computed_at": instant(day) - timedelta(hours=1),
                "imaging_date": SCANNED,
                "by": nurse,
                "at": instant(day),
                **changes,
            }
        )


def screened_participant(
    activation: SiteActivation | None = None, score: str = "0.73", **changes: Any
) -> Participant:
    """Consented, every form complete, the PRE score recorded; `changes` replace answers."""
    activation = activation or protocols.open_site()
    nurse = casebook.member(activation)
    row = casebook.consented_participant(activation, by=nurse)
    for form_id, answers in FORMS.items():
        own = {name: changes.pop(name) for name in list(changes) if name in answers}
        more = EXTRA.get(form_id, set()) & changes.keys()
        own |= {name: changes.pop(name) for name in more}
        casebook.saved_form(row, form_id, {**answers, **own}, visit=SCREENING, by=nurse)
    assert not changes, f"no form asks for {sorted(changes)}"
    if score:
        prediction(row, score)
    return row


def correct(row: Participant, form_id: str, *, day: date = JUDGED, **values: Any) -> FormRecord:
    """The nurse finds that an answer of a completed form was wrong."""
    with acting_as(Role.NURSE, row) as nurse:
        record = FormRecord.objects.get(participant=row, form_id=form_id)
        kept = {name: entry_from(stored) for name, stored in record.data.items()}
        given = casebook.answers({**kept, **values}, expected_version=record.version)
        return forms.correct(
            record=record, answers=given, reason="misread", by=nurse, at=instant(day)
        )


# Questions that a changed answer opens.
EXTRA = {"screening_clinical": {"ecog_tumor_related", "ecog_reason"}}


def decided(row: Participant, *, day: date = JUDGED, by: User | None = None) -> EligibilityDecision:
    by = by or casebook.member(row.activation, Role.SUB_INVESTIGATOR)
    with seeing(row.activation, by=by):
        signing = people.signing(by, to_sign(row, on=day))
        return eligibility.decide(participant=row, signing=signing, by=by, at=instant(day))


def enrolled(row: Participant, *, day: date = JUDGED, by: User | None = None) -> Enrollment:
    by = by or casebook.member(row.activation, Role.SUB_INVESTIGATOR)
    with seeing(row.activation, by=by):
        return enrollments.enroll(participant=row, by=by, at=instant(day))


def enrolled_participant(activation: SiteActivation | None = None) -> Participant:
    row = screened_participant(activation)
    decided(row)
    enrolled(row)
    return row


def proposed_reading(
    activation: SiteActivation, reading: str = "printed_score", **changes: Any
) -> ReadingChange:
    """The investigator asks for the printed score of Child-Pugh."""
    by = changes.pop("by", None) or casebook.member(activation, Role.PI)
    with seeing(activation, by=by):
        return readings.propose_reading(
            **{
                "trial": activation.trial,
                "ambiguity": "child_pugh",
                "reading": reading,
                "reason": "The printed score is what the ethics board read.",
                "by": by,
                "at": instant(JUDGED),
                **changes,
            }
        )


def approved_reading(
    change: ReadingChange, activation: SiteActivation, *, by: User | None = None
) -> ReadingChange:
    by = by or casebook.member(activation, Role.SPONSOR)
    with seeing(activation, by=by):
        signing = people.signing(by, chosen_readings.content_of(change))
        at = instant(JUDGED)
        return readings.approve_reading(change=change, signing=signing, by=by, at=at)


def allocated(row: Participant, *, by: User | None = None, **changes: Any) -> Allocation:
    by = by or casebook.member(row.activation, Role.SUB_INVESTIGATOR)
    with seeing(row.activation, by=by):
        return allocations.allocate(
            **{
                "participant": row,
                "arm": "neoadjuvant",
                "allocated_date": JUDGED,
                "reason": Allocation.Reason.CLINICAL,
                "preference": Allocation.Preference.AGREES,
                "decided_by": "Dr Zhou Ning",
                "by": by,
                "at": instant(JUDGED),
                **changes,
            }
        )


def excluded(row: Participant, criterion: str, **given: Any) -> Exclusion:
    """`day`; `reason` and `by` where the test is about them."""
    return decide_later(exclusions.confirm, row, criterion, to=State.CONFIRMED, **given)


def reinstated(row: Participant, criterion: str, **given: Any) -> Exclusion:
    return decide_later(exclusions.reinstate, row, criterion, to=State.REINSTATED, **given)


def decide_later(
    act: Callable[..., Exclusion],
    row: Participant,
    criterion: str,
    *,
    to: State,
    day: date,
    reason: str = "Read twice",
    by: User | None = None,
) -> Exclusion:
    by = by or casebook.member(row.activation, Role.SUB_INVESTIGATOR)
    with seeing(row.activation, by=by):
        case = later.case_of(row, criterion)
        shown = later.content_of(case, to=to) if case else Shown(sha256="")
        signing = people.signing(by, shown)
        given = {"reason": reason, "signing": signing, "by": by, "at": instant(day)}
        return act(participant=row, criterion=criterion, **given)


def signatures() -> QuerySet[Signature]:
    """Those of these participants: the model they rest on was approved with one before."""
    return Signature.objects.exclude(meaning=Signature.Meaning.APPROVAL)
