"""The form drawn again over what was typed, with a row more or less, or the questions that now
apply: what it takes without JavaScript."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from casebook.addresses import form_address
from casebook.forms.fields import Fields, rows_in, with_row, without_row
from casebook.views.forms.drafts import keep_draft
from casebook.views.forms.page import FormPage
from trials.domain.protocol.forms import Item, ItemType


def refresh(page: FormPage, fields: Fields) -> HttpResponse:
    """Without JavaScript: keep the draft, and ask the questions that now apply."""
    keep_draft(page, fields)
    return redirect(draft_again(page))


def add_row(page: FormPage, fields: Fields, places: Sequence[str]) -> HttpResponse:
    item = table_named(page, *places[:1])
    # The row an empty table shows counts as there.
    begun = fields if rows_in(item, fields) else with_row(item, fields)
    return redrawn(page, item, with_row(item, begun))


def remove_row(page: FormPage, fields: Fields, places: Sequence[str]) -> HttpResponse:
    item = table_named(page, *places[:1])
    return redrawn(page, item, without_row(item, "".join(places[1:2]), fields))


def table_named(page: FormPage, name: str = "") -> Item:
    item = page.form.item(name)
    if item is None or item.type is not ItemType.TABLE:
        raise Http404
    return item


def redrawn(page: FormPage, item: Item, fields: Fields) -> HttpResponse:
    keep_draft(page, fields)
    return redirect(f"{draft_again(page)}#field-{item.id}")


def draft_again(page: FormPage) -> str:
    again = form_address(page.participant, page.occasion)
    return again + ("&" if "?" in again else "?") + "correct=1"
