"""How well a predictor and its comparators tell who has the event: areas, calibration, benefit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.blocks import EMPTY, Block, estimated, limited
from analysis.domain.comparison.within_tables import LIMITS
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.estimates import NotEstimable
from analysis.domain.performance.known_states import known_states
from analysis.domain.performance.net_benefit import survival_net_benefits
from analysis.domain.performance.roc import compared_areas, roc_area
from analysis.domain.performance.time_dependent import Controls, area_at, brier_at, difference
from analysis.domain.scores.ranked import PREDICTOR, Ranked, score_label
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.times import Flags
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis

CONTROLS: Sequence[tuple[Controls, Label]] = (
    (Controls.EVENT_FREE, _("Event-free")),
    (Controls.WITHOUT_EVENT, _("All others")),
)
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3)
LESS = _("First score less this")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One set of the plan: its people with every score."""

    name: str
    label: Label
    rows: Ranked


def blocks_of(
    found: Sequence[Compared], analysis: Analysis, protocol: protocols.Protocol
) -> Iterator[Block]:
    yield counted_table(found, analysis)
    if not any(one.rows.predicted for one in found):
        yield _("No prediction is open to analysis in this cut: the comparators stand alone.")
    for one in found:
        yield areas_table(one, analysis, protocol)
        yield paired_table(one, analysis, protocol)
        if PREDICTOR in one.rows.scores:
            yield calibration_table(one, analysis)
            yield benefit_table(one, analysis)


def counted_table(found: Sequence[Compared], analysis: Analysis) -> Table:
    return Table(
        key=f"{analysis.id}_counted",
        title=_("Who is compared"),
        stub=_("Set"),
        columns=(
            Column(key="timed", label=_("With a time")),
            Column(key="predicted", label=_("With a prediction")),
            Column(key="compared", label=_("With every score")),
        ),
        rows=tuple(
            Row(
                key=one.name,
                label=one.label,
                cells=(
                    Cell(value=one.rows.asked),
                    Cell(value=one.rows.predicted),
                    Cell.count(one.rows.participants, of=one.rows.asked),
                ),
            )
            for one in found
        ),
    )


# --- areas at each horizon -----------------------------------------------------------------------


def areas_table(one: Compared, analysis: Analysis, protocol: protocols.Protocol) -> Table:
    return Table(
        key=f"{analysis.id}_areas_{one.name}",
        title=_("Area under the curve at each horizon: {set}", set=one.label),
        stub=_("Score"),
        columns=(
            Column(key="month", label=_("Month")),
            Column(key="controls", label=_("Controls")),
            Column(key="area", label=_("Area")),
            *LIMITS,
            Column(key="less", label=_("Difference"), group=LESS),
            Column(key="less_lower", label=_("95 % CI, lower"), group=LESS),
            Column(key="less_upper", label=_("95 % CI, upper"), group=LESS),
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


def area_rows(one: Compared, analysis: Analysis, protocol: protocols.Protocol) -> Iterator[Row]:
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


# --- known states, DeLong ------------------------------------------------------------------------


def paired_table(one: Compared, analysis: Analysis, protocol: protocols.Protocol) -> Table:
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
            Column(key="less", label=_("Difference"), group=LESS),
            Column(key="less_lower", label=_("95 % CI, lower"), group=LESS),
            Column(key="less_upper", label=_("95 % CI, upper"), group=LESS),
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


def headline(analysis: Analysis) -> int:
    return analysis.headline_months or analysis.at_months[-1]


def states_at(rows: Ranked, months: int) -> tuple[Flags, Flags]:
    """Whose state is known, and who had the event by then."""
    day = months_in_days(months)
    case = rows.times.observed & (rows.times.days <= day)
    return case | (rows.times.days > day), case


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


# --- calibration and benefit ---------------------------------------------------------------------


def calibration_table(one: Compared, analysis: Analysis) -> Table:
    """Predicted risk beside the incidence, in fifths of the risk and for all."""
    months, risk = headline(analysis), one.rows.scores[PREDICTOR]
    edges = np.unique(np.quantile(risk, (0.2, 0.4, 0.6, 0.8))) if len(risk) else np.array([])
    fifth = np.searchsorted(edges, risk, side="left")
    groups = [("all", _("All"), np.ones(len(risk), np.bool_))] + [
        (f"group_{place + 1}", _("Risk group {number}", number=place + 1), fifth == place)
        for place in sorted(set(fifth.tolist()))
    ]
    states = known_states(
        one.rows.times, horizon=months_in_days(months), competing=one.rows.competing
    )
    brier = brier_at(states, risk)
    said = _("not estimable") if isinstance(brier, NotEstimable) else f"{brier.estimate.value:.4f}"
    return Table(
        key=f"{analysis.id}_calibration_{one.name}",
        title=_(
            "Predicted risk and incidence at {months} months: {set}", months=months, set=one.label
        ),
        stub=_("Predicted risk"),
        columns=(
            Column(key="participants", label=_("Participants")),
            Column(key="share_predicted", label=_("Predicted")),
            Column(key="share", label=_("Observed")),
            Column(key="share_lower", label=_("95 % CI, lower")),
            Column(key="share_upper", label=_("95 % CI, upper")),
            Column(key="ratio", label=_("Observed over expected")),
        ),
        rows=tuple(
            calibration_row(key, label, one.rows, who, months) for key, label, who in groups
        ),
        footnotes=(_("Cumulative incidence, death competing. Brier score {score}.", score=said),),
    )


def calibration_row(key: str, label: Label, rows: Ranked, who: Flags, months: int) -> Row:
    risk = float(rows.scores[PREDICTOR][who].mean()) if who.any() else 0.0
    curve = cumulative_incidence(rows.times.where(who), rows.competing[who])
    at = curve if isinstance(curve, NotEstimable) else curve.at(months_in_days(months))
    ids = np.array(rows.participants)[who].tolist()
    seen = (
        (*estimated(at), EMPTY)
        if isinstance(at, NotEstimable)
        else (*limited(at.incidence, at.limits), Cell(value=at.incidence / risk if risk else None))
    )
    return Row(key=key, label=label, cells=(Cell.count(ids), Cell(value=risk), *seen))


def benefit_table(one: Compared, analysis: Analysis) -> Table:
    months = headline(analysis)
    found = survival_net_benefits(
        one.rows.times,
        one.rows.scores[PREDICTOR],
        horizon=months_in_days(months),
        thresholds=THRESHOLDS,
    )
    points = [] if isinstance(found, NotEstimable) else found
    return Table(
        key=f"{analysis.id}_benefit_{one.name}",
        title=_(
            "Net benefit of acting on the risk at {months} months: {set}",
            months=months,
            set=one.label,
        ),
        stub=_("Acted on from"),
        columns=(
            Column(key="model", label=_("By the prediction")),
            Column(key="treat_all", label=_("On everybody")),
            Column(key="treat_none", label=_("On nobody")),
        ),
        rows=tuple(
            Row(
                key=f"{point.threshold:g}",
                label=f"{100 * point.threshold:g} %",
                cells=(
                    *(
                        Cell(value=value.detail if isinstance(value, NotEstimable) else value)
                        for value in (point.model, point.treat_all)
                    ),
                    Cell(value=0.0),
                ),
            )
            for point in points
        ),
        footnotes=(_("Deaths without the event are taken for losses here."),),
    )
