"""Agreement by center, quarter or release, and which way those who differ went."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from analysis.domain.concordance import Agreement, Pair, Pairs, assessable, kappa
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _

Components = Mapping[str, Sequence[str]]
OVER, UNDER, CROSS = "over", "under", "cross"
DIRECTIONS: Mapping[str, Label] = {
    OVER: _("More than recommended"),
    UNDER: _("Less than recommended"),
    CROSS: _("Something else instead"),
}


def direction(pair: Pair, components: Components) -> str:
    """More: all of what was recommended and something beyond it. Less: a part of it only."""
    told = set(components.get(pair.recommended or "", ()))
    had = set(components.get(pair.received or "", ()))
    if told < had:
        return OVER
    return UNDER if had < told else CROSS


def direction_table(
    pairs: Pairs, strategies: Mapping[str, Label], components: Components, *, key: str
) -> Table:
    """The cells off the diagonal one by one, under their direction."""
    judged = assessable(pairs)
    differed = [pair for pair in judged if pair.agreement is Agreement.INCONSISTENT]
    return Table(
        key=key,
        title=_("Which way the inconsistent went"),
        stub=_("Direction"),
        columns=(Column(key="participants", label=_("Participants")),),
        rows=tuple(
            row
            for way, label in DIRECTIONS.items()
            for row in direction_rows(
                way,
                label,
                [pair for pair in differed if direction(pair, components) == way],
                strategies,
                of=len(judged),
            )
        ),
        denominators={"all": len(judged)},
    )


def direction_rows(
    way: str, label: Label, pairs: Pairs, strategies: Mapping[str, Label], *, of: int
) -> Iterable[Row]:
    yield Row(key=way, label=label, cells=(counted(pairs, of=of),))
    for told, told_label in strategies.items():
        for had, had_label in strategies.items():
            those = [one for one in pairs if (one.recommended, one.received) == (told, had)]
            if those:
                yield Row(
                    key=f"{told}:{had}",
                    label=_(
                        "{recommended} → {received}", recommended=told_label, received=had_label
                    ),
                    cells=(counted(those, of=of),),
                    level=1,
                )


def agreement_by(
    pairs: Pairs, group_of: Mapping[int, str], labels: Mapping[str, Label], *, key: str, stub: Label
) -> Table:
    """Stability: the same two numbers in each group, in the order of the labels."""
    judged = assessable(pairs)
    groups: dict[str, list[Pair]] = {name: [] for name in labels}
    for pair in judged:
        if group_of.get(pair.participant) in groups:
            groups[group_of[pair.participant]].append(pair)
    return Table(
        key=key,
        title=_("Agreement by {group}", group=stub),
        stub=stub,
        columns=(
            Column(key="consistent", label=_("Consistent")),
            Column(key="kappa", label=_("Cohen's kappa")),
        ),
        rows=tuple(
            Row(key=name, label=labels[name], cells=agreement_cells(those))
            for name, those in groups.items()
            if those
        ),
        denominators={name: len(those) for name, those in groups.items() if those},
    )


def agreement_cells(pairs: Pairs) -> tuple[Cell, Cell]:
    same = [pair for pair in pairs if pair.agreement is Agreement.CONSISTENT]
    beyond = kappa(pairs)
    return (
        counted(same, of=len(pairs)),
        Cell(value=_("not estimable") if beyond is None else beyond),
    )


def counted(pairs: Pairs, *, of: int) -> Cell:
    return Cell.count((pair.participant for pair in pairs), of=of)


class Sealed(Protocol):
    """As much of a prediction as is listed."""

    @property
    def recommended(self) -> str | None: ...
    @property
    def again(self) -> int: ...
    @property
    def quarter(self) -> str: ...
    @property
    def release(self) -> str: ...


def listed_predictions(
    pairs: Pairs,
    said: Mapping[int, Sealed],
    reasons: Mapping[str, Label],
    codes: Mapping[int, str],
    *,
    key: str,
) -> Table:
    """Whoever is left out though predicted, and whoever was predicted again."""
    told = [(pair, said[pair.participant]) for pair in pairs if pair.participant in said]
    return Table(
        key=key,
        title=_("Predictions left out, and those made again"),
        stub=_("Participant"),
        columns=(
            Column(key="reason", label=_("Reason")),
            Column(key="again", label=_("Made again")),
            Column(key="release", label=_("Release")),
            Column(key="quarter", label=_("Quarter")),
        ),
        rows=tuple(
            Row(
                key=codes[pair.participant],
                label=codes[pair.participant],
                cells=(
                    Cell(
                        value=reasons[pair.why_not] if pair.why_not else None,
                        participants=(pair.participant,),
                    ),
                    *(Cell(value=value) for value in (one.again, one.release, one.quarter)),
                ),
            )
            for pair, one in told
            if one.recommended and (pair.why_not or one.again)
        ),
        footnotes=(_("The first prediction of each participant counts."),),
    )
