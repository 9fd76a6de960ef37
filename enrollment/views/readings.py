"""What each ambiguity of the criteria decides, counted: a page, and a part of the protocol page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from enrollment.domain.reading_counts import Counts
from enrollment.selectors.readings import reading_counts
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read
from trials.wording import worded


@require_safe
@login_required
@vary_on_headers("HX-Request")
def readings(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=found, on=request.today)
    counts = reading_counts(found, request.reach.activation_ids, today=request.today)
    is_panel = bool(request.headers.get("HX-Request"))
    template = "enrollment/readings_table.html" if is_panel else "enrollment/readings.html"
    rows = rows_of(counts, latest_as_read(found))
    return render(request, template, {"trial": found, "rows": rows})


def rows_of(counts: Counts, protocol: Protocol) -> list[dict[str, Any]]:
    """As the register lists them; only those that somebody was judged by."""
    return [
        {
            "title": worded(ambiguity.title),
            "reading": worded(text),
            "is_chosen": code == ambiguity.chosen,
            "count": counts[ambiguity.id][code],
        }
        for ambiguity in protocol.ambiguities
        for code, text in ambiguity.readings.items()
        if code in counts.get(ambiguity.id, {})
    ]
