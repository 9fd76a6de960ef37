"""What adverse events did to treatment: agents stopped, delayed or reduced, surgery given up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.domain.counted import Line, counted_table
from analysis.domain.safety import AdverseEventRow, Arm
from analysis.domain.tables import Label, RowRef, Table
from trials.domain.messages import message as _

# In the order of what they cost the participant.
ACTIONS: Mapping[str, Label] = {
    "withdrawn": _("An agent stopped for good"),
    "interrupted": _("An agent interrupted"),
    "reduced": _("A dose reduced"),
}


@dataclass(frozen=True, kw_only=True)
class Surgeries:
    """Who was given up for surgery, by the reason, and who was operated later than planned."""

    given_up: Mapping[Label, frozenset[int]]
    delayed: frozenset[int]


def actions_table(
    events: Iterable[AdverseEventRow],
    arms: Sequence[Arm],
    agents: Mapping[str, Label],
    surgeries: Surgeries | None,
) -> Table:
    """`surgeries` is None in a trial that plans none."""
    events = list(events)
    lines = [line for action in ACTIONS for line in action_lines(action, events, agents)]
    if surgeries is not None:
        lines += surgery_lines(surgeries)
    return counted_table(
        "actions_taken",
        _("What adverse events did to the treatment"),
        _("Participants with"),
        lines,
        arms,
        footnotes=(
            _("Somebody may stand in several lines."),
            *(
                [_("Resection given up and delayed: whatever the reason.")]
                if surgeries is not None
                else []
            ),
        ),
    )


def action_lines(
    action: str, events: Sequence[AdverseEventRow], agents: Mapping[str, Label]
) -> Iterator[Line]:
    yield line_of(
        action, ACTIONS[action], [one for one in events if action in one.actions.values()]
    )
    for agent, label in agents.items():
        found = [one for one in events if one.actions.get(agent) == action]
        if found:
            yield line_of(f"{action}:{agent}", label, found, level=1)


def line_of(key: str, label: Label, events: Sequence[AdverseEventRow], *, level: int = 0) -> Line:
    refs: dict[int, list[RowRef]] = {}
    for one in events:
        refs.setdefault(one.participant, []).append(one.ref)
    return Line(key=key, label=label, people=frozenset(refs), refs=refs, level=level)


def surgery_lines(surgeries: Surgeries) -> Iterator[Line]:
    everybody = frozenset().union(*surgeries.given_up.values())
    yield Line(key="given_up", label=_("Resection given up"), people=everybody)
    for reason, people in surgeries.given_up.items():
        yield Line(key=f"given_up:{reason}", label=reason, people=people, level=1)
    yield Line(key="delayed", label=_("Operated later than planned"), people=surgeries.delayed)
