"""What waits for a reader, one scan to read, and how the readers agree."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from followup.actions import reads as acts
from followup.domain.reads import How, Seat, agreements
from followup.forms.reads import ReadForm, category_word, in_words, lesion_rows, read_line
from followup.models import BlindRead, TumorAssessment
from followup.permissions import sites_of_reads, sites_to_read
from followup.selectors.reads import (
    own_reads,
    reads_of,
    responses,
    responses_of_all,
    scans_at,
    seat_for,
    verdict_on,
    waiting_for,
)
from trials.domain.rights import Right
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, refusal_text
from trials.scope import trial_or_404
from trials.views.once import once
from trials.views.refusals import said

HOW = {
    How.SINGLE: lazy("One read"),
    How.AGREED: lazy("Both agree"),
    How.ADJUDICATED: lazy("Adjudicated"),
}


def places_for(request: HttpRequest, trial: Trial) -> list[SiteActivation]:
    places = sites_to_read(request.user, request.reach, trial, on=request.today)
    if not places:
        raise NotPermitted(refusal_text(Right.READ_BLINDED))
    return places


@require_safe
@login_required
def reads(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    places = places_for(request, found)
    mine = BlindRead.objects.filter(reader=request.user, activation__in=places)
    context = {
        "trial": found,
        "waiting": [
            {"scan": one.scan, "adjudicates": one.seat is Seat.ADJUDICATOR}
            for one in waiting_for(request.user, places)
        ],
        "done": mine.count(),
    }
    return render(request, "followup/reads.html", context)


@require_http_methods(["GET", "POST"])
@login_required
@once
def read(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """Nothing on this page comes from the casebook but the code, the day and the kind of scan."""
    found = trial_or_404(request.reach, trial)
    scan = scans_at(places_for(request, found)).filter(pk=pk).first()
    if scan is None:
        raise Http404
    seat = seat_for(scan, request.user)
    earlier = own_reads(request.user, scan)
    form = ReadForm(request.POST or None)
    rows = lesion_rows(request.POST or None, earlier)
    if request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        lesions = [one for row in rows if (one := row.lesion())]
        try:
            seen = form.seen(lesions)
            acts.read(scan=scan, seen=seen, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _("The read is kept."))
            return redirect("followup:reads", trial=trial)
    context = {
        "trial": found,
        "scan": scan,
        "seat": seat,
        "form": form,
        "rows": rows,
        "earlier": lines_of(earlier),
        "others": anonymous(scan) if seat is Seat.ADJUDICATOR else [],
        "has_errors": request.method == "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "followup/read.html", context, status=status)


def lines_of(rows: list[BlindRead]) -> list[Any]:
    points = responses(rows)
    return [read_line(row, points.get(row.pk)) for row in rows]


def anonymous(scan: TumorAssessment) -> list[str]:
    """Both reads, in an order that says nothing of who read first."""
    return sorted(in_words(one) for one in scan.reads.all())


@require_safe
@login_required
def agreement(request: HttpRequest, trial: str) -> HttpResponse:
    """For those who neither treat nor read."""
    found = trial_or_404(request.reach, trial)
    places = sites_of_reads(request.user, request.reach, found, on=request.today)
    if not places:
        raise NotPermitted(_("Who treats or reads does not see what readers read."))
    scans = [scan for scan in scans_at(places) if scan.reads.all()]
    points = responses_of_all(scans)
    names = {one.reader_id: str(one.reader) for scan in scans for one in scan.reads.all()}
    pairs = agreements({scan.pk: reads_of(scan) for scan in scans})
    context = {
        "trial": found,
        "scans": [line_of(scan, points) for scan in scans],
        "pairs": [
            {
                "who": " · ".join(names[one] for one in pair.pair),
                "scans": pair.scans,
                "same": pair.same,
                "kappa": "–" if pair.kappa is None else f"{pair.kappa:.2f}",
            }
            for pair in pairs
        ],
    }
    return render(request, "followup/agreement.html", context)


def line_of(scan: TumorAssessment, points: Any) -> dict[str, Any]:
    found = verdict_on(scan)
    return {
        "scan": scan,
        "reads": [
            {
                "who": str(one.reader),
                "says": in_words(one),
                "response": getattr(points.get(one.pk), "overall", None) or "",
                "third": one.seat == BlindRead.Seat.ADJUDICATOR,
            }
            for one in scan.reads.all()
        ],
        "verdict": category_word(found.category) if found else "",
        "how": HOW[found.how] if found else "",
        "at": found.at if found else None,
    }
