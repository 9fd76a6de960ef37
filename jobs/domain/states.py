"""The states of a job and the only ways between them."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


# From -> to -> what happened. A done job stays done: the same key always has the same answer.
ALLOWED: Mapping[State, Mapping[State, str]] = {
    State.WAITING: {State.RUNNING: "claimed", State.CANCELED: "canceled before its turn"},
    State.RUNNING: {
        State.DONE: "effect and finish committed together",
        State.FAILED: "refused, broken or out of attempts",
        State.CANCELED: "canceled, nothing written",
        State.WAITING: "lease ran out, or to be tried again",
    },
    State.DONE: {},
    State.FAILED: {State.WAITING: "asked for again"},
    State.CANCELED: {State.WAITING: "asked for again"},
}

ENDED = frozenset({State.DONE, State.FAILED, State.CANCELED})
# Asking again for one of these starts it anew.
REVIVABLE = frozenset(state for state in ENDED if State.WAITING in ALLOWED[state])


class ImpossibleStep(RuntimeError):
    """Code tried a way that the table does not have. This is a programming mistake."""


def check_step(before: State, after: State) -> None:
    if after not in ALLOWED[before]:
        raise ImpossibleStep(f"A job that is {before} cannot become {after}")


def mermaid() -> str:
    """The table as a Mermaid state diagram."""
    arrows = [
        f"    {before} --> {after}: {why}"
        for before, ways in ALLOWED.items()
        for after, why in ways.items()
    ]
    ends = [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(["stateDiagram-v2", "    [*] --> waiting: submitted", *arrows, *ends, ""])
