"""Behind a number: the participants it counts, as far as the reader's own role reaches."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analysis.selectors.reports import table_of
from analysis.selectors.walk_back import behind
from analysis.views.reports import asked_first, readable


@require_safe
@login_required
def cell(
    request: HttpRequest, trial: str, pk: int, *, key: str, row: int, column: int
) -> HttpResponse:
    report = readable(request, trial, pk)
    table = table_of(report, key) or {}
    line, found = cell_at(table, row, column)
    if asked := asked_first(request, report, f"{key} {row}/{column}"):
        return asked
    counted = behind(
        found,
        report.cut,
        reader=request.user,
        activations=request.reach.activation_ids,
        on=request.today,
    )
    context = {
        "trial": report.cut.trial,
        "report": report,
        "table": table,
        "line": line,
        "column": table["columns"][column],
        "cell": found,
        "counted": counted,
        "beyond": len(found["participants"]) - len(counted),
    }
    return render(request, "analysis/cell.html", context)


@require_safe
@login_required
def steps(request: HttpRequest, trial: str, pk: int, key: str) -> HttpResponse:
    """The steps of a figure, each leading to whom it counts."""
    report = readable(request, trial, pk)
    table = table_of(report, f"{key}_steps")
    if table is None or "rows" not in table:
        raise Http404
    if asked := asked_first(request, report, f"{key} steps"):
        return asked
    section = {"blocks": [table]}
    context = {"trial": report.cut.trial, "report": report, "table": table, "section": section}
    return render(request, "analysis/steps.html", context)


def cell_at(table: dict[str, Any], row: int, column: int) -> tuple[dict[str, Any], dict[str, Any]]:
    if row >= len(table.get("rows", ())):
        raise Http404
    line: dict[str, Any] = table["rows"][row]
    if column >= len(line["cells"]) or not line["cells"][column]["participants"]:
        raise Http404
    return line, line["cells"][column]
