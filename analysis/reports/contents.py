"""What a board report says, section by section: the page and the PDF draw the same contents.

The open report counts everybody together. The closed report compares arms, and is made only for
roles that may see them: under letters, with nothing in it that would tell which letter is which,
or by name. Deaths and serious events are complete in each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.domain.arms.coded import coded
from analysis.domain.blocks import Figure
from analysis.domain.groups import level_of
from analysis.domain.results import AnyResult
from analysis.domain.safety import begun_by
from analysis.domain.safety_listings import adverse_events, people_by_id
from analysis.models import DataCut
from analysis.reports.arms import View, arms_of, full_set, safety_set
from analysis.reports.conduct import conduct_blocks
from analysis.reports.history import history_blocks
from analysis.reports.monitoring import monitoring_blocks
from analysis.reports.safety import safety_blocks, severe_blocks
from analysis.reports.sections import Section, numbers_behind, section_of
from analysis.reports.treatment import treatment_blocks
from analysis.reports.veil import veiled
from analysis.selectors.arm_letters import letters_of
from analysis.selectors.cut_people import CutPerson, begun_on, people_of
from analysis.selectors.cut_safety import adverse_events_of, safety_people_of
from analysis.selectors.results import protocol_of_cut, results_of
from trials.domain.messages import message as _
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import Direction

LETTERS = _(
    "Letters stand for the arms, in every closed report the same. What would tell which letter is "
    "which arm (what was given and what it did, by arm; whom a number counts) stands in the report "
    "by name, which the board reads once that is released to it."
)


@dataclass(frozen=True, kw_only=True)
class Contents:
    cut: DataCut
    protocol: Protocol
    view: View
    counted: int
    sections: tuple[Section, ...]

    @property
    def closed(self) -> bool:
        return self.view.closed

    def figures(self) -> Iterator[Figure]:
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Figure))


def contents_of(
    cut: DataCut, *, closed: bool, named: bool = False, results: Sequence[AnyResult] | None = None
) -> Contents:
    """Read the cut, compute, and put everything in the order the board reads it. `results` are
    those of the plan, where they were computed already; under letters they are computed anew."""
    plain = protocol_of_cut(cut)
    view = View(closed=closed, lettered=closed and not named and bool(plain.arms))
    protocol = coded(plain, letters_of(cut.trial)) if view.lettered else plain
    people = people_of(cut, protocol, sealed=closed)
    codes = {one.id: one.code for one in people}
    board = watched(people, protocol)
    if results is None or protocol is not plain:
        results = results_of(cut, sealed=closed, protocol=protocol, people=people)
    sections = [
        history_section(cut, closed=closed),
        conduct_section(cut, board, protocol, view),
        *(section_of(result, codes, closed=view.names_arms) for result in results),
        safety_section(cut, board, protocol, view),
        treatment_section(cut, board, protocol, view),
        *([monitoring_section(cut, board, plain, view)] if closed else []),
    ]
    return Contents(
        cut=cut,
        protocol=protocol,
        view=view,
        counted=len(board),
        sections=tuple(map(veiled, sections) if view.lettered else sections),
    )


def watched(people: Sequence[CutPerson], protocol: Protocol) -> list[CutPerson]:
    """The board watches over nobody who entered from archives: they are in no denominator here."""
    archived = {one.id for one in protocol.parts if one.direction is Direction.RETROSPECTIVE}
    return [one for one in people if level_of(one.facts, "part") not in archived]


def history_section(cut: DataCut, *, closed: bool) -> Section:
    return Section(
        key="history",
        title=_("Since the last meeting"),
        blocks=tuple(history_blocks(cut, closed=closed)),
    )


def conduct_section(
    cut: DataCut, board: Sequence[CutPerson], protocol: Protocol, view: View
) -> Section:
    members = full_set(protocol, board)
    arms = arms_of(members, board, protocol, closed=view.closed)
    given = arms_of(members, board, protocol, closed=view.names_arms)
    note = [LETTERS] if view.lettered else []
    blocks = (*note, *conduct_blocks(cut, board, arms, protocol, given=given))
    return Section(
        key="conduct",
        title=_("How the trial runs"),
        blocks=blocks,
        listings=tuple(numbers_behind(blocks)),
    )


def safety_section(
    cut: DataCut, people: Sequence[CutPerson], protocol: Protocol, view: View
) -> Section:
    """The curve of severe events is for those who see arms."""
    listed = people_by_id(safety_people_of(cut, people, protocol, by_arm=view.names_arms))
    events = begun_by(adverse_events_of(cut), cut.events_to)
    safe, full = safety_set(protocol, people), full_set(protocol, people)
    arms = arms_of(safe, people, protocol, closed=view.closed)
    tables = safety_blocks(
        events,
        listed,
        full=arms_of(full, people, protocol, closed=view.closed),
        arms=arms,
        given=arms_of(safe, people, protocol, closed=view.names_arms),
        cut=cut.events_to,
    )
    begun = {one.id: day for one in people if view.closed and (day := begun_on(one))}
    curves = severe_blocks(events, listed, arms, begun, cut) if begun else ()
    blocks = (*tables, *curves)
    return Section(
        key="safety",
        title=_("Safety"),
        blocks=blocks,
        listings=(*numbers_behind(blocks), adverse_events(events, listed)),
    )


def treatment_section(
    cut: DataCut, people: Sequence[CutPerson], protocol: Protocol, view: View
) -> Section:
    listed = safety_people_of(cut, people, protocol, by_arm=view.names_arms)
    safe = safety_set(protocol, people)
    return Section(
        key="treatment",
        title=_("Treatment, surgery and laboratory"),
        blocks=tuple(
            treatment_blocks(
                cut,
                people,
                protocol,
                listed=people_by_id(listed),
                events=begun_by(adverse_events_of(cut), cut.events_to),
                arms=arms_of(safe, people, protocol, closed=view.closed),
                given=arms_of(safe, people, protocol, closed=view.names_arms),
            )
        ),
    )


def monitoring_section(
    cut: DataCut, people: Sequence[CutPerson], protocol: Protocol, view: View
) -> Section:
    """The charter as it was set, with the names of the protocol."""
    listed = safety_people_of(cut, people, protocol, by_arm=view.names_arms)
    blocks = tuple(monitoring_blocks(cut, people, listed, protocol, view))
    return Section(
        key="monitoring",
        title=_("Monitoring by the charter"),
        blocks=blocks,
        listings=tuple(numbers_behind(blocks)),
    )
