"""Releases that really run, and participants of hcc-neo and hcc-adj they can be run on."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from casebook.models import Participant
from inference.actions import attempts, releases
from inference.models import PredictionAttempt, PredictorRelease
from inference.selectors.releases import content_of
from inference.training.shipped import folder_of
from tests.factories import adjuvant, casebook, people
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import FORMS, JUDGED, SCREENING
from trials.domain.roles import Role
from trials.models import SiteActivation

SLUGS = {"hcc-neo": "pre", "hcc-adj": "strategy"}
FINDINGS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("screening_pathology", "SCR"): {
        "specimen_tumor_size": 60,
        "specimen_tumor_count": 1,
        "microvascular_invasion": ("m1",),
        "satellite_nodules": False,
    },
    ("baseline_laboratory", "BL"): {"bilirubin": 14, "albumin": 41},
}
Commits = Callable[..., AbstractContextManager[Any]]


def proposed(here: SiteActivation, folder: Path | None = None, version: str = "here 1") -> Any:
    trial = here.trial
    return releases.register_package(
        trial=trial,
        slug=SLUGS[trial.slug],
        version=version,
        folder=folder or folder_of(trial.slug),
        by=casebook.member(here, Role.MODEL_ENGINEER),
        at=people.NOW,
    )


def approved(here: SiteActivation, folder: Path | None = None, **more: Any) -> PredictorRelease:
    release, by = proposed(here, folder, **more), casebook.member(here, Role.SPONSOR)
    signing = people.signing(by, content_of(release))
    return releases.approve(release=release, signing=signing, by=by, at=people.NOW)


def screened(here: SiteActivation | None = None, **changes: Any) -> Participant:
    """Of hcc-neo, with what a PRE score is computed from; no score yet."""
    row = casebook.consented_participant(here)
    for form_id, answers in FORMS.items():
        own = {name: changes[name] for name in changes if name in answers}
        casebook.saved_form(row, form_id, {**answers, **own}, visit=SCREENING)
    return row


def operated(here: SiteActivation | None = None, **changes: Any) -> Participant:
    """Of hcc-adj, with the findings that the strategy is predicted from."""
    row = adjuvant.participant(here)
    for (form_id, visit), answers in FINDINGS.items():
        own = {name: changes[name] for name in changes if name in answers}
        given = {name: one for name, one in {**answers, **own}.items() if one is not None}
        casebook.saved_form(row, form_id, given, visit=visit, complete=False)
    return row


def asked(
    row: Participant, release: PredictorRelease, role: Role = Role.DATA_MANAGER, **more: Any
) -> PredictionAttempt:
    by = more.pop("by", None) or casebook.member(row.activation, role)
    with seeing(row.activation, by=by):
        return attempts.request(
            participant=row, release=release, by=by, at=more.pop("at", instant(JUDGED))
        )


def run(row: Participant, release: PredictorRelease, commits: Commits) -> PredictionAttempt:
    """Asked for, and carried out as the worker does once the request is committed."""
    with commits(execute=True):
        attempt = asked(row, release)
    return again(attempt)


def again(attempt: PredictionAttempt) -> PredictionAttempt:
    """As it stands now."""
    with seeing(attempt.activation):
        return PredictionAttempt.objects.select_related("job", "release").get(pk=attempt.pk)
