"""Who is on which protocol version, and who is to be asked for a new consent."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enrollment.selectors.versions import Agreed, Standing, versions_of
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404

A_PAGE = 50
AWAITING = "awaiting"


@require_safe
@login_required
def versions(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    standing = versions_of(found, activations=request.reach.activation_ids, today=request.today)
    chosen = request.GET.get("show", "")
    shown = [one for one in standing.people if is_shown(one, chosen)]
    page = Paginator(shown, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trial": found,
        "standing": standing,
        "page": page,
        "rows": [(one, waited(one, request)) for one in page],
        "filters": filters(standing, chosen),
        "records": may_in_trial(
            request.user, Right.RECORD_CLINICAL_EVENT, trial=found, on=request.today
        ),
    }
    return render(request, "enrollment/versions.html", context)


def waited(one: Agreed, request: HttpRequest) -> int | None:
    return one.behind.days(today=request.today) if one.behind else None


def is_shown(one: Agreed, chosen: str) -> bool:
    if chosen == AWAITING:
        return one.behind is not None
    return chosen in {"", one.version}


def filters(standing: Standing, chosen: str) -> list[dict[str, Any]]:
    """Pressing a chosen count again shows everybody."""
    versions = list(dict.fromkeys(row.version for row in standing.rows))
    keys = [AWAITING, *versions]
    return [
        {
            "key": key,
            "is_version": key != AWAITING,
            "count": sum(is_shown(one, key) for one in standing.people),
            "on": key == chosen,
            "href": "?" if key == chosen else f"?show={key}",
        }
        for key in keys
    ]
