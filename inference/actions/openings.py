"""Open concealed predictions to the sites that treat, once the database is locked, or, where the
protocol says so, the outcome of the participant.

Only a worker can: it has the keys. It checks each against its commitment before it writes it down.
"""

from collections.abc import Mapping
from datetime import datetime

import structlog

from audit.acts import Actor, act
from audit.submissions import wait_for
from casebook.models import Lock, Participant
from inference.actions.reveals import reveal_due
from inference.actions.sealing import UnableToOpen, open_sealed
from inference.models import Commitment, OpenedPrediction, SealedPrediction
from inference.selectors.sealed import revealed_to

OPEN = "inference.open"
OPENING = (Lock.Kind.OUTCOME, Lock.Kind.DATABASE)
log = structlog.get_logger("concord.inference")


@act
def open_due(*, participant: Participant, by: Actor, at: datetime) -> list[OpenedPrediction]:
    """All of the participant's that a lock opens to the sites by now, and to analysis.

    Done again, it opens what was sealed since.
    """
    locks = locks_over(participant)
    if not locks:
        return []
    wait_for(f"inference.open {participant.pk}")
    reveal_due(participant=participant, by=by, at=at)
    known = OpenedPrediction.objects.filter(participant=participant)
    opened = set(known.values_list("sealed_id", flat=True))
    said = {one.sealed_id: one for one in Commitment.objects.filter(participant=participant)}
    found = [
        opened_by(one, lock, said[one.pk].sites_by, by=by)
        for one in revealed_to(participant)
        if one.pk not in opened and (lock := lock_for(said[one.pk], locks))
    ]
    return [one for one in found if one is not None]


def locks_over(participant: Participant) -> Mapping[str, Lock]:
    """The first of each kind that may open anything: a later one opens nothing more."""
    found = Lock.objects.filter(participant=participant, kind__in=OPENING)
    return {one.kind: one for one in found.order_by("-locked_at")}


def lock_for(commitment: Commitment, locks: Mapping[str, Lock]) -> Lock | None:
    """That of the database opens all; an earlier one what was committed to as opened by it."""
    return locks.get(commitment.sites_by) or locks.get(str(Lock.Kind.DATABASE))


def opened_by(
    sealed: SealedPrediction, lock: Lock, sites_by: str, *, by: Actor
) -> OpenedPrediction | None:
    """None for one that is not what was committed to: it holds up nobody else's."""
    try:
        output = dict(open_sealed(sealed))
    except UnableToOpen:
        log.warning("sealed prediction does not open", sealed=str(sealed.pk))
        return None
    return OpenedPrediction.objects.create(
        activation_id=sealed.activation_id,
        participant_id=sealed.participant_id,
        sealed=sealed,
        release=sealed.release,
        run_id=sealed.run_id,
        computed_at=sealed.computed_at,
        output=output,
        lock=lock,
        lock_kind=lock.kind,
        sites_by=sites_by,
        locked_at=lock.locked_at,
        opened_by=str(by.pk),
    )
