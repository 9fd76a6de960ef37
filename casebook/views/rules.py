"""The data-quality rules of a trial: whom each asks now, how often it fires over the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from casebook.domain.queries import QueryState
from casebook.forms.rules import BacktestForm
from casebook.models import Backtest, Participant, Query
from casebook.selectors.backtests import NAMED, backtest_of, protocol_tried
from casebook.tasks import ask_for_backtest
from trials.domain.protocol.rules import Weight
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version
from trials.selectors.readings import latest_as_read
from trials.views.once import once
from trials.wording import worded

WEIGHTS = {Weight.MAJOR: (_("Major"), "overdue"), Weight.MINOR: (_("Minor"), "due")}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def rules(request: HttpRequest, trial: str) -> HttpResponse:
    """POST asks for a count over the history, if asked by the rules of a file."""
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    if request.method != "POST":
        return page_of(request, found, BacktestForm(trial=found.slug))
    form = BacktestForm(request.POST, request.FILES, trial=found.slug)
    if not form.is_valid():
        return page_of(request, found, form, status=422)
    source = form.cleaned_data["file"]
    job = ask_for_backtest(trial=found, source=source, by=request.user, at=timezone.now())
    return redirect(job)


def page_of(
    request: HttpRequest, trial: Trial, form: BacktestForm, *, status: int = 200
) -> HttpResponse:
    asked = request.GET.get("count", "")
    latest = backtest_of(request.user, trial, asked)
    counted = latest if asked else None
    protocol = protocol_tried(counted) if counted else latest_as_read(trial)
    waiting = open_queries(trial.pk, request.reach.activation_ids)
    counts = counts_shown(counted, request.reach.activation_ids)
    rows = [
        {
            "rule": rule,
            "message": worded(rule.message),
            "asked_at": worded(protocol.label(rule.ask)),
            "weight": WEIGHTS[rule.weight],
            "waiting": len(waiting[rule.id]),
            **named(waiting[rule.id]),
            **counts.get(rule.id, {}),
        }
        for rule in protocol.rules
    ]
    context = {
        "trial": trial,
        "version": latest_version(trial),
        "rules": rows,
        "form": form,
        "tried": protocol.trial.version if counted and counted.source else "",
        "counted": counted,
        "latest": latest,
    }
    return render(request, "casebook/rules.html", context, status=status)


def counts_shown(counted: Backtest | None, activation_ids: Iterable[int]) -> dict[str, Any]:
    """Of those who break a rule, whom the reader reaches today."""
    found = counted.counts if counted else {}
    pks = {pk for one in found.values() for pk in one["people"]}
    people = Participant.objects.for_activations(activation_ids).filter(pk__in=pks)
    codes = dict(people.values_list("pk", "code"))
    return {
        rule: {
            "counts": one,
            "months": ", ".join(f"{month}: {n}" for month, n in sorted(one["by_month"].items())),
            "examples": (known := [codes[pk] for pk in one["people"] if pk in codes]),
            "more": one["broken"] - len(known),
        }
        for rule, one in found.items()
    }


def named(codes: list[str]) -> dict[str, Any]:
    people = sorted(set(codes))
    return {"examples": people[:NAMED], "more": max(len(people) - NAMED, 0)}


def open_queries(trial: int, activation_ids: Any) -> Mapping[str, list[str]]:
    """By rule the participant of each query that is not closed."""
    rows = Query.objects.filter(
        activation__trial=trial, activation_id__in=activation_ids, origin=Query.Origin.RULE
    ).exclude(state=QueryState.CLOSED)
    found: dict[str, list[str]] = defaultdict(list)
    for rule, code in rows.order_by().values_list("rule", "participant__code"):
        found[rule].append(code)
    return found
