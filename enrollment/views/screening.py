"""The screening log: everyone who was screened, whatever became of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casebook.permissions import can_enter
from casebook.selectors.protocols import screens_people
from enrollment.domain.eligibility import Verdict
from enrollment.domain.status import STATUS_LABELS, Status
from enrollment.selectors.screening import SCORE, Screened, counts_by_site, lines_of, screened_in
from enrollment.wording import heading_of, sentence_of
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version, protocol_of
from trials.wording import worded

A_PAGE = 25

TONES = {
    Status.SCREENING: "unknown",
    Status.ELIGIBLE: "done",
    Status.NOT_ELIGIBLE: "overdue",
    Status.LOST: "overdue",
    Status.WITHDRAWN: "locked",
    Status.DIED: "locked",
    Status.COMPLETED: "done",
}


@require_safe
@login_required
def screening_log(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    site = request.GET.get("site", "")
    people = screened_in(found, request.reach.activation_ids, site=site)
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trial": found,
        "page": page,
        "rows": [row_of(line) for line in lines_of(page, today=request.today)],
        "sites": sites_of(request, found, site),
        "score_label": score_label(found),
        "can_register": can_register(request, found),
        "from_archives": not screens_people(found),
    }
    return render(request, "enrollment/screening_log.html", context)


def sites_of(request: HttpRequest, trial: Trial, chosen: str) -> list[dict[str, Any]]:
    """One count a site; pressing it again shows all sites."""
    counts = counts_by_site(trial, request.reach.activation_ids)
    return [
        {"code": code, "count": count, "on": code == chosen, "href": f"?site={code}"}
        | ({"href": "?"} if code == chosen else {})
        for code, count in counts
    ]


def can_register(request: HttpRequest, trial: Trial) -> bool:
    if not screens_people(trial):
        return False
    reached = SiteActivation.objects.filter(trial=trial, pk__in=request.reach.activation_ids)
    return any(can_enter(request.user, activation=one, on=request.today) for one in reached)


def row_of(line: Screened) -> dict[str, Any]:
    return {
        "participant": line.participant,
        "status": _(STATUS_LABELS[line.status]),
        "tone": TONES.get(line.status, "running"),
        "score": worded(getattr(line.score, "value", None)),
        "note": note_of(line),
        "is_void": line.is_void,
        "why": why_of(line),
    }


def note_of(line: Screened) -> str:
    """Beside the status, while the verdict is open or waits for its signature."""
    if line.assessment is None or line.status is not Status.SCREENING:
        return ""
    heading = heading_of(line.assessment)
    if line.is_void or line.assessment.verdict is Verdict.PENDING:
        return heading
    return _("%(verdict)s; not signed yet") % {"verdict": heading}


def why_of(line: Screened) -> list[str]:
    """Which criteria keep or kept the person out."""
    return [sentence_of(atom) for atom in line.assessment.failed] if line.assessment else []


def score_label(trial: Trial) -> str:
    """Empty in a trial that works without the score."""
    declared = protocol_of(latest_version(trial)).facts.get(SCORE)
    return worded(declared.label) if declared else ""
