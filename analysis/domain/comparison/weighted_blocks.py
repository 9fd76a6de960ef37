"""A weighted contrast in print: weights, balance, curves, differences, hazard ratio."""

from collections.abc import Mapping

from analysis.domain.blocks import Block
from analysis.domain.comparison.adjusted import Adjusted
from analysis.domain.comparison.adjusted_tables import (
    contrast_table,
    hazard_table,
    restricted_table,
)
from analysis.domain.comparison.bootstrap import resampled
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.sides import Names
from analysis.domain.comparison.weighing_tables import balance_table, weights_table
from analysis.domain.curve_blocks import curve_blocks
from analysis.domain.curve_tables import CurveSet, Group
from analysis.domain.durations import months_in_days
from analysis.domain.tables import Label
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis
from trials.domain.protocol.endpoints import TimeToEvent


def contrast_blocks(
    analysis: Analysis,
    endpoint: TimeToEvent,
    protocol: protocols.Protocol,
    cohort: Cohort,
    found: Adjusted,
    *,
    names: Names,
    strategies: Mapping[str, Label],
    source: Label,
) -> list[Block]:
    key, months = analysis.id, analysis.at_months
    drawn = resampled(cohort, found, days=tuple(map(months_in_days, months)))
    one = found.by(Scheme.OVERLAP)
    curves = CurveSet(
        key=f"{key}_curves",
        title=_("{endpoint}, overlap weights", endpoint=endpoint.short),
        of=endpoint.short,
        since=protocol.label(endpoint.origin),
        groups=(
            Group(key="first", label=names.first, curve=one.consistent),
            Group(key="second", label=names.second, curve=one.inconsistent),
        ),
        at_months=tuple(months),
        source=source,
    )
    return [
        weights_table(found, names, key=f"{key}_weights"),
        balance_table(found, protocol, strategies, key=f"{key}_balance"),
        *curve_blocks(curves)[:2],
        contrast_table(found, drawn, months, names, key=f"{key}_contrast"),
        restricted_table(found, drawn, months[-1], names, key=f"{key}_restricted"),
        hazard_table(found, names, key=f"{key}_hazard"),
    ]
