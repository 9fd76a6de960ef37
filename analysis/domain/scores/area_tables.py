"""How well each score tells who has the event: areas at each horizon, and paired by DeLong."""

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.comparison.within_tables import LIMITS, difference_columns
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.estimates import NotEstimable
from analysis.domain.performance.known_states import known_states
from analysis.domain.performance.roc import compared_areas, roc_area
from analysis.domain.performance.time_dependent import Controls, area_at, difference
from analysis.domain.scores.compared import ScoredSet, headline, states_at
from analysis.domain.scores.ranked import Ranked, score_label
from analysis.domain.survival.times import Flags
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis

CONTROLS: Sequence[tuple[Controls, Label]] = (
    (Controls.EVENT_FREE, _("Event-free")),
    (Controls.WITHOUT_EVENT, _("All others")),
)
LESS = _("First score less this")


def areas_table(one: ScoredSet, analysis: Analysis, protocol: protocols.Protocol) -> Table:
    return Table(
        key=f"{analysis.id}_areas_{one.name}",
        title=_("Area under the curve at each horizon: {set}", set=one.label),
        stub=_("Score"),
        columns=(
            Column(key="month", label=_("Month")),
            Column(key="controls", label=_("Controls")),
            Column(key="area", label=_("Area")),
            *LIMITS,
            *difference_columns("less", LESS),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(area_rows(one, analysis, protocol)),
        footnotes=(
            _(
                "Cumulative and dynamic, weighted by the inverse probability of censoring; errors "
                "from the influence function. {rule}.",
                rule=RULE,
            ),
            _("All others: whoever died without the event stands among them as well."),
        ),
    )


def area_rows(one: ScoredSet, analysis: Analysis, protocol: protocols.Protocol) -> Iterator[Row]:
    rows = one.rows
    for months in analysis.at_months:
        states = known_states(rows.times, horizon=months_in_days(months), competing=rows.competing)
        for controls, words in CONTROLS if rows.competing.any() else CONTROLS[:1]:
            areas = {
                name: area_at(states, score, controls=controls)
                for name, score in rows.scores.items()
            }
            first = next(iter(areas.values()), None)
            for name, area in areas.items():
                apart = (
                    None
                    if area is first
                    or isinstance(area, NotEstimable)
                    or isinstance(first, NotEstimable)
                    or first is None
                    else difference(first, area)
                )
                yield Row(
                    key=f"{name}:{months}:{controls}",
                    label=score_label(name, analysis, protocol),
                    cells=(
                        Cell(value=months),
                        Cell(value=words),
                        *estimated(area if isinstance(area, NotEstimable) else area.estimate),
                        *estimated(apart),
                        EMPTY if apart is None else Cell(value=apart.p),
                    ),
                )


def paired_table(one: ScoredSet, analysis: Analysis, protocol: protocols.Protocol) -> Table:
    """At the endpoint's own horizon; everybody whose state is not known is left out."""
    months = headline(analysis)
    known, case = states_at(one.rows, months)
    return Table(
        key=f"{analysis.id}_paired_{one.name}",
        title=_(
            "Area among those whose state at {months} months is known: {set}",
            months=months,
            set=one.label,
        ),
        stub=_("Score"),
        columns=(
            Column(key="cases", label=_("With the event")),
            Column(key="controls", label=_("Without")),
            Column(key="area", label=_("Area")),
            *LIMITS,
            *difference_columns("less", LESS),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(
            paired_row(name, one.rows, known, case, score_label(name, analysis, protocol))
            for name in one.rows.scores
        ),
        footnotes=(
            _(
                "DeLong, paired. Biased by censoring: whoever was followed for less, or died "
                "without the event, is left out."
            ),
        ),
    )


def paired_row(name: str, rows: Ranked, known: Flags, case: Flags, label: Label) -> Row:
    outcome, score = case[known], rows.scores[name][known]
    first = next(iter(rows.scores))
    area = roc_area(outcome, score)
    pair = None if name == first else compared_areas(outcome, rows.scores[first][known], score)
    apart = None if pair is None or isinstance(pair, NotEstimable) else pair.difference
    ids = np.array(rows.participants)[known]
    return Row(
        key=name,
        label=label,
        cells=(
            Cell.count(ids[outcome].tolist()),
            Cell.count(ids[~outcome].tolist()),
            *(
                estimated(area)
                if isinstance(area, NotEstimable)
                else limited(area.area, area.limits)
            ),
            *estimated(apart),
            EMPTY if apart is None or isinstance(apart, NotEstimable) else Cell(value=apart.p),
        ),
    )
