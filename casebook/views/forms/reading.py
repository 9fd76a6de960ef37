"""A saved form as it stands: its answers with their queries, marks and signature."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.signing.printed import printed
from casebook.forms.shown import lines_of
from casebook.selectors.form_signatures import signature_on
from casebook.selectors.verifications import marks_on
from casebook.views.forms.page import FormPage
from casebook.views.forms.rendering import form_context


def signature_of(page: FormPage) -> dict[str, Any]:
    """The latest signature; void when the record says something else than what was signed."""
    found = signature_on(page.record) if page.record else None
    if found is None:
        return {}
    void = _("The form was changed after it was signed.") if found.is_void else ""
    zone = page.participant.activation.site.time_zone
    return {
        "is_signed": not found.is_void,
        "signature": printed(found.signature, zone=zone, void=void),
    }


def read_page(page: FormPage) -> HttpResponse:
    data = page.record.data if page.record else {}
    marks = marks_on(page.record) if page.record else {}
    lines = [
        replace(line, threads=tuple(page.threads.get(line.item, ())), verified=marks.get(line.item))
        for line in lines_of(page.protocol, page.form, data)
    ]
    context = form_context(page, None) | {"lines": lines, **signature_of(page)}
    return render(page.request, "casebook/form_read.html", context)
