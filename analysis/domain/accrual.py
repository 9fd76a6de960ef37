"""Accrual: who was enrolled by when, in all and at each site, beside the target."""

from collections.abc import Iterable, Mapping
from datetime import date

from analysis.domain.charts import Chart, Line
from analysis.domain.durations import days_between, days_in_months
from analysis.domain.tables import Label
from trials.domain.messages import message as _


def accrual_chart(
    days: Iterable[date], *, target: int | None, cut: date, source: Label | None
) -> Chart:
    enrolled = sorted(days)
    lines = [so_far("all", _("Enrolled"), enrolled, enrolled, cut)]
    if target and enrolled:
        end = months_from(enrolled[0], cut)
        lines.append(Line(key="target", label=_("Target"), points=((0.0, target), (end, target))))
    return chart("accrual_all", _("Enrolled so far, beside the target"), lines, source)


def site_chart(
    days: Mapping[str, Iterable[date]], *, cut: date, source: Label | None
) -> Chart | None:
    """None with one site: it is the chart of all."""
    everybody = sorted(day for one in days.values() for day in one)
    if len(days) < 2:
        return None
    lines = [so_far(site, site, sorted(days[site]), everybody, cut) for site in sorted(days)]
    return chart("accrual_sites", _("Enrolled so far, by site"), lines, source)


def chart(key: str, title: Label, lines: Iterable[Line], source: Label | None) -> Chart:
    return Chart(
        key=key,
        title=title,
        across=_("Months since the first enrollment"),
        upwards=_("Participants"),
        lines=tuple(lines),
        source=source,
    )


def so_far(key: str, label: Label, days: list[date], everybody: list[date], cut: date) -> Line:
    if not days:
        return Line(key=key, label=label, points=())
    first = everybody[0]
    points: dict[float, float] = {0.0: 0.0}
    for number, day in enumerate(days, start=1):
        points[months_from(first, day)] = number
    points.setdefault(months_from(first, cut), len(days))
    return Line(key=key, label=label, points=tuple(sorted(points.items())))


def months_from(first: date, day: date) -> float:
    return round(days_in_months(max(0, days_between(first, day))), 2)
