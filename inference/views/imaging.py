"""Scans of a participant: what was taken in, uploading more, and what became of an upload."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit.acts import Refusal
from casebook.models import Participant
from casebook.policies import has_consented
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.consents import latest_consent
from inference.actions import series
from inference.actions.series import quarantine_of
from inference.imaging_forms import UploadForm
from inference.imaging_tasks import ask_to_ingest, key_of
from inference.imaging_words import TONES, Words, faults_of, scan_shown
from inference.models import Upload
from inference.selectors.series import scans_for, series_of, uploads_of
from jobs.models import Job
from jobs.selectors import jobs_of
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.permissions import NotPermitted, may, refusal_text
from trials.selectors.protocols import protocol_of
from trials.views.once import once


@require_http_methods(["GET", "POST"])
@login_required
@once
def imaging(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    row = readable(request, trial, code)
    form = UploadForm(request.POST or None, request.FILES or None, scans=scans_for(row))
    if request.method == "POST":
        try:
            return redirect(send(request, row, form))
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except ValueError:
            pass  # the form says what is wrong
    context = {**frame(request, row), "form": form}
    return render(request, "inference/imaging.html", context, status=422 if form.errors else 200)


def send(request: HttpRequest, row: Participant, form: UploadForm) -> Job:
    """The job that looks into what was sent. Who may not upload hears that first."""
    at = timezone.now()
    series.check_may_upload(row, by=request.user, at=at)
    if not form.is_valid():
        raise ValueError
    upload = series.receive(
        participant=row,
        scan=form.cleaned_data["scan"],
        files=form.incoming(),
        by=request.user,
        at=at,
    )
    return ask_to_ingest(upload=upload, by=request.user, at=at)


@require_safe
@login_required
def panel(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """How far the scans are, as a part of the participant's page."""
    return render(
        request, "inference/imaging_panel.html", frame(request, readable(request, trial, code))
    )


@require_safe
@login_required
def upload(request: HttpRequest, trial: str, code: str, pk: int) -> HttpResponse:
    row = readable(request, trial, code)
    sent = Upload.objects.filter(participant=row, pk=pk).select_related("protocol_version").first()
    if sent is None:
        raise Http404
    protocol = protocol_of(sent.protocol_version)
    words = Words(protocol, protocol.scan(sent.scan))
    context = {
        **shell(request, row),
        "upload": upload_shown(request, row, sent),
        "one": scan_shown(row, protocol, protocol.scan(sent.scan), ()),
        "faults": faults_of(sent, quarantine_of(sent.folder).names()),
        "series": [words.outline(one) for one in sent.judged],
    }
    return render(request, "inference/imaging_upload.html", context)


def frame(request: HttpRequest, row: Participant) -> dict[str, Any]:
    protocol, stored = agreed_protocol(row), series_of(row)
    return {
        **shell(request, row),
        "scans": [scan_shown(row, protocol, scan, stored) for scan in protocol.imaging]
        if protocol
        else [],
        "uploads": [upload_shown(request, row, one) for one in uploads_of(row)],
    }


def agreed_protocol(row: Participant) -> Protocol | None:
    consent = latest_consent(row)
    return protocol_of(consent.protocol_version) if consent else None


def shell(request: HttpRequest, row: Participant) -> dict[str, Any]:
    can_upload = may(
        request.user, Right.UPLOAD_IMAGING, activation=row.activation, on=request.today
    )
    return {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "has_consented": has_consented(row),
        "can_upload": can_upload,
        "who_uploads": "" if can_upload else refusal_text(Right.UPLOAD_IMAGING),
    }


def upload_shown(request: HttpRequest, row: Participant, sent: Upload) -> dict[str, Any]:
    zone = ZoneInfo(row.activation.site.time_zone)
    waiting = sent.state == Upload.State.WAITING
    return {
        "row": sent,
        "tone": TONES[Upload.State(sent.state)],
        "sent": f"{sent.entered_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "accepted": sum(not one["reasons"] for one in sent.judged),
        "turned_back": sum(bool(one["reasons"]) for one in sent.judged),
        "job": jobs_of(request.user).filter(key=key_of(sent)).first() if waiting else None,
    }
