"""Record a score that was computed elsewhere, or attach one computed here, with its origin."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook import sources
from casebook.consent_policies import check_use
from casebook.models import Participant
from casebook.policies import check_has_consented, check_not_withdrawn
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import version_agreed_to
from inference.models import Prediction, PredictionAttempt, PredictorRelease
from inference.selectors.predictions import predictions_of
from trials.domain.protocol.trial import DataUse
from trials.domain.rights import Right
from trials.models import ProtocolVersion
from trials.permissions import check_may
from trials.selectors.protocols import protocol_of

# DICOM PS3.5, 9.1: no component but a lone 0 begins with 0.
UID, LONGEST_UID = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+", re.ASCII), 64


class UnableToRecordPrediction(Refusal):
    """The score was not recorded."""


@act
def record(
    *,
    participant: Participant,
    release: PredictorRelease,
    score: Decimal,
    run_id: str,
    computed_at: datetime,
    imaging_date: date,
    by: User,
    at: datetime,
    series_uids: Sequence[str] = (),
    replaces: str = "",
) -> Prediction:
    """Store the run; the first one counts, a later one only if it `replaces` for a reason."""
    activation = participant.activation
    check_may(by, Right.RECORD_CLINICAL_EVENT, activation=activation, on=day_at(activation, at))
    check_agreed(participant, computed_at)
    version = version_agreed_to(participant)
    check_open(release, version)
    check_elsewhere(release)
    check_in_use(release, computed_at)
    check_score(score)
    check_run(run_id, series_uids)
    check_times(participant, computed_at, imaging_date, at=at)
    check_replaces(participant, release, replaces)
    with each_run_once(participant, run_id):
        prediction = Prediction.objects.create(
            activation=activation,
            participant=participant,
            protocol_version=version,
            release=release,
            score=score,
            run_id=run_id.strip(),
            computed_at=computed_at,
            imaging_date=imaging_date,
            series_uids=list(series_uids),
            replaces=replaces,
            entered_by=by,
            entered_at=at,
        )
    sources.restate(participant, kind="prediction")
    return prediction


@act
def attach(
    *, attempt: PredictionAttempt, score: Decimal, computed_at: datetime, by: User, at: datetime
) -> Prediction:
    """The score of a run here becomes the participant's: the first one of a predictor counts."""
    participant, release = attempt.participant, attempt.release
    site = participant.activation
    check_may(by, Right.RUN_INFERENCE, activation=site, on=day_at(site, at))
    check_agreed(participant, computed_at)
    check_open(release, attempt.protocol_version)
    check_score(score)
    scan = attempt.input["scan"] or {"series_uids": []}
    prediction = Prediction.objects.create(
        activation=attempt.activation,
        participant=participant,
        protocol_version=attempt.protocol_version,
        release=release,
        score=score,
        run_id=attempt.run_id,
        computed_at=computed_at,
        imaging_date=date.fromisoformat(attempt.input["dated"]),
        series_uids=scan["series_uids"],
        attempt=attempt,
        entered_by=by,
        entered_at=at,
    )
    sources.restate(participant, kind="prediction")
    return prediction


@contextmanager
def each_run_once(participant: Participant, run_id: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise UnableToRecordPrediction(
            _("Run %(run)s is recorded for %(code)s already.")
            % {"run": run_id, "code": participant.code}
        ) from error


def check_agreed(participant: Participant, computed_at: datetime) -> None:
    """To take part, and to have a model read their data, still on the day of the run."""
    day = day_at(participant.activation, computed_at)
    check_has_consented(participant)
    check_not_withdrawn(participant, on=day)
    check_use(participant, DataUse.MODEL_USE, on=day)


def check_open(release: PredictorRelease, version: ProtocolVersion) -> None:
    """A concealed prediction typed into an open record would be disclosed to the treating team."""
    protocol = protocol_of(version)
    disclosures = [
        one for one in protocol.disclosure.values() if release.predictor.fact in one.facts
    ]
    if not disclosures or any(one.is_concealed for one in disclosures):
        raise UnableToRecordPrediction(
            _("This protocol does not open %(predictor)s to the site. Nothing was stored.")
            % {"predictor": release.predictor.slug}
        )


def check_elsewhere(release: PredictorRelease) -> None:
    """What runs here is not typed: nobody could tell it from what was really computed."""
    if release.runs_here:
        raise UnableToRecordPrediction(
            _("%(release)s runs on this platform. Have it run instead of typing a score.")
            % {"release": release}
        )


def check_in_use(release: PredictorRelease, computed_at: datetime) -> None:
    """A score decides who may enter: only of a release that somebody else has approved."""
    if release.approved_at is None:
        raise UnableToRecordPrediction(
            _("%(release)s is not approved yet. Ask the sponsor to approve it under Predictors.")
            % {"release": release}
        )
    if release.retired_at is not None and computed_at >= release.retired_at:
        raise UnableToRecordPrediction(
            _("%(release)s was retired before this run. Record a run of the release in use.")
            % {"release": release}
        )


def check_score(score: Decimal) -> None:
    if not 0 <= score <= 1:
        raise UnableToRecordPrediction(
            _("A score lies between 0 and 1; %(score)s does not. Check what was typed.")
            % {"score": score}
        )
    exponent = score.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -8:
        raise UnableToRecordPrediction(
            _("The score has more than 8 decimals. Give it as the run printed it, up to 8.")
        )


def check_run(run_id: str, series_uids: Sequence[str]) -> None:
    """Without them nobody can find again what the score was computed from."""
    if not run_id.strip():
        raise UnableToRecordPrediction(_("Give the run's id, as the computing site calls it."))
    wrong = [uid for uid in series_uids if not is_uid(uid)]
    if wrong:
        raise UnableToRecordPrediction(
            _("“%(uid)s” is no DICOM series UID: digits and points, at most 64 characters.")
            % {"uid": wrong[0]}
        )


def is_uid(text: str) -> bool:
    return len(text) <= LONGEST_UID and UID.fullmatch(text) is not None


def check_times(
    participant: Participant, computed_at: datetime, imaging_date: date, *, at: datetime
) -> None:
    if computed_at > at:
        raise UnableToRecordPrediction(_("The run is dated in the future. Check date and time."))
    if imaging_date > day_at(participant.activation, computed_at):
        raise UnableToRecordPrediction(
            _("The scan of %(day)s is later than the run that read it. Check both dates.")
            % {"day": imaging_date}
        )


def check_replaces(participant: Participant, release: PredictorRelease, replaces: str) -> None:
    if replaces and replaces not in Prediction.Replaces.values:
        raise UnableToRecordPrediction(_("Choose why this run replaces the earlier one."))
    earlier = [
        one
        for one in predictions_of(participant)
        if one.release.predictor_id == release.predictor_id
    ]
    if replaces and not earlier:
        raise UnableToRecordPrediction(_("There is no earlier run to replace. Leave this empty."))
