"""A predicted response judged by each denominator.

The operated alone have a pathological answer, and who responds well is not operated: leaving the
watched out is verification bias. So a composite counts their sustained response, and those of whom
even that is not known yet are imputed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.estimates import NotEstimable, Reason
from analysis.domain.performance.diagnostics import Diagnostics, ExactShare, diagnostics
from analysis.domain.performance.roc import RocArea, roc_area
from analysis.domain.proportions import ANSWER_OPEN, Share
from analysis.domain.scores.imputed import Answer, each, imputed, pooled
from analysis.domain.survival.times import Flags, Floats
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis

MEASURES: Sequence[tuple[str, Label]] = (
    ("sensitivity", _("Sensitivity")),
    ("specificity", _("Specificity")),
    ("positive_predictive_value", _("Positive predictive value")),
    ("negative_predictive_value", _("Negative predictive value")),
)
NOBODY = NotEstimable(Reason.NO_PARTICIPANTS, _("No prediction is open to analysis in this cut."))


@dataclass(frozen=True, kw_only=True, eq=False)
class Denominator:
    """Those with a prediction of whom the question is asked; `outcome` counts where `known`."""

    key: str
    label: Label
    participants: tuple[int, ...]
    score: Floats
    known: Flags
    outcome: Flags


def denominator(
    key: str, label: Label, share: Share, scores: dict[int, float], *, with_open: bool = False
) -> Denominator:
    yes, no = set(share.yes), set(share.no)
    asked = yes | no | (set(share.left_out.get(ANSWER_OPEN, ())) if with_open else set())
    ids = tuple(sorted(asked & scores.keys()))
    return Denominator(
        key=key,
        label=label,
        participants=ids,
        score=np.array([scores[one] for one in ids], dtype=np.float64),
        known=np.array([one in yes or one in no for one in ids], dtype=np.bool_),
        outcome=np.array([one in yes for one in ids], dtype=np.bool_),
    )


def response_table(found: Sequence[Denominator], analysis: Analysis) -> Table:
    assert analysis.threshold is not None
    return Table(
        key=f"{analysis.id}_response",
        title=_("Predicted response, by each denominator"),
        stub=_("Denominator"),
        columns=(
            Column(key="measure", label=_("Measure")),
            Column(key="participants", label=_("Participants")),
            Column(key="responded", label=_("Responded")),
            Column(key="imputed", label=_("Imputed")),
            Column(key="share", label=_("Value")),
            Column(key="share_lower", label=_("95 % CI, lower")),
            Column(key="share_upper", label=_("95 % CI, upper")),
        ),
        rows=tuple(row for one in found for row in rows_of(one, float(analysis.threshold))),
        footnotes=(
            _(
                "Predicted to respond from {threshold}. Exact limits; the area by DeLong; where "
                "outcomes are imputed, Wald limits pooled by Rubin's rules over 20 imputations.",
                threshold=str(analysis.threshold),
            ),
        ),
    )


def rows_of(one: Denominator, threshold: float) -> Iterator[Row]:
    open_ones = int((~one.known).sum())
    answers = imputed_answers(one, threshold) if open_ones else exact_answers(one, threshold)
    for key, label, cells in answers:
        yield Row(
            key=f"{one.key}:{key}",
            label=one.label,
            cells=(
                Cell(value=label),
                Cell.count(one.participants),
                Cell.count(np.array(one.participants, dtype=int)[one.outcome].tolist()),
                Cell(value=open_ones),
                *cells,
            ),
        )


Cells = tuple[Cell, ...]
AREA = ("area", _("Area under the curve"))


def exact_answers(one: Denominator, threshold: float) -> Iterator[tuple[str, Label, Cells]]:
    if not len(one.participants):
        yield (*AREA, estimated(NOBODY))
        return
    area = roc_area(one.outcome, one.score)
    yield (
        *AREA,
        estimated(area) if isinstance(area, NotEstimable) else limited(area.area, area.limits),
    )
    found = diagnostics(one.outcome, one.score >= threshold)
    for name, label in MEASURES:
        share: ExactShare | NotEstimable = getattr(found, name)
        cells = (
            (Cell(value=share.detail), EMPTY, EMPTY)
            if isinstance(share, NotEstimable)
            else limited(share.value, share.limits)
        )
        yield name, label, cells


def imputed_answers(one: Denominator, threshold: float) -> Iterator[tuple[str, Label, Cells]]:
    outcomes = imputed(one.score, one.known, one.outcome)
    if isinstance(outcomes, NotEstimable):
        yield (*AREA, estimated(outcomes))
        return
    many = len(one.participants)
    areas = each(outcomes, lambda outcome: of_area(roc_area(outcome, one.score)))
    yield (*AREA, estimated(pooled(areas, participants=many)))
    said = one.score >= threshold
    for name, label in MEASURES:
        answers = each(outcomes, answering(name, said))
        yield name, label, estimated(pooled(answers, participants=many))


def of_area(found: RocArea | NotEstimable) -> Answer:
    return found if isinstance(found, NotEstimable) else (found.area, found.variance)


def answering(name: str, said: Flags) -> Callable[[Flags], Answer]:
    def answer(outcome: Flags) -> Answer:
        found: Diagnostics = diagnostics(outcome, said)
        share: ExactShare | NotEstimable = getattr(found, name)
        if isinstance(share, NotEstimable):
            return share
        return share.value, share.value * (1 - share.value) / share.of

    return answer
