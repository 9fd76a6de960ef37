"""Open concealed predictions to the sites that treat, once the database is locked.

Only a worker can: it has the keys. It checks each against its commitment before it writes it down.
"""

from datetime import datetime

import structlog

from audit.acts import Actor, act
from audit.submissions import wait_for
from casebook.models import Lock, Participant
from inference.actions.reveals import reveal_due
from inference.actions.sealing import UnableToOpen, open_sealed
from inference.models import OpenedPrediction, SealedPrediction
from inference.selectors.sealed import revealed_to

OPEN = "inference.open"
log = structlog.get_logger("concord.inference")


@act
def open_due(*, participant: Participant, by: Actor, at: datetime) -> list[OpenedPrediction]:
    """All of the participant's, to analysis and to the sites; none before the database is locked.

    Done again, it opens what was sealed since.
    """
    lock = database_lock_over(participant)
    if lock is None:
        return []
    wait_for(f"inference.open {participant.pk}")
    reveal_due(participant=participant, by=by, at=at)
    known = OpenedPrediction.objects.filter(participant=participant)
    opened = set(known.values_list("sealed_id", flat=True))
    waiting = [one for one in revealed_to(participant) if one.pk not in opened]
    found = [opened_by(one, lock, by=by) for one in waiting]
    return [one for one in found if one is not None]


def database_lock_over(participant: Participant) -> Lock | None:
    """The first: a later one opens nothing more."""
    found = Lock.objects.filter(participant=participant, kind=Lock.Kind.DATABASE)
    return found.order_by("locked_at").first()


def opened_by(sealed: SealedPrediction, lock: Lock, *, by: Actor) -> OpenedPrediction | None:
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
        locked_at=lock.locked_at,
        opened_by=str(by.pk),
    )
