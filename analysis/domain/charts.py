"""Lines over a pair of axes, with the numbers they are drawn from: accrual, stopping boundaries."""

from dataclasses import dataclass

from analysis.domain.tables import Cell, Column, Label, Row, Table
from trials.domain.messages import message as _

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Line:
    """`steps` where the value stays until the next point; a single point is drawn as a mark."""

    key: str
    label: Label
    points: tuple[Point, ...]
    steps: bool = True


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`source` names the cut."""

    key: str
    title: Label
    across: Label
    upwards: Label
    lines: tuple[Line, ...]
    source: Label | None = None

    @property
    def reach(self) -> Point:
        """The largest value on each axis."""
        points = [point for line in self.lines for point in line.points]
        return (
            max((across for across, _up in points), default=0.0),
            max((up for _across, up in points), default=0.0),
        )


def points_table(chart: Chart) -> Table:
    return Table(
        key=f"{chart.key}_steps",
        title=chart.title,
        stub=_("Line"),
        columns=(
            Column(key="across", label=chart.across),
            Column(key="upwards", label=chart.upwards),
        ),
        rows=tuple(
            Row(
                key=f"{line.key}:{place}",
                label=line.label,
                cells=(Cell(value=plain(across)), Cell(value=plain(upwards))),
            )
            for line in chart.lines
            for place, (across, upwards) in enumerate(line.points)
        ),
        footnotes=() if chart.source is None else (chart.source,),
    )


def plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value
