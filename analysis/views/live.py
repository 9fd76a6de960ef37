"""The trial as its records say now: counts of everybody together, not a frozen cut."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from analysis.domain import live_tables
from analysis.domain.tables import Label, Table
from analysis.reports import page
from analysis.reports.wording import worded, wording_in
from analysis.selectors.live import live_of
from analysis.views.charter import csv_of
from casebook.models import FormRecord, Visit
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read


@require_safe
@login_required
def live(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=of, on=request.today)
    tables, now = tables_of(request, of), timezone.now()
    if key := request.GET.get("csv"):
        name = f"{of.slug}-live-{key}-{now:%Y-%m-%dT%H%M}Z"
        return csv_of(name, list(tables), key)
    wording = wording_in(get_language())
    context = {
        "trial": of,
        "now": now,
        "locks": may_in_trial(request.user, Right.LOCK_DATABASE, trial=of, on=request.today),
        "tables": [page.table(one, wording) for one in tables],
    }
    return render(request, "analysis/live.html", context)


def tables_of(request: HttpRequest, trial: Trial) -> list[Table]:
    found, protocol = live_of(trial, request.reach.activation_ids), latest_as_read(trial)
    return [
        live_tables.accrual_table((day for _site, day in found.enrolled_on), target_of(protocol)),
        live_tables.sites_table(found),
        live_tables.completeness_table(
            found, labels(Visit.Outcome.choices), labels(FormRecord.Status.choices)
        ),
        live_tables.age_table(found, timezone.now()),
        live_tables.safety_table(found),
        live_tables.inputs_table(found),
    ]


def target_of(protocol: Any) -> int | None:
    """Of a trial in parts, what its prospective parts plan together."""
    planned = [one.target for one in protocol.parts if one.direction == "prospective"]
    if planned:
        return sum(one or 0 for one in planned) or None
    target: int | None = protocol.trial.target
    return target


def labels(choices: Any) -> Mapping[str, Label]:
    return {code: worded(label) for code, label in choices}
