"""How the trial runs, of a data cut: screening, deviations, treatment, visits and records."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.domain.curve_tables import cut_source
from analysis.domain.tables import Label
from analysis.models import DataCut, Recommendation, Report
from analysis.selectors.cuts import read_table

Pairs = list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """Pairs of a name and a participant, each as often as it was recorded."""

    closed: Pairs
    deviations: Pairs
    withdrawn: Pairs
    agents: Pairs
    visits: Pairs
    forms: Pairs


def conduct_of(cut: DataCut) -> Conduct:
    return Conduct(
        closed=[
            (row["code"], row["participant_id"])
            for row in rows_in(cut, "enrollment.screeningclosure")
            if row["reopened_at"] is None and row["closed_date"] <= cut.events_to
        ],
        deviations=[
            (row["kind"], row["participant_id"])
            for row in rows_in(cut, "casebook.deviation")
            if row["found_date"] <= cut.events_to
        ],
        withdrawn=pairs(cut, "casebook.withdrawal", "scope"),
        agents=pairs(cut, "followup.treatmentcourse", "agent", day="start_date"),
        visits=pairs(cut, "casebook.visit", "outcome", day="visit_date"),
        forms=pairs(cut, "casebook.formrecord", "status"),
    )


def pairs(cut: DataCut, table: str, column: str, *, day: str = "") -> Pairs:
    return [
        (row[column], row["participant_id"])
        for row in rows_in(cut, table)
        if not day or seen_by(row[day], cut.events_to)
    ]


def seen_by(day: date | None, cut: date) -> bool:
    """What has no day of its own, such as a visit that was not done, is shown."""
    return day is None or day <= cut


def rows_in(
    cut: DataCut, table: str, *, only: tuple[str, Collection[str]] | None = None
) -> list[dict[str, Any]]:
    """Cuts taken before a table was there hold none of it."""
    if table not in cut.manifest["content"]["open"]["tables"]:
        return []
    return read_table(cut, table, only=only)


def sites_of(cut: DataCut) -> Mapping[int, str]:
    places = cut.trial.activations.select_related("site")
    return {one.pk: one.site.code for one in places}


def source_of(cut: DataCut) -> Label:
    """The line under each figure."""
    return cut_source(cut.name, cut.sha256, events_to=cut.events_to)


def tables_of(cut: DataCut, names: list[str]) -> dict[str, dict[int, dict[str, Any]]]:
    """Rows by id of the tables that the cut has."""
    return {
        name: {row["id"]: row for row in rows_in(cut, name)}
        for name in names
        if name in cut.manifest["content"]["open"]["tables"]
    }


def recommended_before(cut: DataCut) -> list[Recommendation]:
    """Signed before the cut was taken: a set that never changes."""
    found = Recommendation.objects.filter(
        meeting__trial=cut.trial_id, signature__signed_at__lte=cut.known_at
    ).select_related("meeting", "signature", "hold")
    return list(found.order_by("meeting__number"))


def last_seen(cut: DataCut, *, session: str) -> DataCut | None:
    """The cut of the report that the board had last before this one was taken."""
    seen = Report.objects.filter(
        cut__trial=cut.trial_id, session=session, released_at__lte=cut.known_at
    ).select_related("cut")
    earlier = seen.exclude(cut=cut.pk).filter(cut__known_at__lt=cut.known_at)
    latest = earlier.order_by("-cut__known_at").first()
    return latest.cut if latest else None


def openings_before(cut: DataCut) -> Mapping[str, int]:
    """How often closed reports were opened before the cut, by user name: the unblinding log."""
    found: dict[str, int] = defaultdict(int)
    looks = Report.objects.filter(
        cut__trial=cut.trial_id, openings__opened_at__lte=cut.known_at
    ).exclude(session=Report.Session.OPEN)
    for name in looks.values_list("openings__user__printed_name", flat=True):
        found[name] += 1
    return dict(sorted(found.items()))
