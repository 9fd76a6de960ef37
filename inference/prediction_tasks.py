"""Compute a prediction: the one kind of job of the process that loads torch."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.acts import Refusal
from inference.actions import attempts, predictions
from inference.actions.attempts import PREDICT
from inference.failed import reason_of
from inference.models import PredictionAttempt
from inference.selectors.disclosures import is_concealed
from jobs import clock
from jobs.domain.queues import Queue
from jobs.registry import Effect, Result, job
from jobs.runner import UNREACHABLE, RunningJob
from trials.selectors.protocols import protocol_of

if TYPE_CHECKING:
    from inference.running.attempts import Computed

log = structlog.get_logger("concord.inference")


@job(PREDICT, title=_("Compute a prediction"), queue=Queue.INFERENCE)
def predict(*, job: RunningJob, attempt_id: int) -> Effect:
    attempt = with_all(attempt_id)
    assert isinstance(job.by, User)
    began = clock.now()
    job.progress(10, str(_("Loading the predictor")))
    try:
        attempts.check_still_agreed(attempt, at=began)
        attempts.check_runs(
            attempt.release, attempt.participant, protocol_of(attempt.protocol_version)
        )
        # Only here: torch takes two seconds and 200 MB, which no other process pays.
        from inference.running.attempts import compute

        found = compute(attempt)
    except UNREACHABLE:
        raise
    except Exception as error:
        # By its type only: the message may hold a participant's value.
        log.warning("prediction failed", attempt=attempt_id, cause=type(error).__name__)
        return partial(note_failure, attempt_id, reason_of(error), began, job.by)
    job.progress(90, str(_("Keeping the result")))
    return partial(keep, attempt_id, found, began, job.by)


def keep(attempt_id: int, found: "Computed", began: datetime, by: User) -> Result:
    """The result and the end of the attempt stay together, or neither does."""
    attempt, now = with_all(attempt_id), clock.now()
    if not attempt.outcome:
        try:
            with transaction.atomic():
                attempts.check_still_agreed(attempt, at=now)
                keep_result(attempt, found, by=by, at=now)
                attempts.complete(
                    attempt=attempt,
                    used=found.used,
                    platform=found.platform,
                    started_at=began,
                    by=by,
                    at=now,
                )
        except Refusal as refusal:
            return note_failure(attempt_id, reason_of(refusal), began, by)
    return {"url": address(attempt)}


def keep_result(attempt: PredictionAttempt, found: "Computed", *, by: User, at: datetime) -> None:
    if is_concealed(attempt.release, attempt.protocol_version):
        from inference.actions.openings import open_due
        from inference.actions.sealing import seal

        seal(
            participant=attempt.participant,
            release=attempt.release,
            output=found.output,
            input_sha256=attempt.input_sha256,
            run_id=attempt.run_id,
            computed_at=at,
            by=by,
            at=at,
        )
        # Behind a database lock nobody would come to open it.
        open_due(participant=attempt.participant, by=by, at=at)
        return
    assert found.score is not None  # an open predictor gives a number: registration checks it
    predictions.attach(attempt=attempt, score=found.score, computed_at=at, by=by, at=at)


def note_failure(attempt_id: int, reason: dict[str, str], began: datetime, by: User) -> Result:
    attempt = with_all(attempt_id)
    if not attempt.outcome:
        attempts.fail(attempt=attempt, reasons=[reason], started_at=began, by=by, at=clock.now())
    return {"url": address(attempt)}


def with_all(attempt_id: int) -> PredictionAttempt:
    rows = PredictionAttempt.objects.select_related(
        "participant__activation__trial",
        "participant__activation__site",
        "release__predictor__trial",
        "protocol_version__trial",
    )
    found: PredictionAttempt = rows.get(pk=attempt_id)
    return found


def address(attempt: PredictionAttempt) -> str:
    row = attempt.participant
    return reverse("inference:record", args=[row.activation.trial.slug, row.code])
