"""One section of a report for each analysis of the plan, whatever kind of answer it yields."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.domain.blocks import Block, BlocksResult
from analysis.domain.charts import Chart, points_table
from analysis.domain.comparison.agreement_tables import listed_predictions
from analysis.domain.comparison.sections import DESCRIPTIVE
from analysis.domain.concordance import agreement_table, not_assessable_table
from analysis.domain.concordance_results import REASONS, ConcordanceResult
from analysis.domain.curve_blocks import curve_blocks
from analysis.domain.curve_tables import CurveSet, steps_table
from analysis.domain.incidence_results import IncidenceResult, incidence_table
from analysis.domain.plan import SurvivalResult
from analysis.domain.results import AnyResult
from analysis.domain.share_results import ShareResult, contrast_table, share_table
from analysis.domain.tables import Label, Table
from analysis.reports.comparisons import comparison_table
from analysis.reports.times import times_table
from trials.domain.messages import message as _

NAIVE = _(
    "Warning: who receives what was recommended is often easier to treat. Without any effect of "
    "treatment these two curves would differ as well."
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading of the report and what stands under it."""

    key: str
    title: Label
    blocks: tuple[Block, ...]
    # Too long to print: files beside the report.
    listings: tuple[Table, ...] = ()


def numbers_behind(blocks: Iterable[Block]) -> Iterator[Table]:
    """What each figure is drawn from, as a file beside the report."""
    for one in blocks:
        if isinstance(one, CurveSet):
            yield steps_table(one)
        elif isinstance(one, Chart):
            yield points_table(one)


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
        listings=(*numbers_behind(result.blocks), *result.listings),
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
    key, drawn = result.analysis.id, curve_blocks(result.curves)
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
            *drawn,
        ),
        listings=(
            *numbers_behind(drawn),
            listed_predictions(result.pairs, result.said, REASONS, codes, key=f"{key}_predictions"),
        ),
    )


def survival_section(result: SurvivalResult, codes: Mapping[int, str], *, closed: bool) -> Section:
    """Who had the event when is for those who see arms; the open report shows the curve alone."""
    drawn = curve_blocks(result.curves)
    comparison = comparison_table(result)
    return Section(
        key=result.analysis.id,
        title=result.analysis.title,
        blocks=(
            result.endpoint.definition,
            *([result.analysis.note] if result.analysis.note else []),
            counted(result),
            *drawn,
            *([comparison] if comparison else []),
            *result.blocks,
        ),
        listings=(*numbers_behind(drawn), *([times_table(result, codes)] if closed else [])),
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
