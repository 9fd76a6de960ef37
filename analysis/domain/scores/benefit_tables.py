"""Is the predicted risk what is seen, and is acting on it better than on everybody or nobody."""

import numpy as np

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.durations import months_in_days
from analysis.domain.estimates import NotEstimable
from analysis.domain.performance.calibration import risk_group_of
from analysis.domain.performance.known_states import known_states
from analysis.domain.performance.net_benefit import survival_net_benefits
from analysis.domain.performance.time_dependent import brier_at, scaled_brier
from analysis.domain.scores.compared import ScoredSet, headline
from analysis.domain.scores.ranked import PREDICTOR, Ranked
from analysis.domain.survival.cumulative_incidence import cumulative_incidence
from analysis.domain.survival.times import Flags
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis

THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3)


def calibration_table(one: ScoredSet, analysis: Analysis) -> Table:
    """Predicted risk beside the incidence, in fifths of the risk and for all."""
    months, risk = headline(analysis), one.rows.scores[PREDICTOR]
    fifth = risk_group_of(risk, 5)
    groups = [("all", _("All"), np.ones(len(risk), np.bool_))] + [
        (f"group_{place + 1}", _("Risk group {number}", number=place + 1), fifth == place)
        for place in sorted(set(fifth.tolist()))
    ]
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
        footnotes=(_("Cumulative incidence, death competing."), brier_words(one.rows, months)),
    )


def brier_words(rows: Ranked, months: int) -> Label:
    """Beside that of telling everybody the incidence: alone it says how common the event is."""
    day, risk = months_in_days(months), rows.scores[PREDICTOR]
    curve = cumulative_incidence(rows.times, rows.competing)
    seen = curve if isinstance(curve, NotEstimable) else curve.at(day)
    if isinstance(seen, NotEstimable):
        return _("Brier score: {why}", why=seen.detail)
    states = known_states(rows.times, horizon=day, competing=rows.competing)
    brier, null = brier_at(states, risk), brier_at(states, np.full(len(risk), seen.incidence))
    if isinstance(brier, NotEstimable) or isinstance(null, NotEstimable):
        return _("Brier score: {why}", why=_("not estimable"))
    better = scaled_brier(brier, null)
    return _(
        "Brier score {score}; {null} if everybody were told the incidence. Scaled (1 less their "
        "ratio): {better}.",
        score=f"{brier.estimate.value:.4f}",
        null=f"{null.estimate.value:.4f}",
        better=_("not estimable") if isinstance(better, NotEstimable) else f"{100 * better:.1f} %",
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


def benefit_table(one: ScoredSet, analysis: Analysis) -> Table:
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
