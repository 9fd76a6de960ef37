"""One meeting of the board: its reports and documents, its recommendation, who opened what."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from analysis.actions import meetings, reports
from analysis.forms import ChairForm, DocumentForm, MeetingForm, RecommendationForm
from analysis.models import BoardDocument, BoardMeeting, Recommendation
from analysis.permissions import check_may_open, check_may_see_board, sits_in_closed_session
from analysis.selectors.meetings import (
    board_members,
    content_of,
    documents_of,
    openings_of,
    readable_recommendation,
    recommendation_of,
)
from analysis.selectors.reports import readable_at
from audit.acts import Refusal
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said


def meeting_or_404(request: HttpRequest, trial: str, number: int) -> BoardMeeting:
    of = trial_or_404(request.reach, trial)
    check_may_see_board(request.user, trial=of, on=request.today)
    found = BoardMeeting.objects.select_related("trial", "chair")
    return get_object_or_404(found, trial=of, number=number)


@require_safe
@login_required
def meeting(request: HttpRequest, trial: str, number: int) -> HttpResponse:
    return meeting_page(request, meeting_or_404(request, trial, number))


def meeting_page(
    request: HttpRequest, found: BoardMeeting, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """`forms` are those that came back with something to mend, by the name the page knows."""
    may, recommendation = rights_at(request, found.trial), recommendation_of(found)
    drafts = may["recommends"] and (recommendation is None or recommendation.signature is None)
    context = {
        "trial": found.trial,
        "meeting": found,
        **may,
        "reports": readable_at(request.user, found, on=request.today),
        "documents": documents_of(found, closed=may["closed"]),
        "recommendation": shown_recommendation(found, closed=may["closed"]),
        "openings": openings_of(found) if may["closed"] else [],
        "drafting": (forms.get("drafting") or drafting(recommendation)) if drafts else None,
        "signing": signing_of(request, recommendation, forms.get("signing")),
        "adding": forms.get("adding") or DocumentForm(),
        "naming": forms.get("naming") or naming(request, found),
    }
    return render(request, "analysis/meeting.html", context, status=status)


def rights_at(request: HttpRequest, trial: Trial) -> dict[str, bool]:
    def may(right: Right) -> bool:
        return may_in_trial(request.user, right, trial=trial, on=request.today)

    recommends, releases = may(Right.SIGN_RECOMMENDATION), may(Right.RELEASE_REPORT)
    return {
        "recommends": recommends,
        "names": releases,
        "adds": recommends or releases,
        "decides": may(Right.CONFIRM_HOLD),
        "closed": sits_in_closed_session(request.user, trial=trial, on=request.today),
    }


def drafting(recommendation: Recommendation | None) -> RecommendationForm:
    if recommendation is None:
        return RecommendationForm()
    return RecommendationForm(
        initial={"choice": recommendation.choice, "letter": recommendation.letter}
    )


def shown_recommendation(found: BoardMeeting, *, closed: bool) -> dict[str, Any] | None:
    row = readable_recommendation(found, closed=closed)
    if row is None:
        return None
    signature = None
    if row.signature is not None:
        is_void = row.signature.is_void(content_sha256=content_of(row).sha256)
        void = _("What is stored is not what was signed.") if is_void else ""
        signature = printed(row.signature, void=void)
    return {"row": row, "signature": signature}


def signing_of(
    request: HttpRequest, row: Recommendation | None, form: SigningForm | None
) -> dict[str, Any] | None:
    """The boxes for the chair, once there is something to sign."""
    if row is None or row.signature is not None or row.meeting.chair_id != request.user.pk:
        return None
    shown = content_of(row).as_shown().token()
    return {"form": form or SigningForm(request=request), "shown": shown}


def naming(request: HttpRequest, found: BoardMeeting, data: Any = None) -> ChairForm:
    members = board_members(found.trial, on=request.today)
    return ChairForm(data, members=members, initial={"chair": found.chair_id})


@require_POST
@login_required
@once
def call(request: HttpRequest, trial: str) -> HttpResponse:
    """Put a meeting on the list before anything is released to it."""
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.RELEASE_REPORT, trial=of, on=request.today)
    form = MeetingForm(request.POST)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(errors)}")
        return redirect("analysis:board", trial=trial)
    made = reports.hold_meeting(trial=of, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("analysis:meeting", trial=trial, number=made.number)


@require_POST
@login_required
def name_chair(request: HttpRequest, trial: str, number: int) -> HttpResponse:
    found = meeting_or_404(request, trial, number)
    check_may_in_trial(request.user, Right.RELEASE_REPORT, trial=found.trial, on=request.today)
    form = naming(request, found, request.POST)
    if form.is_valid():
        try:
            meetings.name_chair(
                meeting=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The chair is named."))
            return redirect("analysis:meeting", trial=trial, number=number)
    return meeting_page(request, found, naming=form, status=422)


@require_POST
@login_required
def add_document(request: HttpRequest, trial: str, number: int) -> HttpResponse:
    found = meeting_or_404(request, trial, number)
    now = timezone.now()
    meetings.check_may_add(found, request.user, at=now)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            meetings.add_document(meeting=found, **form.values(), by=request.user, at=now)
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The document is added."))
            return redirect("analysis:meeting", trial=trial, number=number)
    return meeting_page(request, found, adding=form, status=422)


@require_safe
@login_required
def document(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    found = BoardDocument.objects.select_related("meeting__trial")
    row = get_object_or_404(found, pk=pk, meeting__trial=of)
    check_may_open(request.user, row, on=request.today)
    if not default_storage.exists(row.path):
        raise Http404
    meetings.open_document(document=row, by=request.user, at=timezone.now())
    with default_storage.open(row.path) as file:
        answer = HttpResponse(file.read(), content_type="application/pdf")
    name = f"{trial}-{row.meeting.number}-{row.session}-{row.pk}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
