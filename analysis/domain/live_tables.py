"""The tables of the live page: accrual, sites, completeness, age of the data, safety, inputs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from analysis.domain.safety import GRADES
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from trials.domain.messages import message as _

ALL = "all"


class Counted(Protocol):
    """As much of the live counts as the tables need."""

    @property
    def sites(self) -> list[str]: ...
    @property
    def screened(self) -> Mapping[str, int]: ...
    @property
    def enrolled_on(self) -> list[tuple[str, date]]: ...
    @property
    def visits(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def forms(self) -> Mapping[tuple[str, str], int]: ...
    @property
    def queries(self) -> Mapping[str, int]: ...
    @property
    def last_entry(self) -> Mapping[str, datetime]: ...
    @property
    def worst(self) -> Mapping[int, int | None]: ...
    @property
    def serious(self) -> frozenset[int]: ...
    @property
    def inputs(self) -> Mapping[str, int]: ...
    @property
    def predictions(self) -> Mapping[str, int]: ...


def accrual_table(days: Iterable[date], target: int | None) -> Table:
    """One line a month, from the first enrollment to the last."""
    months = Counter(day.strftime("%Y-%m") for day in days)
    return Table(
        key="accrual",
        title=_("Accrual against target"),
        stub=_("Month"),
        columns=(
            Column(key="enrolled", label=_("Enrolled")),
            Column(key="so_far", label=_("So far")),
            Column(key="share", label=_("Share of the target")),
        ),
        rows=tuple(accrual_rows(months, target)),
        footnotes=(
            _("The target is {target}.", target=target)
            if target
            else _("The protocol names no target."),
        ),
    )


def accrual_rows(months: Mapping[str, int], target: int | None) -> Iterator[Row]:
    so_far = 0
    for month in every_month(months):
        so_far += months.get(month, 0)
        share = so_far / target if target else None
        yield line(month, month, months.get(month, 0), so_far, share)


def every_month(months: Mapping[str, int]) -> list[str]:
    """Also those in which nobody came."""
    if not months:
        return []
    first, last = (number_of(one) for one in (min(months), max(months)))
    return [f"{at // 12}-{at % 12 + 1:02}" for at in range(first, last + 1)]


def number_of(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def sites_table(live: Counted) -> Table:
    enrolled = Counter(site for site, _day in live.enrolled_on)
    latest = dict(live.enrolled_on)  # ascending: the last stays
    return site_table(
        "sites",
        _("Sites"),
        [("screened", _("Screened")), ("enrolled", _("Enrolled"))],
        [live.screened, enrolled],
        sites=live.sites,
        last=("latest", _("Last enrolled on"), latest),
    )


def completeness_table(
    live: Counted, visits: Mapping[str, Label], forms: Mapping[str, Label]
) -> Table:
    columns: list[tuple[str, Label]] = [
        *((f"visit_{one}", _("Visits: {state}", state=label)) for one, label in visits.items()),
        *((f"form_{one}", _("Forms: {state}", state=label)) for one, label in forms.items()),
        ("queries", _("Queries not closed")),
    ]
    counts = [
        *({site: live.visits.get((site, one), 0) for site in live.sites} for one in visits),
        *({site: live.forms.get((site, one), 0) for site in live.sites} for one in forms),
        live.queries,
    ]
    return site_table(
        "completeness", _("Completeness of visits and forms"), columns, counts, sites=live.sites
    )


def age_table(live: Counted, now: datetime) -> Table:
    return Table(
        key="data_age",
        title=_("Age of the data"),
        stub=_("Site"),
        columns=(
            Column(key="latest", label=_("Last form entered (UTC)")),
            Column(key="days", label=_("Days ago")),
        ),
        rows=tuple(
            line(site, site, *age_of(live.last_entry.get(site), now)) for site in live.sites
        ),
    )


def age_of(latest: datetime | None, now: datetime) -> tuple[Value, Value]:
    if latest is None:
        return None, None
    return f"{latest:%Y-%m-%d %H:%M}", (now - latest).days


def safety_table(live: Counted) -> Table:
    """Participants by the worst grade they reached; all sites and arms together."""
    enrolled = len(live.enrolled_on)
    by_grade = {
        grade: tuple(sorted(pk for pk, worst in live.worst.items() if worst == grade))
        for grade in GRADES
    }
    rows = [
        counted("any", _("Any adverse event"), live.worst, enrolled),
        *(
            counted(f"grade_{grade}", _("Worst grade {grade}", grade=grade), who, enrolled)
            for grade, who in by_grade.items()
        ),
        counted("serious", _("Serious"), live.serious, enrolled),
    ]
    return Table(
        key="safety",
        title=_("Adverse events, pooled"),
        stub=_("Participants with"),
        columns=(Column(key="n", label=_("n")),),
        rows=tuple(rows),
        footnotes=(_("Of all who are enrolled, whatever their treatment."),),
    )


def counted(key: str, label: Label, who: Iterable[int], of: int) -> Row:
    return Row(key=key, label=label, cells=(Cell.count(who, of=of),))


def inputs_table(live: Counted) -> Table:
    enrolled = Counter(site for site, _day in live.enrolled_on)
    return site_table(
        "inputs",
        _("What the models have to go on"),
        [
            ("enrolled", _("Enrolled")),
            ("images", _("With accepted images")),
            ("predictions", _("With a prediction, open or sealed")),
        ],
        [enrolled, live.inputs, live.predictions],
        sites=live.sites,
    )


def site_table(
    key: str,
    title: Label,
    columns: Sequence[tuple[str, Label]],
    counts: Sequence[Mapping[str, int]],
    *,
    sites: Sequence[str],
    last: tuple[str, Label, Mapping[str, Value]] | None = None,
) -> Table:
    """A line for each site, and all of them together above."""
    more = [last] if last else []
    rows = [
        line(site, site, *(one.get(site, 0) for one in counts), *(one[2].get(site) for one in more))
        for site in sites
    ]
    whole = line(
        ALL,
        _("All sites"),
        *(sum(one.get(site, 0) for site in sites) for one in counts),
        *(max((str(day) for day in one[2].values()), default=None) for one in more),
    )
    return Table(
        key=key,
        title=title,
        stub=_("Site"),
        columns=tuple(
            Column(key=name, label=label)
            for name, label in (*columns, *((one[0], one[1]) for one in more))
        ),
        rows=(whole, *rows),
    )


def line(key: str, label: Label, *values: Value) -> Row:
    return Row(key=key, label=label, cells=tuple(Cell(value=value) for value in values))
