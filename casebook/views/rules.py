"""The data-quality rules of a trial, and how often each fires over the records there are."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from casebook.domain.queries import QueryState
from casebook.domain.rule_history import Firings
from casebook.domain.rules import Tally, tallied
from casebook.forms.rules import BacktestForm
from casebook.models import Query
from casebook.selectors.rule_history import firings_in
from casebook.selectors.rules import known_in
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.rules import Weight
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version
from trials.selectors.readings import latest_as_read
from trials.wording import worded

WEIGHTS = {Weight.MAJOR: (_("Major"), "overdue"), Weight.MINOR: (_("Minor"), "due")}
SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rules(request: HttpRequest, trial: str) -> HttpResponse:
    """POST counts over history too, if asked by the rules of a file; nothing of it is kept."""
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    if request.method != "POST":
        return page_of(request, found, BacktestForm(trial=found.slug))
    form = BacktestForm(request.POST, request.FILES, trial=found.slug)
    if not form.is_valid():
        return page_of(request, found, form, status=422)
    tried = form.cleaned_data["file"]
    protocol = tried or latest_as_read(found)
    fired = firings_in(protocol, found, request.reach.activation_ids)
    return page_of(request, found, form, protocol=protocol, tried=tried, fired=fired)


def page_of(
    request: HttpRequest,
    trial: Trial,
    form: BacktestForm,
    *,
    protocol: Protocol | None = None,
    tried: Protocol | None = None,
    fired: Mapping[str, Firings] | None = None,
    status: int = 200,
) -> HttpResponse:
    protocol = protocol or latest_as_read(trial)
    tallies = tallied(protocol, known_in(trial, request.reach.activation_ids))
    waiting = open_queries(trial.pk, request.reach.activation_ids)
    rows = [
        {
            "rule": rule,
            "message": worded(rule.message),
            "asked_at": worded(protocol.label(rule.ask)),
            "weight": WEIGHTS[rule.weight],
            "waiting": waiting.get(rule.id, 0),
            "fired": fired[rule.id] if fired else None,
            "months": months(fired[rule.id]) if fired else "",
            **shown(tallies[rule.id]),
        }
        for rule in protocol.rules
    ]
    context = {
        "trial": trial,
        "version": latest_version(trial),
        "rules": rows,
        "form": form,
        "tried": tried.trial.version if tried else "",
        "replayed": fired is not None,
    }
    return render(request, "casebook/rules.html", context, status=status)


def months(one: Firings) -> str:
    return ", ".join(f"{month}: {n}" for month, n in sorted(one.by_month.items()) if n)


def shown(tally: Tally) -> dict[str, Any]:
    more = max(len(tally.examples) - SHOWN, 0)
    return {"tally": tally, "examples": tally.examples[:SHOWN], "more": more}


def open_queries(trial: int, activation_ids: Any) -> dict[str, int]:
    rows = Query.objects.filter(
        activation__trial=trial, activation_id__in=activation_ids, origin=Query.Origin.RULE
    ).exclude(state=QueryState.CLOSED)
    return dict(rows.order_by().values_list("rule").annotate(n=Count("pk")))
