"""From screening to now: who was assessed, enrolled, treated, and who left; overall and by site."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enrollment.domain.flow import Flow, Key, Path, counts_of, flow_of
from enrollment.domain.flow_paths import assigns
from enrollment.domain.reasons import in_order
from enrollment.selectors.flow import archived_in, paths_in
from enrollment.views.exclusions import sees_arms
from enrollment.views.flow_figure import Shape, svg
from enrollment.views.flow_words import boxes_of, label_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read
from trials.views.sheets import csv_answer


@dataclass(frozen=True, kw_only=True)
class Row:
    key: Key
    label: str
    counts: tuple[int, ...]

    @property
    def depth(self) -> int:
        """How far it stands below the line it is part of."""
        return min(len(self.key) - 1, 2) if self.key[0] != "group" else max(len(self.key) - 2, 0)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The flow as this person may see it."""

    trial: Trial
    protocol: Protocol
    paths: Sequence[Path]
    sites: Sequence[str]
    site: str
    by_group: bool

    def of(self, site: str = "") -> Flow:
        found = [one for one in self.paths if site in {"", one.site}]
        return flow_of(found, assigns=assigns(self.protocol), by_group=self.by_group)

    @cached_property
    def rows(self) -> list[Row]:
        """A line for everything that happened anywhere, a column for all and for each site."""
        overall = counts_of(self.of())
        columns = [overall, *(counts_of(self.of(site)) for site in self.sites)]
        return [
            Row(
                key=key,
                label=label_of(key, self.protocol),
                counts=tuple(column.get(key, 0) for column in columns),
            )
            for key in self.ordered(overall)
            if key != ("unallocated",) or assigns(self.protocol)
        ]

    def ordered(self, counts: dict[Key, int]) -> list[Key]:
        """Reasons as the protocol lists them; everything else as it comes."""
        places = {key: place for place, key in enumerate(counts)}
        by_code = in_order({key[-1]: 0 for key in counts}, self.protocol)
        codes = {code: place for place, code in enumerate(by_code)}

        def place(key: Key) -> tuple[int, int]:
            parent = key[:-1]
            if parent and parent[-1] in {"excluded", "eligible_not_enrolled", "excluded_after"}:
                return places[parent], 1 + codes[key[-1]]
            return places[key], 0

        return sorted(counts, key=place)


def shown(request: HttpRequest, slug: str) -> Shown:
    trial = trial_or_404(request.reach, slug)
    check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=trial, on=request.today)
    reached = request.reach.activation_ids
    places = SiteActivation.objects.filter(trial=trial, pk__in=reached).order_by("site__code")
    sites = list(places.values_list("site__code", flat=True))
    site = request.GET.get("site", "")
    return Shown(
        trial=trial,
        protocol=latest_as_read(trial),
        paths=paths_in(trial, reached, today=request.today),
        sites=sites if len(sites) > 1 else [],
        site=site if site in sites else "",
        by_group=sees_arms(request, trial),
    )


@require_safe
@login_required
def flow(request: HttpRequest, trial: str) -> HttpResponse:
    found = shown(request, trial)
    reached = request.reach.activation_ids
    context = {
        "trial": found.trial,
        "site": found.site,
        "sites": [
            {"code": one, "count": found.of(one).assessed, "on": one == found.site}
            for one in found.sites
        ],
        "rows": found.rows,
        "columns": found.sites,
        "flow": found.of(found.site),
        "archived": archived_in(found.trial, reached, site=found.site),
        "by_group": found.by_group,
        "day": request.today,
    }
    return render(request, "enrollment/flow.html", context)


@require_safe
@login_required
def figure(request: HttpRequest, trial: str) -> HttpResponse:
    found = shown(request, trial)
    shape = Shape.NARROW if "narrow" in request.GET else Shape.WIDE
    title = _("Flow of participants: %(trial)s") % {"trial": trial}
    boxes = list(boxes_of(found.of(found.site), found.protocol))
    return HttpResponse(svg(boxes, title=title, shape=shape), content_type="image/svg+xml")


@require_safe
@login_required
def table(request: HttpRequest, trial: str) -> HttpResponse:
    found = shown(request, trial)
    head = ["line", "label", "all", *found.sites]
    rows = ([" / ".join(row.key), row.label, *row.counts] for row in found.rows)
    return csv_answer(f"{trial}-flow-{request.today.isoformat()}", [head, *rows])
