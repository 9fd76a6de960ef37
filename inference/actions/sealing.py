"""Seal a concealed prediction when it is made; read one that was revealed."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit import sealed_log
from audit.acts import Actor, Refusal, act
from audit.models import SealedLogEntry
from audit.submissions import wait_for
from casebook.consent_policies import check_use
from casebook.domain.sealing import KeyMissing, SealBroken
from casebook.models import Participant
from casebook.policies import check_has_consented, check_not_withdrawn
from casebook.selectors.calendar import day_at
from inference.actions.reveals import reveal_due
from inference.domain.commitments import NONCE_BYTES, NotSealable, Opening
from inference.domain.failures import Failure
from inference.domain.sealed_box import KEY_BYTES
from inference.failed import Failed
from inference.keys import closing_keys, opening_keys
from inference.models import Commitment, PredictorRelease, ScoreFile, SealedPrediction
from inference.selectors.sealed import (
    disclosure_of,
    opens_at_once,
    opens_to_sites_by,
    unopened,
)
from trials.domain.protocol.disclosure import Disclosure
from trials.domain.protocol.trial import DataUse


class UnableToSeal(Failed):
    """The prediction was not kept."""


class UnableToOpen(Refusal):
    """The sealed prediction cannot be read, or is not what was committed to."""


@act
def seal(
    *,
    participant: Participant,
    release: PredictorRelease,
    output: Mapping[str, Any],
    input_sha256: str,
    run_id: str,
    computed_at: datetime,
    by: Actor,
    at: datetime,
) -> SealedPrediction:
    """Keep what a release said of this input, unread, and publish its commitment, as one act.

    It is revealed with its sealing where the protocol has analysis wait for nothing, or behind a
    lock that stands already: no other lock will come to do it. The same release on the same input
    again changes nothing: the first output stands. The row comes back without its text, which
    nobody can read before the reveal.
    """
    check_has_consented(participant)
    check_use_is_allowed(participant, computed_at)
    check_concealed(participant, release)
    wait_for(f"inference.seal {participant.pk} {release.pk} {input_sha256}")
    known = Commitment.objects.filter(
        participant=participant, release=release, input_sha256=input_sha256
    )
    for commitment in known:
        return unopened(commitment)
    row = closed(
        output,
        participant=participant,
        release=release,
        input_sha256=input_sha256,
        run_id=run_id,
        computed_at=computed_at,
    )
    kind = str(SealedLogEntry.Kind.PREDICTION)
    row.log_entry = sealed_log.append(kind=kind, commitment=row.commitment, by=by, at=at)
    row.save(force_insert=True)
    made = commitment_to(row, disclosure_of(participant, release))
    made.save(force_insert=True)
    reveal_due(participant=participant, by=by, at=at)
    return unopened(made)


def closed(output: Mapping[str, Any], *, participant: Participant, **of: Any) -> SealedPrediction:
    """`of`: its release, input, run and time. Neither noted in the log yet nor saved."""
    opening = opening_of(output)
    row = SealedPrediction(
        activation_id=participant.activation_id,
        participant=participant,
        commitment=opening.commitment,
        **of,
    )
    row.ciphertext = encrypted(opening, row)
    return row


def commitment_to(
    row: SealedPrediction, disclosure: Disclosure | None, *, file: ScoreFile | None = None
) -> Commitment:
    """What is published of a saved row, not saved itself."""
    return Commitment(
        activation_id=row.activation_id,
        participant_id=row.participant_id,
        sealed_id=row.pk,
        release=row.release,
        input_sha256=row.input_sha256,
        run_id=row.run_id,
        computed_at=row.computed_at,
        commitment=row.commitment,
        log_entry=row.log_entry,
        at_once=opens_at_once(disclosure),
        sites_by=opens_to_sites_by(disclosure),
        file=file,
    )


def opening_of(output: Mapping[str, Any]) -> Opening:
    try:
        return Opening.of(output, nonce=os.urandom(NONCE_BYTES))
    except NotSealable as error:
        # Without the value: refusals go into logs.
        raise UnableToSeal(Failure.NOT_SEALABLE, why=error) from None


def encrypted(opening: Opening, row: SealedPrediction) -> str:
    try:
        return closing_keys().seal(opening.pack(), owner=owner_of(row), fresh=os.urandom(KEY_BYTES))
    except KeyMissing as error:
        raise UnableToSeal(Failure.NO_KEYS) from error


def owner_of(row: SealedPrediction) -> str:
    """What the text is sealed for: copied into another row it does not open."""
    return f"prediction {row.pk} {row.participant_id} {row.release_id} {row.input_sha256}"


def check_use_is_allowed(participant: Participant, computed_at: datetime) -> None:
    day = day_at(participant.activation, computed_at)
    check_not_withdrawn(participant, on=day)
    check_use(participant, DataUse.MODEL_USE, on=day)


def check_concealed(participant: Participant, release: PredictorRelease) -> None:
    disclosure = disclosure_of(participant, release)
    if disclosure is None or not disclosure.is_concealed:
        raise UnableToSeal(Failure.NOT_CONCEALED, predictor=release.predictor.slug)


def open_sealed(sealed: SealedPrediction) -> Mapping[str, Any]:
    """What a revealed prediction says, once it is clear that it is what was committed to.

    Workers only: no page has the key. Raises UnableToOpen.
    """
    try:
        opening = Opening.unpack(opening_keys().open(sealed.ciphertext, owner=owner_of(sealed)))
    except (SealBroken, KeyMissing, SealedPrediction.DoesNotExist, ValueError) as error:
        raise UnableToOpen(
            _("The sealed prediction %(id)s cannot be opened here.") % {"id": sealed.pk}
        ) from error
    if {sealed.commitment, sealed.log_entry.commitment} != {opening.commitment}:
        raise UnableToOpen(
            _("The sealed prediction %(id)s is not what was committed to.") % {"id": sealed.pk}
        )
    return opening.output
