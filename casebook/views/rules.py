"""The data-quality rules of a trial, and how often each fires over the records there are."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casebook.domain.queries import QueryState
from casebook.domain.rules import Tally, tallied
from casebook.models import Query
from casebook.selectors.rules import known_in
from trials.domain.protocol.rules import Weight
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version
from trials.selectors.readings import latest_as_read
from trials.wording import worded

WEIGHTS = {Weight.MAJOR: (_("Major"), "overdue"), Weight.MINOR: (_("Minor"), "due")}
SHOWN = 10


@require_safe
@login_required
def rules(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    protocol = latest_as_read(found)
    tallies = tallied(protocol, known_in(found, request.reach.activation_ids))
    waiting = open_queries(found.pk, request.reach.activation_ids)
    rows = [
        {
            "rule": rule,
            "message": worded(rule.message),
            "asked_at": worded(protocol.label(rule.ask)),
            "weight": WEIGHTS[rule.weight],
            "waiting": waiting.get(rule.id, 0),
            **shown(tallies[rule.id]),
        }
        for rule in protocol.rules
    ]
    context = {"trial": found, "version": latest_version(found), "rules": rows}
    return render(request, "casebook/rules.html", context)


def shown(tally: Tally) -> dict[str, Any]:
    more = max(len(tally.examples) - SHOWN, 0)
    return {"tally": tally, "examples": tally.examples[:SHOWN], "more": more}


def open_queries(trial: int, activation_ids: Any) -> dict[str, int]:
    rows = Query.objects.filter(
        activation__trial=trial, activation_id__in=activation_ids, origin=Query.Origin.RULE
    ).exclude(state=QueryState.CLOSED)
    return dict(rows.order_by().values_list("rule").annotate(n=Count("pk")))
