"""A field that nobody reads would be lost in silence, so a body that has one is refused."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.fields import DictField, Field, ListField
from rest_framework.serializers import ListSerializer, Serializer


def check_known(given: Serializer) -> None:
    if found := unknown_in(given, given.initial_data):
        raise ValidationError(found)


def unknown_in(field: Field, data: Any) -> dict[str, Any]:
    """The problems under the names that lead to them; what has another shape than the field is for
    the field to refuse."""
    if isinstance(field, Serializer) and isinstance(data, Mapping):
        return unknown_names(field, data) | of_children(
            {name: (child, data[name]) for name, child in field.fields.items() if name in data}
        )
    if isinstance(field, DictField) and isinstance(data, Mapping):
        return of_children({str(key): (field.child, one) for key, one in data.items()})
    if isinstance(field, ListField | ListSerializer) and isinstance(data, list):
        return of_children({str(at): (field.child, one) for at, one in enumerate(data)})
    return {}


def unknown_names(field: Serializer, data: Mapping[str, Any]) -> dict[str, Any]:
    known = ", ".join(field.fields) or _("none")
    text = _("There is no such field here, so it was not read. Fields: %(known)s.")
    return {str(name): [text % {"known": known}] for name in data if name not in field.fields}


def of_children(parts: Mapping[str, tuple[Field, Any]]) -> dict[str, Any]:
    found = {name: unknown_in(child, one) for name, (child, one) in parts.items()}
    return {name: problems for name, problems in found.items() if problems}
