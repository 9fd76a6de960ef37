"""A report on the screen, and its files."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from analysis.actions import reports
from analysis.forms import MeetingForm, WhyForm
from analysis.models import Report
from analysis.permissions import check_may_read
from analysis.selectors.reports import content_of, page_of, table_of
from trials.domain.rights import Right
from trials.permissions import may_in_trial
from trials.scope import trial_or_404


def readable(request: HttpRequest, trial: str, pk: int) -> Report:
    """The report of this trial, if this person may read it; another trial's does not exist."""
    of = trial_or_404(request.reach, trial)
    found = Report.objects.select_related("cut__trial", "meeting", "signature")
    report = get_object_or_404(found, pk=pk, cut__trial=of)
    check_may_read(request.user, report, on=request.today)
    return report


def asked_first(request: HttpRequest, found: Report, part: str = "") -> HttpResponse | None:
    """Note the opening; whoever must still say why is sent to where it is asked."""
    try:
        reports.open_report(report=found, by=request.user, at=timezone.now(), part=part)
    except reports.UnableToOpen:
        if part:
            return redirect("analysis:report", trial=found.cut.trial.slug, pk=found.pk)
        return why_page(request, found, WhyForm())
    return None


@require_safe
@login_required
def report(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = readable(request, trial, pk)
    return asked_first(request, found) or report_page(request, found)


@require_POST
@login_required
def give_reason(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = readable(request, trial, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return why_page(request, found, form, status=422)
    now = timezone.now()
    reports.open_report(report=found, by=request.user, at=now, reason=form.cleaned_data["reason"])
    return redirect("analysis:report", trial=trial, pk=pk)


def why_page(
    request: HttpRequest, found: Report, form: WhyForm, *, status: int = 200
) -> HttpResponse:
    context = {"report": found, "trial": found.cut.trial, "form": form}
    return render(request, "analysis/report_why.html", context, status=status)


def report_page(
    request: HttpRequest,
    found: Report,
    *,
    form: SigningForm | None = None,
    meeting: MeetingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    trial = found.cut.trial
    releases = found.released_at is None and may_in_trial(
        request.user, Right.RELEASE_REPORT, trial=trial, on=request.today
    )
    context = {
        "report": found,
        "page": page_of(found),
        "trial": trial,
        "releases": releases,
        "form": form or SigningForm(request=request),
        "meeting": meeting or MeetingForm(),
        "shown": content_of(found).as_shown().token(),
        "signature": signature_of(found),
    }
    return render(request, "analysis/report.html", context, status=status)


def signature_of(report: Report) -> dict[str, str] | None:
    if report.signature is None:
        return None
    is_void = report.signature.is_void(content_sha256=content_of(report).sha256)
    void = _("What is stored is not what was signed.") if is_void else ""
    return printed(report.signature, void=void)


@require_safe
@login_required
def pdf(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = readable(request, trial, pk)
    if asked := asked_first(request, found, "pdf"):
        return asked
    name = f"{trial}-{found.cut.name}-{found.session}-{found.language}.pdf"
    file = "signed" if found.signature else "report"
    return file_answer(f"{found.path}/{file}.pdf", "application/pdf", download=name)


@require_safe
@login_required
def figure(request: HttpRequest, trial: str, pk: int, key: str) -> HttpResponse:
    found = readable(request, trial, pk)
    if asked := asked_first(request, found, f"{key}.svg"):
        return asked
    return file_answer(f"{found.path}/{key}.svg", "image/svg+xml")


@require_safe
@login_required
def table(request: HttpRequest, trial: str, pk: int, key: str) -> HttpResponse:
    found = readable(request, trial, pk)
    stored = table_of(found, key)
    if stored is None:
        raise Http404
    if asked := asked_first(request, found, f"{key}.csv"):
        return asked
    name = f"{trial}-{found.cut.name}-{key}.csv"
    # Excel reads Chinese only with the mark in front.
    answer = HttpResponse("\ufeff" + stored["csv"], content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def file_answer(path: str, content_type: str, *, download: str = "") -> HttpResponse:
    if not default_storage.exists(path):
        raise Http404
    with default_storage.open(path) as file:
        answer = HttpResponse(file.read(), content_type=content_type)
    if download:
        answer["Content-Disposition"] = f'attachment; filename="{download}"'
    return answer
