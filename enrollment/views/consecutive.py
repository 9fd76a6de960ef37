"""Is the screening log consecutive? The site's list of operations is read, compared, forgotten."""

from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from enrollment.domain.consecutive import ListUnreadable, compare, read_list
from enrollment.forms import OperationsForm
from enrollment.selectors.consecutive import log_days
from trials.domain.rights import Right, grant_of
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.wording import worded


@require_http_methods(["GET", "POST"])
@login_required
def consecutive(request: HttpRequest, trial: str) -> HttpResponse:
    """Nothing is kept: the list is the hospital's, the log goes on growing, and asking again costs
    a minute. The page names the file's hash, who asked and when, to be printed and filed."""
    found = trial_or_404(request.reach, trial)
    sites = sites_to_compare(request, found)
    if not sites:
        raise NotPermitted(refusal_text(Right.CHECK_CONSECUTIVE))
    form = OperationsForm(request.POST or None, request.FILES or None, sites=sites)
    result = compared(form) if form.is_valid() else None
    context = {
        "trial": found,
        "form": form,
        "result": result,
        "by": request.user.printed_name,
        "at": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "enrollment/consecutive.html", context, status=status)


def compared(form: OperationsForm) -> dict[str, Any] | None:
    site, content = form.chosen_site(), form.cleaned_data["operations"].read()
    try:
        operations = read_list(text_of(content))
    except ListUnreadable as error:
        form.add_error("operations", worded(error.message))
        return None
    return {
        "site": site.site.code,
        "comparison": compare(operations, log_days(site)),
        "sha256": sha256(content).hexdigest(),
    }


def text_of(content: bytes) -> str:
    """Excel in China saves CSV as GB 18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def sites_to_compare(request: HttpRequest, trial: Trial) -> list[SiteActivation]:
    reached = SiteActivation.objects.filter(trial=trial, pk__in=request.reach.activation_ids)
    return [
        one
        for one in reached.select_related("site").order_by("site__code")
        if any(grant_of(Right.CHECK_CONSECUTIVE, role) for role in request.reach.roles_at(one))
    ]
