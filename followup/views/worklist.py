"""The nurse's home."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from followup.domain.worklist import KIND_LABELS, Kind, Task, counts
from followup.selectors import worklist as selector
from followup.wording import TONES, row
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404

A_PAGE = 50

# Of these, nought is news: the day's first question is whether anything of them waits.
NEWS = frozenset({Kind.SAE_CLOCK, Kind.OVERDUE, Kind.DUE_TODAY})


@require_safe
@login_required
def worklist(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.RECORD_CLINICAL_EVENT, trial=found, on=request.today)
    tasks = selector.worklist(
        found,
        activations=request.reach.activation_ids,
        user=request.user,
        now=timezone.now(),
    )
    chosen = request.GET.get("show", "")
    page = Paginator([task for task in tasks if chosen in {"", task.kind}], A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "trial": found,
        "page": page,
        "rows": [row(task, found.slug) for task in page],
        "filters": filters(tasks, chosen),
        "is_filtered": bool(chosen),
        "several_sites": len({task.site for task in tasks}) > 1,
        "can_register": may_in_trial(request.user, Right.ENTER_DATA, trial=found, on=request.today),
    }
    return render(request, "followup/worklist.html", context)


def filters(tasks: Iterable[Task], chosen: str) -> list[dict[str, Any]]:
    """The kinds with work, and those of which nought is news. Pressing a chosen count again shows
    everything."""
    found = counts(tasks)
    return [
        {
            "label": KIND_LABELS[kind],
            "tone": TONES[kind],
            "count": found[kind],
            "on": kind == chosen,
            "href": "?" if kind == chosen else f"?show={kind}",
        }
        for kind in Kind
        if found[kind] or kind in NEWS or kind == chosen
    ]
