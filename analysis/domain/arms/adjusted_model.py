"""A proportional hazards model with the covariates of the plan, and weights by a propensity."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.domain.arms.asked import Asked
from analysis.domain.blocks import Block
from analysis.domain.comparison.adjusted import adjusted
from analysis.domain.comparison.adjusted_tables import hazard_cells
from analysis.domain.comparison.cohort import Cohort
from analysis.domain.comparison.covariates import Design, design_of, value_of
from analysis.domain.comparison.sides import Names
from analysis.domain.comparison.weighing_tables import counted_rows, covariate_label
from analysis.domain.comparison.weighted_blocks import contrast_blocks
from analysis.domain.comparison.within_tables import LIMITS
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.estimates import NotEstimable
from analysis.domain.plan import Participant
from analysis.domain.survival.cox import CoxModel, cox, unnamed
from analysis.domain.survival.proportionality import proportionality
from analysis.domain.survival.times import Floats, SurvivalTimes
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _

GROUP = "group="


@dataclass(frozen=True, kw_only=True, eq=False)
class Complete:
    """Those with a time, a group and every covariate, in order."""

    people: list[Participant]
    times: SurvivalTimes
    design: Design
    timed: int


def complete(asked: Asked) -> Complete:
    timed = {one.participant: one for one in asked.derived if one.days is not None}
    grouped = asked.group_of
    people = sorted(
        (one for one in asked.people if one.id in timed and one.id in grouped),
        key=lambda one: one.id,
    )
    design = design_of(people, asked.analysis, asked.protocol)
    inside = set(design.participants)
    counted = [one for one in people if one.id in inside]
    return Complete(
        people=counted,
        times=survival_times([timed[one.id] for one in counted]),
        design=design,
        timed=len(people),
    )


def counted_block(asked: Asked, rows: Complete) -> Table:
    return counted_rows(
        (
            ("asked", asked.members_label, len(asked.people)),
            ("timed", _("With a time and a group"), rows.timed),
            ("complete", _("With every covariate"), len(rows.people)),
        ),
        rows.design,
        asked.protocol,
        key=f"{asked.key}_counted",
    )


# --- model ---------------------------------------------------------------------------------------


def model_blocks(asked: Asked) -> list[Block]:
    rows = complete(asked)
    columns = {**group_columns(asked, rows), **rows.design.columns}
    return [counted_block(asked, rows), model_table(asked, rows, fitted(asked, rows, columns))]


def fitted(
    asked: Asked, rows: Complete, columns: Mapping[str, Floats]
) -> CoxModel | NotEstimable | Label:
    if not columns:
        return NOTHING
    return unnamed(cox(rows.times, columns, strata=strata_of(asked, rows)))


NOTHING = _("No covariate differs between participants.")


def group_columns(asked: Asked, rows: Complete) -> dict[str, Floats]:
    """A column for each group but the reference that anybody is in."""
    grouped = asked.group_of
    member = np.array([grouped[one.id] for one in rows.people])
    return {
        f"{GROUP}{side.key}": (member == side.key).astype(np.float64)
        for side in asked.sides
        if side is not asked.reference and (member == side.key).any() and len(asked.sides) > 1
    }


def strata_of(asked: Asked, rows: Complete) -> np.ndarray | None:
    """Whoever has no answer is a stratum of their own."""
    if not asked.analysis.strata:
        return None
    names = [
        "/".join(str(value_of(one.facts, name)) for name in asked.analysis.strata)
        for one in rows.people
    ]
    return np.array(names)


def model_table(asked: Asked, rows: Complete, model: CoxModel | NotEstimable | Label) -> Table:
    return Table(
        key=f"{asked.key}_model",
        title=_("{endpoint}: hazard ratios, adjusted", endpoint=asked.endpoint.short),
        stub=_("Term"),
        columns=(
            Column(key="hazard_ratio", label=_("Hazard ratio")),
            *LIMITS,
            Column(key="p", label=_("p")),
            Column(key="drift", label=_("Proportional?"), group=_("p")),
        ),
        rows=tuple(model_rows(asked, rows, model)),
        footnotes=tuple(model_notes(asked, model)),
    )


def model_rows(asked: Asked, rows: Complete, model: CoxModel | NotEstimable | Label) -> list[Row]:
    if not isinstance(model, CoxModel):
        why = model.detail if isinstance(model, NotEstimable) else model
        empty = Cell(value=None)
        return [Row(key="none", label=_("Not estimable"), cells=(Cell(value=why), *[empty] * 4))]
    drift = proportionality(model, rows.times)
    return [
        Row(
            key=name,
            label=term_label(asked, name),
            cells=(
                *hazard_cells(term),
                Cell(
                    value=drift.detail if isinstance(drift, NotEstimable) else drift.terms[name].p
                ),
            ),
        )
        for name, term in model.terms.items()
    ]


def term_label(asked: Asked, name: str) -> Label:
    if name.startswith(GROUP):
        key = name.removeprefix(GROUP)
        return next(side.label for side in asked.sides if side.key == key)
    return covariate_label(name, asked.protocol, {})


def model_notes(asked: Asked, model: CoxModel | NotEstimable | Label) -> list[Label]:
    notes: list[Label] = [
        _("Ties by Efron's method. The last column tests whether a hazard ratio drifts with time.")
    ]
    if asked.reference is not None:
        notes.append(_("Compared with {reference}", reference=asked.reference.label))
    if isinstance(model, CoxModel):
        notes.append(
            _(
                "{events} events of {participants} participants.",
                events=model.events,
                participants=model.participants,
            )
        )
    notes += [
        _("Within strata of: {name}.", name=asked.protocol.label(name))
        for name in asked.analysis.strata
    ]
    return notes


# --- weights -------------------------------------------------------------------------------------


def weighted_blocks(asked: Asked) -> list[Block]:
    """Each group against the reference, weighted by the chance of being in it."""
    return [
        block
        for first, second in asked.contrasts()
        for block in pair_blocks(asked, first.key, Names(first=first.label, second=second.label))
    ]


def pair_blocks(asked: Asked, first: str, names: Names) -> list[Block]:
    rows = complete(asked)
    assert asked.reference is not None
    cohort = cohort_of(asked, rows, levels=(first, asked.reference.key))
    found = adjusted(cohort)
    counted = counted_block(asked, rows)
    if isinstance(found, NotEstimable):
        return [counted, _("Not estimable: {why}", why=found.detail)]
    return [
        counted,
        *contrast_blocks(
            asked.analysis,
            asked.endpoint,
            asked.protocol,
            cohort,
            found,
            names=names,
            strategies={},
            source=asked.source,
        ),
    ]


def cohort_of(asked: Asked, rows: Complete, *, levels: tuple[str, str]) -> Cohort:
    """The first level stands where agreement stands: everybody is asked about it."""
    grouped = asked.group_of
    place = np.array(
        [levels.index(g) if (g := grouped[one.id]) in levels else -1 for one in rows.people]
    )
    inside = place >= 0
    people = [one for one, kept in zip(rows.people, inside, strict=True) if kept]
    return Cohort(
        strategies=levels,
        participants=tuple(one.id for one in people),
        sites=tuple(one.activation for one in people),
        recommended=np.zeros(len(people), dtype=np.intp),
        received=place[inside].astype(np.intp),
        times=rows.times.where(inside),
        columns={name: column[inside] for name, column in rows.design.columns.items()},
    )
