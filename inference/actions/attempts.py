"""Ask for a prediction, and note what became of it. Every try is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from audit.acts import Actor, act
from casebook.consent_policies import check_use
from casebook.models import Participant
from casebook.policies import check_has_consented, check_not_withdrawn
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import version_agreed_to
from inference.domain.failures import Failure
from inference.failed import Failed
from inference.models import PredictionAttempt, PredictorRelease, ReleaseState
from inference.selectors.inputs import Assembled, assemble
from jobs import actions as jobs
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import DataUse
from trials.domain.rights import Right
from trials.permissions import check_may
from trials.selectors.protocols import protocol_of

PREDICT = "inference.predict"
Outcome = PredictionAttempt.Outcome
Reasons = Sequence[Mapping[str, str]]


NOT_IN_USE = {
    ReleaseState.PROPOSED: Failure.ONLY_PROPOSED,
    ReleaseState.RETIRED: Failure.RETIRED,
}


class UnableToPredict(Failed):
    """No run was asked for."""


@act
def request(
    *, participant: Participant, release: PredictorRelease, by: User, at: datetime
) -> PredictionAttempt:
    """Freeze the input and have it run; on the same input again only where the last try failed."""
    today = day_at(participant.activation, at)
    check_may(by, Right.RUN_INFERENCE, activation=participant.activation, on=today)
    check_has_consented(participant)
    check_use(participant, DataUse.MODEL_USE, on=today)
    check_not_withdrawn(participant, on=today)
    version = version_agreed_to(participant)
    check_runs(release, participant, protocol_of(version))
    # One at a time: two clicks must not make two attempts.
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    assembled = assemble(participant, release, protocol_of(version))
    earlier = attempts_with(participant, release, assembled.sha256)
    if earlier and not earlier[-1].may_be_tried_again:
        return earlier[-1]
    return _begin(
        participant=participant,
        release=release,
        assembled=assembled,
        number=len(earlier) + 1,
        by=by,
        at=at,
    )


def _begin(
    *,
    participant: Participant,
    release: PredictorRelease,
    assembled: Assembled,
    number: int,
    by: User,
    at: datetime,
) -> PredictionAttempt:
    attempt = PredictionAttempt.objects.create(
        activation=participant.activation,
        participant=participant,
        protocol_version=version_agreed_to(participant),
        release=release,
        number=number,
        input=assembled.input,
        input_sha256=assembled.sha256,
        sources=assembled.sources,
        outcome=Outcome.NOT_EVALUABLE if assembled.reasons else "",
        reasons=assembled.reasons,
        ended_at=at if assembled.reasons else None,
        entered_by=by,
        entered_at=at,
    )
    if not assembled.reasons:
        attempt.job = jobs.submit(
            kind=PREDICT,
            key=key_of(attempt),
            payload={"attempt_id": attempt.pk},
            by=by,
            at=at,
            activations=[participant.activation_id],
        )
        attempt.save()
    return attempt


def key_of(attempt: PredictionAttempt) -> str:
    parts = (attempt.participant_id, attempt.release_id, attempt.input_sha256, attempt.number)
    return ":".join([PREDICT, *map(str, parts)])


def attempts_with(
    participant: Participant, release: PredictorRelease, input_sha256: str
) -> list[PredictionAttempt]:
    found = PredictionAttempt.objects.filter(
        participant=participant, release=release, input_sha256=input_sha256
    )
    return list(found.select_related("job", "release__predictor").order_by("number"))


def check_still_agreed(attempt: PredictionAttempt, *, at: datetime) -> None:
    """Between asking and running somebody may have withdrawn; what then still waits is not run."""
    today = day_at(attempt.participant.activation, at)
    check_use(attempt.participant, DataUse.MODEL_USE, on=today)
    check_not_withdrawn(attempt.participant, on=today)


def check_runs(release: PredictorRelease, participant: Participant, protocol: Protocol) -> None:
    if release.predictor.trial_id != participant.activation.trial_id:
        raise UnableToPredict(Failure.OTHER_TRIAL)
    if not release.runs_here:
        raise UnableToPredict(Failure.RUNS_ELSEWHERE, release=release)
    if release.state is not ReleaseState.APPROVED:
        raise UnableToPredict(NOT_IN_USE[release.state], release=release)
    if release.predictor.slug not in protocol.disclosure:
        raise UnableToPredict(Failure.NOT_DISCLOSED, slug=release.predictor.slug)


@act
def complete(
    *,
    attempt: PredictionAttempt,
    used: Sequence[str],
    platform: Mapping[str, Any],
    started_at: datetime,
    by: Actor,
    at: datetime,
) -> PredictionAttempt:
    """The result itself was attached or sealed in the same transaction."""
    return _end(
        attempt,
        outcome=Outcome.DONE,
        used=list(used),
        platform=dict(platform),
        started_at=started_at,
        ended_at=at,
    )


@act
def fail(
    *,
    attempt: PredictionAttempt,
    reasons: Reasons,
    started_at: datetime,
    by: Actor,
    at: datetime,
) -> PredictionAttempt:
    return _end(
        attempt,
        outcome=Outcome.FAILED,
        reasons=[dict(reason) for reason in reasons],
        started_at=started_at,
        ended_at=at,
    )


def _end(attempt: PredictionAttempt, **changes: Any) -> PredictionAttempt:
    for name, value in changes.items():
        setattr(attempt, name, value)
    attempt.version += 1
    attempt.save()
    return attempt
