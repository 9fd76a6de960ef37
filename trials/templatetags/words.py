"""`{{ item.label|worded }}` in the reader's language; `{% submission_key %}` in each form."""

import uuid
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from trials import wording
from trials.views.once import KEY_FIELD

register = template.Library()


@register.filter
def worded(value: object) -> str:
    return wording.worded(value)


@register.filter
def label(value: str) -> str:
    """A label marked for translation in code that knows no Django."""
    return gettext(value) if value else ""


@register.filter
def unit(code: str) -> str:
    return wording.unit_shown(code)


@register.filter
def weekday(value: date | None) -> str:
    return wording.with_weekday(value) if value else ""


@register.simple_tag
def submission_key() -> SafeString:
    """However often the form is sent, it is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY_FIELD, uuid.uuid4())
