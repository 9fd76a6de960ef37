"""Source verification: answers marked on their form, and which forms to look at first."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casebook import other_records
from casebook.addresses import address_of, form_address
from casebook.domain.verification import RISK_LABELS
from casebook.models import FormRecord, Record
from casebook.selectors.protocols import protocol_behind
from casebook.selectors.verifications import Sampled, sample
from casebook.views.forms.page import open_page
from casebook.views.record_acts import mark_verified
from trials.domain.rights import Right
from trials.permissions import check_may, check_may_in_trial
from trials.scope import trial_or_404
from trials.views.once import once
from trials.wording import worded

A_PAGE = 25


@require_safe
@login_required
def to_verify(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.READ_RECORDS, trial=found, on=request.today)
    rows = sample(found, request.reach.activation_ids)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"trial": found, "page": page, "lines": [line(one) for one in page]}
    return render(request, "casebook/verification.html", context)


def line(one: Sampled) -> dict[str, object]:
    record = one.record
    return {
        "code": record.participant.code,
        "form": name_of(record),
        "url": address_of(record),
        "answers": len(one.unverified.risks),
        "reasons": [RISK_LABELS[risk] for risk in one.unverified.reasons],
        "score": one.unverified.score,
    }


def name_of(record: Record) -> str:
    if not isinstance(record, FormRecord):
        return str(other_records.kind_behind(record).heading)
    form = protocol_behind(record).form(record.form_id)
    return " · ".join(filter(None, (worded(form.label), record.visit)))


@require_POST
@login_required
@once
def verifying(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    page = open_page(request, trial, code, form_id)
    activation = page.participant.activation
    check_may(request.user, Right.VERIFY_SOURCE, activation=activation, on=request.today)
    if page.record is None:
        raise Http404
    mark_verified(request, page.record)
    return redirect(form_address(page.participant, page.occasion))
