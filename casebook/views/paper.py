"""Forms on paper. Drawing is imported when asked: reportlab takes as long as a page to answer."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casebook.models import FormRecord
from casebook.scope import readable
from casebook.selectors.forms import occasion_of
from casebook.views.forms.page import open_page
from trials.scope import trial_or_404
from trials.selectors.protocols import latest_version
from trials.views.pdf import pdf_answer


@require_safe
@login_required
def casebook(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    """Every form of a participant."""
    from casebook import paper

    row = readable(request, trial, code)
    records = FormRecord.objects.filter(participant=row).select_related(
        "participant__activation__site", "activation__site", "protocol_version__trial", "entered_by"
    )
    title = _("Casebook")
    file = paper.draw(row, paper.filled_of(row, records), title=title)
    return pdf_answer(file, f"{row.code}-casebook")


@require_safe
@login_required
def one_form(request: HttpRequest, trial: str, code: str, form_id: str) -> HttpResponse:
    from casebook import paper

    page = open_page(request, trial, code, form_id)
    if page.record is None:
        raise Http404
    [filled] = paper.filled_of(page.participant, [page.record])
    file = paper.draw(page.participant, [filled], title=filled.title)
    occasion = occasion_of(page.record)
    name = "-".join(filter(None, (page.participant.code, form_id, occasion.visit)))
    return pdf_answer(file, name)


@require_safe
@login_required
def blank_forms(request: HttpRequest, trial: str) -> HttpResponse:
    """As the newest version of the protocol asks them."""
    from casebook import blank_paper

    found = trial_or_404(request.reach, trial)
    file = blank_paper.drawn(latest_version(found))
    return pdf_answer(file, f"{found.slug}-forms")
