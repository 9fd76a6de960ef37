"""Any, severe, related and serious events by arm with exact limits, and deaths by cause."""

from collections.abc import Iterable, Iterator, Sequence

from analysis.domain.counted import Line, counted_table, lines_by
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.proportions import clopper_pearson
from analysis.domain.safety import AdverseEventRow, Arm, heading
from analysis.domain.safety_listings import People
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from analysis.domain.two_proportions import Counted, newcombe
from trials.domain.messages import message as _

Events = Sequence[AdverseEventRow]


def kinds(events: Events, *, related: bool) -> Iterator[tuple[str, Label, Events]]:
    """Related to what was given: only where that may be told."""
    severe = [one for one in events if one.grade is None or one.grade >= 3]
    yield "any", _("Any adverse event"), events
    yield "severe", _("Grade 3 or worse"), severe
    if related:
        yield "related", _("Related to treatment"), [one for one in events if one.counts_as_related]
        both = [one for one in severe if one.counts_as_related]
        yield "severe_related", _("Grade 3 or worse and related"), both
    yield "serious", _("Serious"), [one for one in events if one.serious]


def overview_table(events: Events, arms: Sequence[Arm], *, related: bool = True) -> Table:
    """n, share with exact limits for each arm; with two arms their difference."""
    pair = arms if len(arms) == 2 else ()
    return Table(
        key="safety_overview",
        title=_("Adverse events by arm") if len(arms) > 1 else _("Adverse events, pooled"),
        stub=_("Participants with"),
        columns=(
            *(column for arm in arms for column in share_columns(arm)),
            *(difference_columns() if pair else ()),
        ),
        rows=tuple(
            overview_row(key, label, of_kind, arms, pair)
            for key, label, of_kind in kinds(events, related=related)
        ),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(
            _("Limits of Clopper and Pearson; those of the difference by Newcombe."),
            _("What nobody has graded or judged yet counts as severe and related."),
        ),
    )


def share_columns(arm: Arm) -> Iterator[Column]:
    group = heading(arm)
    yield Column(key=f"{arm.key}:n", label=_("n"), group=group)
    yield Column(key=f"{arm.key}:lower", label=_("95 % CI, lower"), group=group)
    yield Column(key=f"{arm.key}:upper", label=_("95 % CI, upper"), group=group)


def difference_columns() -> tuple[Column, ...]:
    group = _("First less second")
    return (
        Column(key="difference", label=_("Difference"), group=group),
        Column(key="difference_lower", label=_("95 % CI, lower"), group=group),
        Column(key="difference_upper", label=_("95 % CI, upper"), group=group),
    )


def overview_row(
    key: str, label: Label, events: Events, arms: Sequence[Arm], pair: Sequence[Arm]
) -> Row:
    counted = [counted_in(arm, events) for arm in arms]
    cells = [part for one in counted for part in (one, *limits_of(one))]
    return Row(key=key, label=label, cells=(*cells, *(difference_of(counted) if pair else ())))


def counted_in(arm: Arm, events: Events) -> Cell:
    found = inside(arm, events)
    return Cell.count(
        (one.participant for one in found),
        of=len(arm.members),
        rows=(one.ref for one in found),
    )


def inside(arm: Arm, events: Events) -> Events:
    members = set(arm.members)
    return [one for one in events if one.participant in members]


def limits_of(cell: Cell) -> tuple[Cell, Cell]:
    assert isinstance(cell.value, int)
    assert cell.of is not None
    return bounds(clopper_pearson(cell.value, cell.of))


def bounds(limits: Limits | NotEstimable) -> tuple[Cell, Cell]:
    if isinstance(limits, NotEstimable):
        return Cell(value=None), Cell(value=None)
    return Cell(value=limits.lower), Cell(value=limits.upper)


def difference_of(counted: Sequence[Cell]) -> tuple[Cell, ...]:
    if not all(one.of for one in counted):
        return (Cell(value=None),) * 3
    first, second = (Counted(yes=int(str(one.value)), of=one.of or 0) for one in counted)
    return (Cell(value=first.value - second.value), *bounds(newcombe(first, second, 0.95)))


# --- deaths ---------------------------------------------------------------------------------------


def causes_table(people: People, arms: Sequence[Arm], *, stated: bool = True) -> Table:
    """Everybody who died once, whatever the set. A cause that was stated may name what was given:
    without `stated` only how many died."""
    died = {one.participant: one for one in people.values() if one.death is not None}
    pairs = [(str(one.cause_of_death or ""), pk) for pk, one in died.items() if stated]
    everybody = Line(key="died", label=_("Died"), people=frozenset(died))
    causes = lines_by(pairs, lambda cause: cause or _("Not stated yet"), prefix="cause:", level=1)
    return counted_table(
        "deaths_by_cause", _("Deaths by cause"), _("Cause"), [everybody, *causes], arms
    )


def complete_table(
    events: Iterable[AdverseEventRow], people: People, sets: Sequence[tuple[Label, Sequence[Arm]]]
) -> Table:
    """Deaths and serious events in each set: a set that leaves somebody out shows whom it lost."""
    serious = [one for one in events if one.serious]
    died = frozenset(one.participant for one in people.values() if one.death is not None)
    columns = [
        (Column(key=f"{place}:{arm.key}", label=heading(arm), group=label), arm)
        for place, (label, arms) in enumerate(sets)
        for arm in arms
    ]
    had = frozenset(one.participant for one in serious)
    counts = [("died", _("Died"), died), ("serious", _("With a serious event"), had)]
    rows = [
        Row(key=key, label=label, cells=tuple(within(who, arm) for _column, arm in columns))
        for key, label, who in counts
    ]
    number: list[Value] = [len(inside(arm, serious)) for _column, arm in columns]
    events_row = Row(
        key="events", label=_("Serious events"), cells=tuple(Cell(value=one) for one in number)
    )
    return Table(
        key="deaths_and_serious",
        title=_("Deaths and serious events in each analysis set"),
        stub=_("Participants"),
        columns=tuple(column for column, _arm in columns),
        rows=(*rows, events_row),
    )


def within(who: frozenset[int], arm: Arm) -> Cell:
    return Cell.count(who & set(arm.members), of=len(arm.members))
