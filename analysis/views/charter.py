"""The board's charter as set in the protocol: looks, limits and how they would behave."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from analysis.domain.tables import Table, to_csv
from analysis.permissions import check_may_see_board
from analysis.reports import page
from analysis.reports.monitoring import charter_blocks
from analysis.reports.wording import wording_in
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read


@require_safe
@login_required
def charter(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_see_board(request.user, trial=of, on=request.today)
    blocks, wording = list(charter_blocks(latest_as_read(of))), wording_in(get_language())
    if key := request.GET.get("csv"):
        return csv_of(f"{of.slug}-{key}", blocks, key)
    context = {"trial": of, "blocks": [page.block(one, wording) for one in blocks]}
    return render(request, "analysis/charter.html", context)


def csv_of(name: str, blocks: list[Any], key: str) -> HttpResponse:
    """One of the tables on a page, for a spreadsheet."""
    found = next((one for one in blocks if isinstance(one, Table) and one.key == key), None)
    if found is None:
        raise Http404
    # Excel reads Chinese only with the mark in front.
    text = "\ufeff" + to_csv(found, wording_in(get_language()))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
