"""A limit of the charter as a picture: the line that stops, and how the trial came along."""

from collections.abc import Mapping
from datetime import date

from analysis.domain.charts import Chart, Line
from analysis.domain.monitoring.charter import rule_of
from analysis.domain.monitoring.watching import Seen
from analysis.domain.tables import Label
from trials.domain.messages import message as _
from trials.domain.protocol.charter import StoppingLimit


def boundary_chart(
    limit: StoppingLimit, found: Seen, begun: Mapping[int, date], *, source: Label | None
) -> Chart:
    """`begun`: the day each participant enrolled, which puts them in order."""
    return Chart(
        key=f"limit_{limit.id}",
        title=_("{limit}: events against participants", limit=limit.label),
        across=_("Participants evaluable"),
        upwards=_("Events"),
        lines=(
            Line(key="stop", label=_("Stops from"), points=stop_line(limit, found.evaluable)),
            Line(key="seen", label=_("Seen so far"), points=path(found, begun)),
        ),
        source=source,
    )


def stop_line(limit: StoppingLimit, evaluable: int) -> tuple[tuple[float, float], ...]:
    bounds = rule_of(limit, most=max(limit.most, evaluable)).bounds()
    return tuple(
        (float(of), float(events))
        for of, events in enumerate(bounds, start=1)
        if events is not None
    )


def path(found: Seen, begun: Mapping[int, date]) -> tuple[tuple[float, float], ...]:
    had, events = set(found.had), 0
    points = [(0.0, 0.0)]
    ordered = sorted((*found.had, *found.free), key=lambda one: (begun.get(one, date.max), one))
    for of, one in enumerate(ordered, start=1):
        events += one in had
        points.append((float(of), float(events)))
    return tuple(points)
