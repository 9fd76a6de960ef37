"""Several records of one participant, reviewed on one page and signed in one act."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.signing.forms import SigningForm
from audit.models import Signature
from casebook.addresses import form_address
from casebook.forms.shown import Line, lines_of
from casebook.models import FormRecord, Participant
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from casebook.selectors.forms import occasion_of
from casebook.selectors.protocols import protocol_behind
from enrollment.actions import signing_list
from enrollment.selectors.signing_list import Waiting, content_of_list, waiting_for
from trials.views.signing import Attempt

CHOSEN = "record"


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@login_required
def sign(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Not remembered by a key, whose hash would cover the password."""
    row = readable(request, trial, code)
    now = timezone.now()
    today = day_at(row.activation, now)
    signing_list.check_may_sign_some(row, request.user, today)
    if request.method == "GET":
        return page(request, row, waiting_for(row, by=request.user, on=today))
    form, keys = SigningForm(request.POST, request=request), chosen(request)
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            signing = form.signing(at=now)
            made = signing_list.sign_chosen(
                participant=row, keys=keys, signing=signing, by=request.user, at=now
            )
    if attempt.done:
        messages.success(request, said(len(made)))
        return redirect("enrollment:sign", trial=trial, code=row.code)
    lines = waiting_for(row, by=request.user, on=today)
    return page(request, row, lines, form=form, status=attempt.status)


def chosen(request: HttpRequest) -> list[str]:
    return request.POST.getlist(CHOSEN)


def said(count: int) -> str:
    return ngettext("%(count)s record signed.", "%(count)s records signed.", count) % {
        "count": count
    }


def page(
    request: HttpRequest,
    row: Participant,
    lines: list[Waiting],
    *,
    form: SigningForm | None = None,
    status: int = 200,
) -> HttpResponse:
    ticked = chosen(request) if form else []
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "rows": [shown(line, ticked) for line in lines],
        "shown": content_of_list(lines).as_shown().token(),
        "form": form or SigningForm(request=request),
    }
    return render(request, "enrollment/sign.html", context, status=status)


def shown(line: Waiting, ticked: list[str]) -> dict[str, Any]:
    """What a reviewer reads before ticking: every answer, who entered it and when."""
    record = line.record
    answers = answers_of(record) if record else []
    return {
        "line": line,
        "is_ticked": line.key in ticked,
        "meaning": dict(Signature.Meaning.choices)["review" if record else "eligibility"],
        "answers": answers,
        "answered": sum(1 for one in answers if one.shown),
        "url": form_address(record.participant, occasion_of(record)) if record else "",
    }


def answers_of(record: FormRecord) -> list[Line]:
    protocol = protocol_behind(record)
    form = protocol.form(record.form_id)
    return lines_of(protocol, form, record.data)
