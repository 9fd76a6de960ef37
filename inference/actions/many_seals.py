"""Seal many predictions of one release in one act: as `sealing.seal` each, with few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit import sealed_log
from audit.acts import Actor, act
from audit.models import SealedLogEntry
from casebook.models import Consent, Participant, Withdrawal
from casebook.selectors.consents import latest_consents
from inference.actions.reveals import reveal_due
from inference.actions.sealing import closed, commitment_to
from inference.models import Commitment, PredictorRelease, Reveal, ScoreFile, SealedPrediction
from trials.domain.protocol.disclosure import Disclosure
from trials.selectors.protocols import protocol_of

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Unsealed:
    """One output, of somebody whose consent and withdrawals were looked at."""

    participant: Participant
    output: Mapping[str, Any] = field(repr=False)
    input_sha256: str
    run_id: str
    computed_at: datetime


@act
def seal_many(
    *, found: Sequence[Unsealed], file: ScoreFile, by: Actor, at: datetime
) -> list[Commitment]:
    """None of them may be sealed already. What waits for nothing is revealed with its sealing."""
    rows = [
        closed(
            one.output,
            participant=one.participant,
            release=file.release,
            input_sha256=one.input_sha256,
            run_id=one.run_id,
            computed_at=one.computed_at,
        )
        for one in found
    ]
    kind = str(SealedLogEntry.Kind.PREDICTION)
    commitments = [row.commitment for row in rows]
    entries = sealed_log.append_many(kind=kind, commitments=commitments, by=by, at=at)
    for row, entry in zip(rows, entries, strict=True):
        row.log_entry = entry
    SealedPrediction.objects.bulk_create(rows, batch_size=BATCH)
    rules = disclosures(file.release, [one.participant for one in found])
    made = [commitment_to(row, rules[row.participant_id], file=file) for row in rows]
    Commitment.objects.bulk_create(made, batch_size=BATCH)
    reveal_many(found, made, by=by, at=at)
    return made


def reveal_many(
    found: Sequence[Unsealed], made: Sequence[Commitment], *, by: Actor, at: datetime
) -> None:
    reveals = [
        Reveal(
            activation_id=one.activation_id,
            participant_id=one.participant_id,
            sealed_id=one.sealed_id,
            at_once=True,
            locked_at=one.log_entry.noted_at,
            revealed_by=str(by.pk),
        )
        for one in made
        if one.at_once
    ]
    Reveal.objects.bulk_create(reveals, batch_size=BATCH)
    for unsealed, one in zip(found, made, strict=True):
        if not one.at_once:
            reveal_due(participant=unsealed.participant, by=by, at=at)


def disclosures(
    release: PredictorRelease, rows: Iterable[Participant]
) -> dict[int, Disclosure | None]:
    """As the version says that each agreed to."""
    slug, consents = release.predictor.slug, latest_consents(row.pk for row in rows)
    return {
        pk: protocol_of(consent.protocol_version).disclosure.get(slug)
        for pk, consent in consents.items()
    }


def without_a_word(rows: Iterable[Participant]) -> set[int]:
    """Those whose consent was waived and who took nothing back: nothing of theirs forbids a use."""
    pks = [row.pk for row in rows]
    spoke = Withdrawal.objects.filter(participant__in=pks).values_list("participant_id", flat=True)
    waived = {
        pk for pk, consent in latest_consents(pks).items() if consent.basis != Consent.Basis.SIGNED
    }
    return waived - set(spoke)
