"""What a board report says, section by section: the page and the PDF draw the same contents.

The open report counts everybody together. The closed report compares arms, and is made only for
roles that may see them. Deaths and serious events are complete in both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.domain.arms.coded import coded
from analysis.domain.blocks import Block, BlocksResult
from analysis.domain.comparison.agreement_tables import listed_predictions
from analysis.domain.comparison.sections import DESCRIPTIVE
from analysis.domain.concordance import agreement_table, not_assessable_table
from analysis.domain.concordance_results import REASONS, ConcordanceResult
from analysis.domain.curve_tables import CurveSet, at_risk_table, estimates_table, steps_table
from analysis.domain.groups import level_of
from analysis.domain.incidence_results import IncidenceResult, incidence_table
from analysis.domain.plan import SurvivalResult
from analysis.domain.results import AnyResult
from analysis.domain.safety import begun_by
from analysis.domain.safety_listings import adverse_events, people_by_id
from analysis.domain.share_results import ShareResult, contrast_table, share_table
from analysis.domain.tables import Label, Table
from analysis.models import DataCut
from analysis.reports.arms import arms_of, full_set, safety_set
from analysis.reports.comparisons import comparison_table
from analysis.reports.conduct import conduct_blocks, history_blocks
from analysis.reports.monitoring import monitoring_blocks
from analysis.reports.safety import safety_blocks
from analysis.reports.times import times_table
from analysis.selectors.arm_letters import letters_of
from analysis.selectors.cut_people import CutPerson, people_of
from analysis.selectors.cut_safety import adverse_events_of, safety_people_of
from analysis.selectors.results import protocol_of_cut, results_of
from trials.domain.messages import message as _
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import Direction

NAIVE = _(
    "Warning: who receives what was recommended is often easier to treat. Without any effect of "
    "treatment these two curves would differ as well."
)
LETTERS = _(
    "Letters stand for the arms, in every closed report the same. The key is held apart. Where "
    "treatment is open, what was given and where can still tell an arm."
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading of the report and what stands under it."""

    key: str
    title: Label
    blocks: tuple[Block, ...]
    # Too long to print: files beside the report.
    listings: tuple[Table, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contents:
    cut: DataCut
    protocol: Protocol
    closed: bool
    counted: int
    sections: tuple[Section, ...]

    def curves(self) -> Iterator[CurveSet]:
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, CurveSet))


def contents_of(cut: DataCut, *, closed: bool) -> Contents:
    """Read the cut, compute, and put everything in the order the board reads it."""
    named = protocol_of_cut(cut)
    protocol = coded(named, letters_of(cut.trial)) if closed else named
    people = people_of(cut, protocol, sealed=closed)
    codes = {one.id: one.code for one in people}
    board = watched(people, protocol)
    results = results_of(cut, sealed=closed, protocol=protocol)
    sections = [
        history_section(cut, closed=closed),
        conduct_section(cut, board, protocol, closed=closed),
        *(section_of(result, codes, closed=closed) for result in results),
        safety_section(cut, board, protocol, closed=closed),
        *([monitoring_section(cut, board, protocol, named)] if closed else []),
    ]
    return Contents(
        cut=cut,
        protocol=protocol,
        closed=closed,
        counted=len(board),
        sections=tuple(sections),
    )


def watched(people: Sequence[CutPerson], protocol: Protocol) -> list[CutPerson]:
    """The board watches over nobody who entered from archives: they are in no denominator here."""
    archived = {one.id for one in protocol.parts if one.direction is Direction.RETROSPECTIVE}
    return [one for one in people if level_of(one.facts, "part") not in archived]


def section_of(result: AnyResult, codes: Mapping[int, str], *, closed: bool) -> Section:
    match result:
        case SurvivalResult():
            return survival_section(result, codes, closed=closed)
        case IncidenceResult():
            return table_section(result, incidence_table(result))
        case ShareResult():
            return table_section(result, share_table(result))
        case ConcordanceResult():
            return concordance_section(result, codes)
        case BlocksResult():
            return blocks_section(result)


def blocks_section(result: BlocksResult) -> Section:
    note = result.analysis.note
    return Section(
        key=result.analysis.id,
        title=result.analysis.title,
        blocks=(*([note] if note else []), *result.blocks),
        listings=(
            *(steps_table(one) for one in result.blocks if isinstance(one, CurveSet)),
            *result.listings,
        ),
    )


def table_section(result: IncidenceResult | ShareResult, table: Table) -> Section:
    note = result.analysis.note
    return Section(
        key=result.analysis.id,
        title=result.analysis.title,
        blocks=(
            result.endpoint.definition,
            *([note] if note else []),
            table,
            *more_of(result),
        ),
    )


def more_of(result: IncidenceResult | ShareResult) -> tuple[Block, ...]:
    if isinstance(result, IncidenceResult):
        return result.blocks
    contrast = contrast_table(result)
    return () if contrast is None else (contrast,)


def concordance_section(result: ConcordanceResult, codes: Mapping[int, str]) -> Section:
    key, curves = result.analysis.id, result.curves
    return Section(
        key=key,
        title=result.analysis.title,
        blocks=(
            *([result.analysis.note] if result.analysis.note else []),
            _("Landmark: day {day}.", day=result.landmark_days),
            agreement_table(result.pairs, result.strategies, key=f"{key}_agreement"),
            not_assessable_table(result.pairs, REASONS, key=f"{key}_left_out"),
            *result.tables,
            DESCRIPTIVE,
            NAIVE,
            curves,
            estimates_table(curves),
            at_risk_table(curves, curves.tick_months()),
        ),
        listings=(
            steps_table(curves),
            listed_predictions(result.pairs, result.said, REASONS, codes, key=f"{key}_predictions"),
        ),
    )


def survival_section(result: SurvivalResult, codes: Mapping[int, str], *, closed: bool) -> Section:
    """Who had the event when is for those who see arms; the open report shows the curve alone."""
    curves = result.curves
    comparison = comparison_table(result)
    return Section(
        key=result.analysis.id,
        title=result.analysis.title,
        blocks=(
            result.endpoint.definition,
            *([result.analysis.note] if result.analysis.note else []),
            counted(result),
            curves,
            estimates_table(curves),
            at_risk_table(curves, curves.tick_months()),
            *([comparison] if comparison else []),
            *result.blocks,
        ),
        listings=(steps_table(curves), *([times_table(result, codes)] if closed else [])),
    )


def counted(result: SurvivalResult) -> Label:
    numbers = result.numbers
    return _(
        "{set}: {counted} of {asked} counted, {evaluable} with a time.",
        set=result.members_label,
        counted=numbers["counted"],
        asked=numbers["asked"],
        evaluable=numbers["evaluable"],
    )


def history_section(cut: DataCut, *, closed: bool) -> Section:
    return Section(
        key="history",
        title=_("Since the last meeting"),
        blocks=tuple(history_blocks(cut, closed=closed)),
    )


def conduct_section(
    cut: DataCut, board: Sequence[CutPerson], protocol: Protocol, *, closed: bool
) -> Section:
    arms = arms_of(full_set(protocol, board), board, protocol, closed=closed)
    note = [LETTERS] if closed and protocol.arms else []
    return Section(
        key="conduct",
        title=_("How the trial runs"),
        blocks=(*note, *conduct_blocks(cut, board, arms, protocol)),
    )


def safety_section(
    cut: DataCut, people: Sequence[CutPerson], protocol: Protocol, *, closed: bool
) -> Section:
    listed = safety_people_of(cut, people, protocol, by_arm=closed)
    events = begun_by(adverse_events_of(cut), cut.events_to)
    return Section(
        key="safety",
        title=_("Safety"),
        blocks=tuple(
            safety_blocks(
                events,
                people_by_id(listed),
                full=arms_of(full_set(protocol, people), people, protocol, closed=closed),
                arms=arms_of(safety_set(protocol, people), people, protocol, closed=closed),
                cut=cut.events_to,
            )
        ),
        listings=(adverse_events(events, people_by_id(listed)),),
    )


def monitoring_section(
    cut: DataCut, people: Sequence[CutPerson], protocol: Protocol, named: Protocol
) -> Section:
    """A boundary is on one side of the planned reference, whatever letter that has."""
    listed = safety_people_of(cut, people, protocol, by_arm=True)
    return Section(
        key="monitoring",
        title=_("Monitoring by the charter"),
        blocks=tuple(monitoring_blocks(cut, people, listed, protocol, looked_at=named)),
    )
