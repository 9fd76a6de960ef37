"""Reveal a sealed prediction to analysis: once its lock stands, or with its sealing."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from audit.acts import Actor, Refusal, act
from audit.submissions import wait_for
from casebook.models import Lock, Participant
from inference.models import Commitment, Reveal, SealedPrediction
from inference.selectors.sealed import needed_for, unopened


class UnableToReveal(Refusal):
    """The prediction stays sealed."""


@act
def reveal(*, sealed: SealedPrediction, lock: Lock, by: Actor, at: datetime) -> Reveal:
    """Open one prediction to analysis. The database sets the time, and checks the lock again."""
    known = Reveal.objects.filter(sealed_id=sealed.pk).first()
    if known is not None:
        return known
    if lock.participant_id != sealed.participant_id:
        raise UnableToReveal(_("The lock is of another participant."))
    check_moment_has_come(sealed, lock)
    return Reveal.objects.create(
        activation_id=sealed.activation_id,
        participant_id=sealed.participant_id,
        sealed_id=sealed.pk,
        lock=lock,
        locked_at=lock.locked_at,
        revealed_by=str(by.pk),
    )


@act
def reveal_at_once(*, commitment: Commitment, by: Actor, at: datetime) -> Reveal:
    """Open one that waits for no lock. Whether it does was written down with its sealing, for good;
    the database looks it up there."""
    known = Reveal.objects.filter(sealed_id=commitment.sealed_id).first()
    if known is not None:
        return known
    return Reveal.objects.create(
        activation_id=commitment.activation_id,
        participant_id=commitment.participant_id,
        sealed_id=commitment.sealed_id,
        at_once=True,
        locked_at=commitment.log_entry.noted_at,
        revealed_by=str(by.pk),
    )


def check_moment_has_come(sealed: SealedPrediction, lock: Lock) -> None:
    """A database lock is the last there is: with it the strategy, the response and the outcome of
    everybody are closed, whether or not somebody locked them one by one."""
    if lock.kind == Lock.Kind.DATABASE:
        return
    needed = needed_for(lock.participant, sealed.release)
    found = Lock.objects.filter(participant=lock.participant, kind__in=needed)
    missing = needed - set(found.values_list("kind", flat=True))
    if lock.kind not in needed or missing:
        labels = dict(Lock.Kind.choices)
        waiting = ", ".join(str(labels[kind]) for kind in sorted(missing or needed))
        raise UnableToReveal(
            _("The prediction opens to analysis when this is locked: %(what)s.")
            % {"what": waiting or "-"}
        )


@act
def reveal_due(*, participant: Participant, by: Actor, at: datetime) -> list[Reveal]:
    """Open to analysis all that the participant's locks allow by now."""
    # A lock and a sealing at the same moment would each not see the other, which is uncommitted.
    wait_for(f"inference.reveal {participant.pk}")
    sealed = Commitment.objects.filter(participant=participant).select_related("log_entry")
    locks = list(Lock.objects.filter(participant=participant).order_by("locked_at"))
    found = [
        reveal_at_once(commitment=one, by=by, at=at)
        if one.at_once
        else reveal_by_first(one, locks, by=by, at=at)
        for one in sealed
    ]
    return [one for one in found if one is not None]


def reveal_by_first(
    commitment: Commitment, locks: Sequence[Lock], *, by: Actor, at: datetime
) -> Reveal | None:
    for lock in locks:
        try:
            return reveal(sealed=unopened(commitment), lock=lock, by=by, at=at)
        except UnableToReveal:
            continue
    return None


def reveal_after(lock: Lock, by: Actor, at: datetime) -> None:
    """With the lock that was waited for; one of another kind opens nothing."""
    reveal_due(participant=lock.participant, by=by, at=at)
