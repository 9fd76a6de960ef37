"""A lock as the pages draw it, with the steps this person may take."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casebook.actions.data_locks import Closing
from casebook.domain.data_locks import (
    SCOPE_LABELS,
    SECOND_PERSON,
    STATE_LABELS,
    TONES,
    LockState,
    Scope,
    Step,
    after,
    right_to,
)
from casebook.models import DataLock
from casebook.selectors.protocols import protocol_behind
from trials.domain.messages import gettext_noop
from trials.domain.rights import Right
from trials.wording import worded

BUTTONS: Mapping[Step, str] = {
    Step.CONFIRM: gettext_noop("Confirm the lock"),
    Step.ASK_UNLOCK: gettext_noop("Ask to unlock"),
    Step.APPROVE: gettext_noop("Approve the unlock"),
    Step.DECLINE: gettext_noop("Decline"),
}


@dataclass(frozen=True, kw_only=True)
class LockLine:
    """`steps` are the buttons: what is sent, and its word. `asks_why` where one needs a reason."""

    lock: DataLock
    what: str
    state: str
    tone: str
    steps: list[tuple[str, str]]
    asks_why: bool = False


def lock_line(lock: DataLock, *, rights: Collection[Right], user_pk: int) -> LockLine:
    steps = [one for one in Step if may_take(one, lock, rights=rights, user_pk=user_pk)]
    return LockLine(
        lock=lock,
        what=what_of(lock),
        state=STATE_LABELS[lock.current],
        tone=TONES[lock.current],
        steps=[(one.value, _(BUTTONS[one])) for one in steps],
        asks_why=Step.ASK_UNLOCK in steps,
    )


def may_take(step: Step, lock: DataLock, *, rights: Collection[Right], user_pk: int) -> bool:
    proposed = lock.current is LockState.PROPOSED
    first = lock.locked_by_id if proposed else lock.asked_by_id
    is_first = step in SECOND_PERSON and first == user_pk
    right = right_to(step, Scope(lock.scope))
    return after(lock.current, step) is not None and right in rights and not is_first


def what_of(lock: DataLock | Closing) -> str:
    """ "Form: HN01-0007-8, Liver function, SCR": where it is, in the reader's language."""
    scope = Scope(lock.scope)
    if lock.record is not None:
        record = lock.record
        form = worded(protocol_behind(record).form(record.form_id).label)
        parts = [record.participant.code, form, record.visit]
    elif lock.participant is not None:
        parts = [lock.participant.code]
    else:
        place = lock.activation if isinstance(lock, DataLock) else lock.activations[0]
        parts = [place.site.code if scope is Scope.SITE else place.trial.slug]
    return f"{_(SCOPE_LABELS[scope])}: {', '.join(filter(None, parts))}"
