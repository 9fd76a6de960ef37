"""Files sent along with a form: kept at once, and from then on said by their hash."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from casebook.actions import form_files
from casebook.domain.files import MEDIA_TYPES
from casebook.forms.fields import Fields, file_name, first
from casebook.scope import readable
from casebook.selectors.form_files import content_of, file_for
from casebook.views.forms.page import FormPage, sent_fields
from trials.domain.protocol.forms import FileKind, Item, ItemType


def received(page: FormPage) -> dict[str, list[str]]:
    """What was typed, with each file that came along in the place of the one before."""
    fields = sent_fields(page.request)
    for item in page.form.items:
        if item.type is ItemType.FILE:
            fields[item.id] = [said(page, item, fields)]
            fields.pop(f"{item.id}-remove", None)
    return fields


def said(page: FormPage, item: Item, fields: Fields) -> str:
    file = page.request.FILES.get(file_name(item.id))
    if file is None:
        return "" if first(fields, f"{item.id}-remove") else first(fields, item.id)
    kept = form_files.upload(
        participant=page.participant,
        form=page.form,
        item=item.id,
        name=file.name,
        # One byte too many is enough to refuse it.
        data=file.read(item.most_bytes + 1),
        by=page.request.user,
        at=timezone.now(),
    )
    return str(kept)


def uploaded(page: FormPage) -> frozenset[str]:
    """The questions whose file came with this request."""
    return frozenset(
        item.id for item in page.form.items if file_name(item.id) in page.request.FILES
    )


@require_safe
@login_required
def file(request: HttpRequest, trial: str, code: str, item: str, sha256: str) -> HttpResponse:
    """As a download: nothing that was uploaded is shown under our own address."""
    participant = readable(request, trial, code)
    found = file_for(request.user, participant, item, sha256)
    data = content_of(found) if found else None
    if found is None or data is None:
        raise Http404
    answer = HttpResponse(data, content_type=MEDIA_TYPES[FileKind(found.kind)])
    name = f"{participant.code}-{item}.{found.kind}"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
