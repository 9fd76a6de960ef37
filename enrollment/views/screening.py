"""The screening log: everyone who was screened, whatever became of them."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casebook.permissions import can_enter
from casebook.selectors.protocols import screens_people
from enrollment.domain.eligibility import Verdict
from enrollment.domain.reasons import in_order
from enrollment.domain.status import STATUS_LABELS, Status
from enrollment.selectors.holds import standing_hold
from enrollment.selectors.log_reasons import codes_given, may_have
from enrollment.selectors.screening import SCORE, Screened, counts_by_site, lines_of, screened_in
from enrollment.views.consecutive import sites_to_compare
from enrollment.wording import heading_of, reason_words, sentence_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read
from trials.views.sheets import csv_answer
from trials.wording import worded

A_PAGE = 25

TONES = {
    Status.SCREENING: "unknown",
    Status.ELIGIBLE: "done",
    Status.NOT_ELIGIBLE: "overdue",
    Status.NOT_ENROLLED: "locked",
    Status.LOST: "overdue",
    Status.WITHDRAWN: "locked",
    Status.DIED: "locked",
    Status.COMPLETED: "done",
}


@require_safe
@login_required
def screening_log(request: HttpRequest, trial: str) -> HttpResponse:
    found = readable_trial(request, trial)
    site, reason = request.GET.get("site", ""), request.GET.get("reason", "")
    protocol = latest_as_read(found)
    people = screened_in(found, request.reach.activation_ids, site=site)
    page, lines = page_of(request, people, reason)
    context = {
        "trial": found,
        "page": page,
        "rows": [row_of(line, protocol) for line in lines],
        "sites": sites_of(request, found, site),
        "site": site,
        "reason": reason,
        "reasons": reasons_of(people, protocol),
        "score_label": score_label(protocol),
        "can_register": can_register(request, found),
        "compares": bool(sites_to_compare(request, found)),
        "from_archives": not screens_people(found),
        "hold": standing_hold(found),
    }
    return render(request, "enrollment/screening_log.html", context)


@require_safe
@login_required
def screening_csv(request: HttpRequest, trial: str) -> HttpResponse:
    """The whole log as filtered; codes only, so that no free text can name anybody."""
    found = readable_trial(request, trial)
    site, reason = request.GET.get("site", ""), request.GET.get("reason", "")
    people = screened_in(found, request.reach.activation_ids, site=site)
    lines = lines_with(people, reason, request)
    name = f"{trial}-screening-{request.today.isoformat()}"
    return csv_answer(name, [COLUMNS, *map(cells_of, lines)])


COLUMNS = [
    "site",
    "number",
    "participant",
    "screened_date",
    "age",
    "sex",
    "status",
    "reason",
    "criteria_not_met",
    "closed_date",
    "pre_score",
    "readings_differ",
]


def cells_of(line: Screened) -> list[object]:
    row, closure = line.participant, line.closure
    return [
        row.activation.site.code,
        row.number,
        row.code,
        row.screened_date,
        row.age_at_screening,
        row.sex,
        line.status.value,
        line.reason,
        " ".join(atom.criterion.id for atom in line.assessment.failed) if line.assessment else "",
        closure.closed_date if closure else None,
        worded(getattr(line.score, "value", None)),
        " ".join(line.differing),
    ]


def readable_trial(request: HttpRequest, slug: str) -> Trial:
    found = trial_or_404(request.reach, slug)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    return found


def page_of(request: HttpRequest, people: Any, reason: str) -> tuple[Page[Any], list[Screened]]:
    """Without a filter only the people of one page are judged."""
    wanted = request.GET.get("page")
    if not reason:
        page = Paginator(people, A_PAGE).get_page(wanted)
        return page, lines_of(page, today=request.today)
    page = Paginator(lines_with(people, reason, request), A_PAGE).get_page(wanted)
    return page, list(page)


def lines_with(people: Any, reason: str, request: HttpRequest) -> list[Screened]:
    if not reason:
        return lines_of(people, today=request.today)
    lines = lines_of(may_have(people, reason), today=request.today)
    return [line for line in lines if line.reason == reason]


def reasons_of(people: Any, protocol: Protocol) -> list[tuple[str, str]]:
    codes = in_order(dict.fromkeys(codes_given(people), 0), protocol)
    return [("", _("Everybody")), *((code, reason_words(code, protocol)) for code in codes)]


def sites_of(request: HttpRequest, trial: Trial, chosen: str) -> list[dict[str, Any]]:
    """One count a site; pressing it again shows all sites."""
    counts = counts_by_site(trial, request.reach.activation_ids)
    return [
        {"code": code, "count": count, "on": code == chosen, "query": code}
        | ({"query": None} if code == chosen else {})
        for code, count in counts
    ]


def can_register(request: HttpRequest, trial: Trial) -> bool:
    if not screens_people(trial):
        return False
    reached = SiteActivation.objects.filter(trial=trial, pk__in=request.reach.activation_ids)
    return any(can_enter(request.user, activation=one, on=request.today) for one in reached)


def row_of(line: Screened, protocol: Protocol) -> dict[str, Any]:
    return {
        "participant": line.participant,
        "status": _(STATUS_LABELS[line.status]),
        "tone": TONES.get(line.status, "running"),
        "score": worded(getattr(line.score, "value", None)),
        "note": note_of(line),
        "is_void": line.is_void,
        "why": why_of(line, protocol),
        "differs": [worded(line.protocol.ambiguity(one).title) for one in line.differing],
    }


def note_of(line: Screened) -> str:
    """Beside the status, while the verdict is open or waits for its signature."""
    if line.assessment is None or line.status is not Status.SCREENING:
        return ""
    heading = heading_of(line.assessment)
    if line.is_void or line.assessment.verdict is Verdict.PENDING:
        return heading
    return _("%(verdict)s; not signed yet") % {"verdict": heading}


def why_of(line: Screened, protocol: Protocol) -> list[str]:
    """What was given as the reason, and which criteria keep or kept the person out."""
    failed = line.assessment.failed if line.assessment else ()
    sentences = [sentence_of(atom) for atom in failed]
    told = {atom.criterion.id for atom in failed}
    given = [reason_words(code, protocol) for code in line.reasons if code not in told]
    return [*given, *sentences]


def score_label(protocol: Protocol) -> str:
    """Empty in a trial that works without the score."""
    declared = protocol.facts.get(SCORE)
    return worded(declared.label) if declared else ""
