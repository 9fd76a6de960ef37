"""The charter in tables: what was set, how it would behave, and where the trial stands now."""

from collections.abc import Mapping, Sequence
from math import ceil

from analysis.domain.estimates import NotEstimable
from analysis.domain.monitoring.boundaries import HIGHEST
from analysis.domain.monitoring.charter import LookNow, planned_looks, rule_of
from analysis.domain.monitoring.toxicity import operating_characteristics
from analysis.domain.monitoring.watching import Seen
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from trials.domain.messages import message as _
from trials.domain.protocol.charter import Looks, StoppingLimit

ADVISORY = _("A boundary advises; the board decides.")


def looks_table(looks: Looks) -> Table:
    return Table(
        key="charter_looks",
        title=_("Planned looks"),
        stub=_("Look"),
        columns=(
            Column(key="events", label=_("Events")),
            Column(key="information", label=_("Information")),
            Column(key="z", label=_("Boundary for z")),
            Column(key="p", label=_("One-sided p")),
            Column(key="spent", label=_("Error spent")),
        ),
        rows=tuple(
            line(
                f"look_{number}",
                str(number),
                ceil(one.information * looks.planned_events),
                one.information,
                bound(one.z),
                one.nominal,
                one.spent,
            )
            for number, one in enumerate(planned_looks(looks), start=1)
        ),
        footnotes=(
            _(
                "O'Brien-Fleming type spending of a one-sided error of {alpha}; {events} events "
                "planned for a power of {power}.",
                alpha=looks.alpha,
                events=looks.planned_events,
                power=looks.power,
            ),
            ADVISORY,
        ),
    )


def bound(z: float) -> Value:
    return _("none can cross") if z >= HIGHEST else z


def limits_table(limits: Sequence[StoppingLimit], arms: Mapping[str, Label]) -> Table:
    return Table(
        key="charter_limits",
        title=_("Limits of toxicity and mortality"),
        stub=_("Watched"),
        columns=(
            Column(key="arm", label=_("Arm")),
            Column(key="limit", label=_("Risk tolerated")),
            Column(key="certainty", label=_("Certainty asked for")),
            Column(key="prior", label=_("Prior")),
            Column(key="most", label=_("Up to")),
            Column(key="bounds", label=_("Stops from")),
        ),
        rows=tuple(
            line(
                one.id,
                one.label,
                arm_of(one, arms),
                one.limit,
                one.certainty,
                f"Beta({one.prior[0]:g}, {one.prior[1]:g})",
                one.most,
                steps_of(one),
            )
            for one in limits
        ),
        footnotes=(
            _("“3/7”: three events stop while no more than seven are evaluable."),
            ADVISORY,
        ),
    )


def arm_of(limit: StoppingLimit, arms: Mapping[str, Label]) -> Label:
    return _("All") if limit.arm is None else arms[limit.arm]


def steps_of(limit: StoppingLimit, *, at_most: int = 6) -> str:
    """Each number of events with the most participants among whom it would still stop."""
    found: dict[int, int] = {}
    for of, events in enumerate(rule_of(limit).bounds(), start=1):
        if events is not None:
            found[events] = of
    steps = [f"{events}/{of}" for events, of in sorted(found.items())]
    return ", ".join(steps[:at_most]) + (" …" if len(steps) > at_most else "")


def characteristics_table(limits: Sequence[StoppingLimit]) -> Table:
    """How often each limit would stop the trial if the true risk were so much: exact."""
    return Table(
        key="charter_characteristics",
        title=_("How the limits would behave"),
        stub=_("Watched"),
        columns=(
            Column(key="risk", label=_("True risk")),
            Column(key="stops", label=_("Chance to stop")),
            Column(key="participants", label=_("Participants on average")),
            Column(key="events", label=_("Events on average")),
        ),
        rows=tuple(row for one in limits for row in characteristics(one)),
        footnotes=(_("Looked at after each participant, up to the number in the charter."),),
    )


def characteristics(limit: StoppingLimit) -> list[Row]:
    found = (operating_characteristics(rule_of(limit), risk) for risk in limit.risks)
    return [
        line(
            f"{limit.id}:{one.risk}",
            limit.label,
            one.risk,
            one.stops,
            round(one.participants, 1),
            round(one.events, 1),
        )
        for one in found
    ]


def look_table(looks: Looks, now: LookNow | NotEstimable) -> Table:
    return Table(
        key="look_now",
        title=_("This look against the boundary"),
        stub=_("Quantity"),
        columns=(Column(key="value", label=_("Value")),),
        rows=tuple(look_lines(looks, now)),
        footnotes=(
            _("z is above 0 where the reference arm has more events than expected."),
            _("Conditional power: the chance to end beyond the final boundary."),
            ADVISORY,
        ),
    )


def look_lines(looks: Looks, now: LookNow | NotEstimable) -> list[Row]:
    if isinstance(now, NotEstimable):
        return [line("none", _("Not estimable"), now.detail)]
    power = now.power
    lines = [
        line("events", _("Events so far"), now.events),
        line("planned", _("Events planned"), looks.planned_events),
        line("information", _("Information"), now.look.information),
        line("before", _("Looks before this one"), now.before),
        line("z", _("z of the log-rank test"), said(now.z)),
        line("bound", _("Boundary for z"), bound(now.look.z)),
        line("spent", _("Error spent"), now.look.spent),
        line("crossed", _("Beyond the boundary"), said(now.crossed)),
    ]
    if isinstance(power, NotEstimable):
        return [*lines, line("power", _("Conditional power"), power.detail)]
    return [
        *lines,
        line("trend", _("Conditional power if the trend goes on"), power.trend),
        line("design", _("Conditional power if the design was right"), power.design),
        line("null", _("Conditional power if there is no effect"), power.null),
    ]


def said(value: float | bool | NotEstimable) -> Value:
    return value.detail if isinstance(value, NotEstimable) else value


def limits_now_table(
    found: Sequence[tuple[StoppingLimit, Seen]], arms: Mapping[str, Label]
) -> Table:
    return Table(
        key="limits_now",
        title=_("The limits at this cut"),
        stub=_("Watched"),
        columns=(
            Column(key="arm", label=_("Arm")),
            Column(key="events", label=_("Events")),
            Column(key="waiting", label=_("Cannot tell yet")),
            Column(key="bound", label=_("Stops from")),
            Column(key="posterior", label=_("P(risk above the limit)")),
            Column(key="advice", label=_("Limit passed")),
        ),
        rows=tuple(limit_line(limit, one, arm_of(limit, arms)) for limit, one in found),
        footnotes=(
            _("What nobody has graded or judged yet counts as severe and related."),
            ADVISORY,
        ),
    )


def limit_line(limit: StoppingLimit, one: Seen, arm: Label) -> Row:
    had, of = len(one.had), one.evaluable
    rule = rule_of(limit, most=of)
    fewest = rule.bound(of) if of else None
    return Row(
        key=limit.id,
        label=limit.label,
        cells=(
            Cell(value=arm),
            Cell.count(one.had, of=of, rows=one.rows),
            Cell.count(one.waiting),
            Cell(value=None if fewest is None else f"{fewest}/{of}"),
            Cell(value=rule.posterior(had, of) if of else None),
            Cell(value=fewest is not None and had >= fewest if of else None),
        ),
    )


def line(key: str, label: Label, *values: Value) -> Row:
    return Row(key=key, label=label, cells=tuple(Cell(value=value) for value in values))
