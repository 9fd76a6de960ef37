"""What every form asks, generated from the newest version of the protocol."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from casebook.dictionary import defined, sheet, visits_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.redcap.columns import as_csv
from trials.domain.redcap.writing import dictionary as redcap
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version, protocol_of
from trials.views.sheets import csv_answer
from trials.wording import worded


@require_safe
@login_required
def dictionary(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    version = latest_version(found)
    protocol = protocol_of(version)
    if request.GET.get("format") == "csv":
        return csv_answer(f"{found.slug}-{version.version}-dictionary", sheet(protocol))
    if request.GET.get("format") == "redcap":
        return redcap_answer(f"{found.slug}-{version.version}-redcap", protocol)
    forms = [
        {
            "id": form.id,
            "label": worded(form.label),
            "hint": worded(form.hint),
            "visits": visits_of(protocol, form),
            "items": list(defined(protocol, form)),
        }
        for form in protocol.forms
    ]
    context = {"trial": found, "version": version, "forms": forms}
    return render(request, "casebook/dictionary.html", context)


def redcap_answer(name: str, protocol: Protocol) -> HttpResponse:
    """In the language of who asks; for REDCap alone, so no cell is changed for a spreadsheet."""
    rows, _lost = redcap(protocol, language="zh" if get_language() == "zh-hans" else "en")
    answer = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
