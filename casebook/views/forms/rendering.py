"""What the form templates need, whichever of them is drawn."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from casebook.addresses import address, form_address
from casebook.forms.fields import Fields, expected_version
from casebook.forms.sheets import Sheet
from casebook.selectors.banner import banner_of
from casebook.views.forms.page import CORRECT, FormPage
from trials.domain.protocol.forms import ItemType
from trials.wording import worded


def form_context(page: FormPage, sheet: Sheet | None) -> dict[str, Any]:
    visit = page.occasion.visit
    return {
        "trial": page.participant.activation.trial,
        "participant": page.participant,
        "banner": banner_of(page.participant, today=page.request.today),
        "page": page,
        "record": page.record,
        "takes_files": any(item.type is ItemType.FILE for item in page.form.items),
        "form_label": worded(page.form.label),
        "form_hint": worded(page.form.hint),
        "visit_label": worded(page.protocol.visit(visit).label) if visit else "",
        "is_correction": page.mode == CORRECT,
        "sections": sheet.sections() if sheet else [],
        "errors": sheet.errors() if sheet else [],
        "has_errors": bool(sheet and sheet.errors()),
        "form_version": expected_version(sheet.fields) if sheet else page.version,
        "hidden_fields": flat(sheet.fields) if sheet else [],
        "urls": urls_of(page),
        "threads": [one for found in page.threads.values() for one in found],
    }


def flat(fields: Fields) -> list[tuple[str, str]]:
    return [(name, value) for name, values in fields.items() for value in values]


def urls_of(page: FormPage) -> dict[str, str]:
    names = ("form", "draft", "compare", "history", "form_paper", "new_query", "verify")
    urls = {name: form_address(page.participant, page.occasion, name) for name in names}
    return {
        **urls,
        "participant": address("participant", page.participant),
        "lock": lock_url(page),
        "files": f"{address('participant', page.participant)}files/",
        "history_of": of_item(urls["history"]),
        "ask_about": of_item(urls["new_query"]),
    }


def lock_url(page: FormPage) -> str:
    """Where this form, filled in on this occasion, is locked."""
    participant, occasion = page.participant, page.occasion
    names = {
        "participant": participant.code,
        "form": occasion.form_id,
        "visit": occasion.visit,
        "repeat": occasion.repeat,
    }
    where = reverse("casebook:new_lock", args=[participant.activation.trial.slug])
    return f"{where}?{urlencode(names)}"


def of_item(url: str) -> str:
    return url + ("&" if "?" in url else "?") + "item="
