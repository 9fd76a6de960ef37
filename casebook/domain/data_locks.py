"""Locks on entering data: what one closes, its states, and the two people each unlock takes."""

from collections.abc import Mapping
from enum import StrEnum

from trials.domain.messages import gettext_noop as _
from trials.domain.rights import Right


class Scope(StrEnum):
    FORM = "form"
    PARTICIPANT = "participant"
    SITE = "site"
    TRIAL = "trial"


class LockState(StrEnum):
    PROPOSED = "proposed"
    STANDING = "standing"
    UNLOCK_ASKED = "unlock_asked"
    RELEASED = "released"


class Step(StrEnum):
    CONFIRM = "confirm"
    ASK_UNLOCK = "ask_unlock"
    APPROVE = "approve"
    DECLINE = "decline"


# From -> by which step -> to. A released lock stays on record; closing again is another lock.
ALLOWED: Mapping[LockState, Mapping[Step, LockState]] = {
    LockState.PROPOSED: {
        Step.CONFIRM: LockState.STANDING,
        Step.DECLINE: LockState.RELEASED,
    },
    LockState.STANDING: {Step.ASK_UNLOCK: LockState.UNLOCK_ASKED},
    LockState.UNLOCK_ASKED: {
        Step.APPROVE: LockState.RELEASED,
        Step.DECLINE: LockState.STANDING,
    },
    LockState.RELEASED: {},
}

HAPPENED: Mapping[Step, str] = {
    Step.CONFIRM: "a second person confirms",
    Step.ASK_UNLOCK: "somebody asks to unlock, with a reason",
    Step.APPROVE: "a second person approves",
    Step.DECLINE: "a second person declines",
}

# While somebody only asks to unlock, nothing may be entered yet.
IN_EFFECT = frozenset({LockState.STANDING, LockState.UNLOCK_ASKED})
SECOND_PERSON = frozenset({Step.CONFIRM, Step.APPROVE, Step.DECLINE})

STATE_LABELS: Mapping[LockState, str] = {
    LockState.PROPOSED: _("Waits for a second person"),
    LockState.STANDING: _("Locked"),
    LockState.UNLOCK_ASKED: _("Unlock asked for"),
    LockState.RELEASED: _("Released"),
}

TONES: Mapping[LockState, str] = {
    LockState.PROPOSED: "due",
    LockState.STANDING: "locked",
    LockState.UNLOCK_ASKED: "due",
    LockState.RELEASED: "neutral",
}

SCOPE_LABELS: Mapping[Scope, str] = {
    Scope.FORM: _("Form"),
    Scope.PARTICIPANT: _("Participant"),
    Scope.SITE: _("Site"),
    Scope.TRIAL: _("Whole trial"),
}


def first_state(scope: Scope) -> LockState:
    """The whole trial is closed by two people, the rest by one."""
    return LockState.PROPOSED if scope is Scope.TRIAL else LockState.STANDING


def right_to_lock(scope: Scope) -> Right:
    return Right.LOCK_DATABASE if scope is Scope.TRIAL else Right.LOCK_FORM


def right_to(step: Step, scope: Scope) -> Right:
    if scope is Scope.TRIAL:
        return Right.LOCK_DATABASE
    return Right.UNLOCK_FORM if step is Step.ASK_UNLOCK else Right.APPROVE_UNLOCK


def after(state: LockState, step: Step) -> LockState | None:
    """None where this step is not possible from here."""
    return ALLOWED[state].get(step)


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [
        f"    {before} --> {then}: {HAPPENED[step]}"
        for before, ways in ALLOWED.items()
        for step, then in ways.items()
    ]
    begins = [
        "    [*] --> standing: a form, participant or site",
        "    [*] --> proposed: the trial",
    ]
    return "\n".join(["stateDiagram-v2", *begins, *arrows, "    released --> [*]", ""])
