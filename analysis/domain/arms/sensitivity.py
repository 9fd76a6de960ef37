"""The same endpoint once more: in the plan's other sets, by other clocks, with partial dates taken
as early and as late as they can be, where scans were missed, and between two scans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.domain.arms.asked import Asked
from analysis.domain.arms.between_scans import BETWEEN, between_scans, found_by_scan
from analysis.domain.arms.missed_scans import Change, after_missed_scans, censored, moved
from analysis.domain.blocks import limited
from analysis.domain.comparison.adjusted_tables import hazard_cells
from analysis.domain.durations import months_in_days
from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import Derived, EndpointSpec, derive, spec_of
from analysis.domain.estimates import NotEstimable
from analysis.domain.groups import Side
from analysis.domain.imputation import Imputation
from analysis.domain.plan import Participant
from analysis.domain.recurrence_sources import LABELS as SOURCE_LABELS
from analysis.domain.recurrence_sources import (
    by_the_other,
    is_told_otherwise,
    rests_on_reading,
)
from analysis.domain.sets import members_of
from analysis.domain.survival.cox import hazard_ratios
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.protocol.trial import RecurrenceSource

MISSED: Sequence[tuple[str, Label, Change]] = (
    ("missed_scans", _("Censored at the last scan before two or more missed ones"), censored),
    ("first_missed_scan", _("Event on the day of the first of two or more missed scans"), moved),
)
DATES: Sequence[tuple[Imputation, Label]] = (
    (Imputation.EARLIEST, _("Partial dates at their earliest")),
    (Imputation.LATEST, _("Partial dates at their latest")),
)


@dataclass(frozen=True, kw_only=True)
class Variant:
    key: str
    label: Label
    derived: tuple[Derived, ...]


def variants_of(asked: Asked, everybody: Sequence[Participant]) -> Iterator[Variant]:
    """`everybody`: for the plan's other sets. The first variant is the headline itself."""
    yield Variant(key="headline", label=asked.members_label, derived=tuple(asked.derived))
    yield from other_sets(asked, everybody)
    yield from other_source(asked)
    for one in asked.endpoint.sensitivity:
        derived = derived_by(asked.people, asked, spec_of(asked.endpoint, one))
        yield Variant(key=one.id, label=one.label, derived=derived)
    if any(one.imputed for one in asked.derived):
        for how, label in DATES:
            derived = derived_by(asked.people, asked, spec_of(asked.endpoint), how)
            yield Variant(key=how.value, label=label, derived=derived)
    yield from behind_missed_scans(asked)


def behind_missed_scans(asked: Asked) -> Iterator[Variant]:
    """Where an event stands behind two or more scheduled scans that nobody made."""
    for key, label, change in MISSED:
        derived = tuple(after_missed_scans(asked, change))
        if derived != tuple(asked.derived):
            yield Variant(key=key, label=label, derived=derived)


def other_sets(asked: Asked, everybody: Sequence[Participant]) -> Iterator[Variant]:
    protocol = asked.protocol
    for name in asked.analysis.sets[1:]:
        members = members_of(
            name,
            protocol.sets[name],
            (one.person for one in everybody),
            protocol.chosen_readings,
        )
        inside = set(members.members)
        people = [one for one in everybody if one.id in inside]
        yield Variant(
            key=name,
            label=protocol.sets[name].label,
            derived=derived_by(people, asked, spec_of(asked.endpoint)),
        )


def other_source(asked: Asked) -> Iterator[Variant]:
    """Where whoever does not count for the headline has said anything."""
    spec = spec_of(asked.endpoint)
    if rests_on_reading(spec) and any(is_told_otherwise(one.facts) for one in asked.people):
        counts = asked.protocol.recurrence_source
        other = next(one for one in RecurrenceSource if one is not counts)
        derived = derived_by(asked.people, asked, by_the_other(spec))
        yield Variant(key=other.value, label=SOURCE_LABELS[other], derived=derived)


def derived_by(
    people: Sequence[Participant],
    asked: Asked,
    spec: EndpointSpec,
    how: Imputation = Imputation.MIDDLE,
) -> tuple[Derived, ...]:
    return tuple(
        derive(
            spec,
            participant=one.id,
            facts=one.facts,
            cut=asked.cut,
            earlier=one.earlier,
            dates=how,
        )
        for one in people
    )


# --- table ---------------------------------------------------------------------------------------


def sensitivity_table(asked: Asked, everybody: Sequence[Participant]) -> Table | None:
    """None where there is nothing beside the headline."""
    variants = list(variants_of(asked, everybody))
    if len(variants) == 1 and not found_by_scan(asked):
        return None
    months = (asked.analysis.at_months or asked.endpoint.at_months)[-1:]
    return Table(
        key=f"{asked.key}_sensitivity",
        title=_("{endpoint}: other sets, clocks and dates", endpoint=asked.endpoint.short),
        stub=_("Analysis"),
        columns=(
            *(
                column
                for side in asked.sides
                for column in side_columns(side, months[0] if months else None)
            ),
            *(
                Column(key=f"{first.key}_{name}", label=label, group=over(first, second))
                for first, second in asked.contrasts()
                for name, label in HAZARD
            ),
        ),
        rows=(
            *(variant_row(asked, one, months) for one in variants),
            *between_scans(asked, months),
        ),
        footnotes=tuple(footnotes(asked, months)),
    )


def footnotes(asked: Asked, months: Sequence[int]) -> Iterator[Label]:
    if months:
        yield _("Month counted by each analysis from its own start.")
    if found_by_scan(asked):
        yield BETWEEN


HAZARD: Sequence[tuple[str, Label]] = (
    ("hazard_ratio", _("Hazard ratio")),
    ("lower", _("95 % CI, lower")),
    ("upper", _("95 % CI, upper")),
    ("p", _("p")),
)


def over(first: Side, second: Side) -> Label:
    return _("{first} over {second}", first=first.label, second=second.label)


def side_columns(side: Side, months: int | None) -> Iterator[Column]:
    yield Column(key=f"{side.key}_events", label=_("Events"), group=side.label)
    if months is not None:
        for name, label in (
            ("share", _("Share at {months} months", months=months)),
            ("share_lower", _("95 % CI, lower")),
            ("share_upper", _("95 % CI, upper")),
        ):
            yield Column(key=f"{name}_{side.key}", label=label, group=side.label)


def variant_row(asked: Asked, one: Variant, months: Sequence[int]) -> Row:
    sides = [
        cell for side in asked.sides for cell in side_cells(asked.of(side, one.derived), months)
    ]
    ratios = [
        cell
        for first, second in asked.contrasts()
        for cell in ratio_cells(asked, first, second, one)
    ]
    return Row(key=one.key, label=one.label, cells=(*sides, *ratios))


def side_cells(derived: Sequence[Derived], months: Sequence[int]) -> Iterator[Cell]:
    timed = [one for one in derived if one.days is not None]
    yield Cell.count((one.participant for one in timed if one.observed), of=len(timed))
    curve = kaplan_meier(survival_times(derived))
    for month in months:
        at = curve if isinstance(curve, NotEstimable) else curve.at(months_in_days(month))
        if isinstance(at, NotEstimable):
            yield from (Cell(value=at.detail), Cell(value=None), Cell(value=None))
        else:
            yield from limited(at.surv, at.limits)


def ratio_cells(asked: Asked, first: Side, second: Side, one: Variant) -> tuple[Cell, ...]:
    times: dict[str, SurvivalTimes] = {
        side.key: asked.times(side, one.derived) for side in (first, second)
    }
    model = hazard_ratios(times, reference=second.key)
    return hazard_cells(model if isinstance(model, NotEstimable) else model.terms[first.key])
