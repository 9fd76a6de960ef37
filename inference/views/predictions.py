"""Record a score with its provenance; every run is shown, and which one counts."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.models import Participant
from casebook.policies import has_consented
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from casebook.selectors.facts import facts_of
from inference.actions import predictions
from inference.forms import PredictionForm
from inference.models import Prediction
from inference.scope import whose_predictions
from inference.selectors.predictions import counting, predictions_of, releases_for
from inference.views.attempts import frame_of_attempts
from trials.domain.partial_dates import PartialDate
from trials.domain.rights import Right
from trials.domain.values import Known
from trials.permissions import NotPermitted, may, refusal_text
from trials.views.once import once


@require_http_methods(["GET", "POST"])
@login_required
@once
def record(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = visible(request, trial, code)
    runs = predictions_of(row)
    form = form_for(request, row, runs)
    if form.is_valid():
        try:
            predictions.record(participant=row, **form.entry(), by=request.user, at=timezone.now())
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The score is recorded."))
            return redirect("inference:record", trial=trial, code=row.code)
    context = {**frame(request, row, runs), "form": form}
    return render(request, "inference/record.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def panel(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """The runs as a part of the participant's page."""
    row = visible(request, trial, code)
    return render(request, "inference/panel.html", frame(request, row, predictions_of(row)))


def visible(request: HttpRequest, trial: str, code: str) -> Participant:
    return whose_predictions(request.reach, trial, code, by=request.user, on=request.today)


def form_for(request: HttpRequest, row: Participant, runs: list[Prediction]) -> PredictionForm:
    return PredictionForm(
        request.POST or None,
        releases=releases_for(row.activation.trial),
        zone=row.activation.site.time_zone,
        has_earlier=bool(runs),
        initial={
            "computed_date": day_at(row.activation, timezone.now()),
            "imaging_date": scanned_on(row),
        },
    )


def scanned_on(row: Participant) -> Any:
    """The MRI of the screening form, so that nobody types its date twice."""
    scan = facts_of(row).get("mri_date")
    is_day = isinstance(scan, Known) and isinstance(scan.value, PartialDate)
    return scan.value.full if is_day else None  # type: ignore[union-attr]


def frame(request: HttpRequest, row: Participant, runs: list[Prediction]) -> dict[str, Any]:
    counts = {one.pk for one in counting(runs)}
    zone = ZoneInfo(row.activation.site.time_zone)
    where = {"activation": row.activation, "on": request.today}
    enters = may(request.user, Right.RECORD_CLINICAL_EVENT, **where)
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "has_consented": has_consented(row),
        "runs": [
            {
                "run": one,
                "counts": one.pk in counts,
                "score": f"{one.score.normalize():f}",
                "computed": f"{one.computed_at.astimezone(zone):%Y-%m-%d %H:%M}",
            }
            for one in runs
        ],
        **frame_of_attempts(request, row),
        "can_record": enters,
        "who_records": "" if enters else refusal_text(Right.RECORD_CLINICAL_EVENT),
    }
