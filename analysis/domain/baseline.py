"""What participants were like before: numbers as median and quartiles, codes as counts."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import quantiles

from analysis.domain.safety import Arm, heading
from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _
from trials.domain.values import Facts, Known

Number = int | float


def baseline_table(
    names: Sequence[tuple[str, Label, Mapping[str, Label]]],
    facts: Mapping[int, Facts],
    arms: Sequence[Arm],
) -> Table:
    """`names`: each fact with its label and, where it is coded, its codes."""
    lines = [
        row for name, label, codes in names for row in rows_of(name, label, codes, facts, arms)
    ]
    return Table(
        key="baseline",
        title=_("Baseline"),
        stub=_("Characteristic"),
        columns=tuple(Column(key=arm.key, label=heading(arm)) for arm in arms),
        rows=tuple(lines),
        denominators={arm.key: len(arm.members) for arm in arms},
        footnotes=(_("Median (quartiles), n known; or the number with each answer."),),
    )


def rows_of(
    name: str,
    label: Label,
    codes: Mapping[str, Label],
    facts: Mapping[int, Facts],
    arms: Sequence[Arm],
) -> Iterator[Row]:
    if not codes:
        yield Row(
            key=name, label=label, cells=tuple(spread(known(name, facts, arm)) for arm in arms)
        )
        return
    answers = [known(name, facts, arm) for arm in arms]
    yield Row(
        key=name,
        label=label,
        cells=tuple(
            Cell.count(one, of=len(arm.members)) for one, arm in zip(answers, arms, strict=True)
        ),
    )
    for code, word in codes.items():
        yield Row(
            key=f"{name}:{code}",
            label=word,
            level=1,
            cells=tuple(
                Cell.count((pk for pk, value in one.items() if str(value) == code), of=len(one))
                for one in answers
            ),
        )


def known(name: str, facts: Mapping[int, Facts], arm: Arm) -> dict[int, object]:
    found = ((pk, facts.get(pk, {}).get(name)) for pk in arm.members)
    return {pk: one.value for pk, one in found if isinstance(one, Known)}


def spread(values: Mapping[int, object]) -> Cell:
    numbers = sorted(float(str(value)) for value in values.values())
    if not numbers:
        return Cell(value=None)
    low, middle, high = (
        quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else numbers * 3
    )
    text = f"{middle:g} ({low:.3g}–{high:.3g}), n = {len(numbers)}"
    return Cell(value=text, participants=tuple(sorted(values)))
