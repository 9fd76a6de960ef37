"""Which tables are what, read from the models: grants and row policies follow from it.

A table is
- history: an event model; the app may only read it;
- append-only: `append_only = True` on the model; insert and read;
- reference: framework tables filled by migrations or by nobody; read;
- data: everything else.
Every table with a column `activation_id`, and its history, is row-secured by it, unless the model
says `row_secured = False` (delegations: they are read to find out which rows a person may see).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from audit.events import Event

APP_ROLE = "concord_app"
OWNER_ROLE = "concord_owner"
ACTIVATION = "activation_id"
# Framework tables; those that the application does not use it may not write either.
REFERENCE = {
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "django_content_type",
    "pghistory_context",
    # The provider stands in the environment, and its tokens are not kept.
    "socialaccount_socialapp",
    "socialaccount_socialtoken",
}


class Kind(StrEnum):
    HISTORY = "history"
    APPEND_ONLY = "append-only"
    REFERENCE = "reference"
    DATA = "data"


RIGHTS = {
    Kind.HISTORY: "SELECT",
    Kind.APPEND_ONLY: "SELECT, INSERT",
    Kind.REFERENCE: "SELECT",
    Kind.DATA: "SELECT, INSERT, UPDATE, DELETE",
}


@dataclass(frozen=True, kw_only=True)
class SameSiteKey:
    """A composite foreign key: the row and the row it points to belong to one activation."""

    table: str
    column: str
    target: str

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_same_site"[:63]

    @property
    def target_key(self) -> str:
        return f"{self.target}_site_and_id"[:63]


@dataclass(frozen=True, kw_only=True)
class CarriedKey:
    """A foreign key of several columns, which Django cannot declare: the model lists it under
    `carries`, with the columns here and there and the model it points to ("casebook.Lock")."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    table: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_carries_{'_'.join(self.columns)}"[:63]

    @property
    def target_table(self) -> str:
        return model_called(self.target)._meta.db_table

    @property
    def definition(self) -> str:
        """As PostgreSQL prints it."""
        here, there = ", ".join(self.columns), ", ".join(self.target_columns)
        return f"FOREIGN KEY ({here}) REFERENCES {self.target_table}({there})"


def model_called(label: str) -> type[Model]:
    return apps.get_model(label)


def named_actor(history: str) -> str:
    """The name of the constraint that a history table takes no entry without an actor."""
    return f"{history}_named_actor"[:63]


def managed_models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
            yield model


def kind_of(model: type[Model]) -> Kind:
    if issubclass(model, Event):
        return Kind.HISTORY
    if getattr(model, "append_only", False):
        return Kind.APPEND_ONLY
    return Kind.REFERENCE if model._meta.db_table in REFERENCE else Kind.DATA


def has_activation(model: type[Model]) -> bool:
    owner = getattr(model, "pgh_tracked_model", None) or model
    belongs = any(field.column == ACTIVATION for field in model._meta.concrete_fields)
    return belongs and getattr(owner, "row_secured", True)


def row_secured() -> list[type[Model]]:
    return [model for model in managed_models() if has_activation(model)]


def written_by_trigger(model: type[Model]) -> bool:
    """A history, or a table whose model says so with `by_trigger = True`."""
    return kind_of(model) is Kind.HISTORY or getattr(model, "by_trigger", False)


def histories() -> list[type[Model]]:
    return [model for model in managed_models() if kind_of(model) is Kind.HISTORY]


def append_only() -> list[type[Model]]:
    return [model for model in managed_models() if kind_of(model) is Kind.APPEND_ONLY]


def tracked_models() -> list[type[Model]]:
    return [event.pgh_tracked_model for event in histories()]


def data_models() -> list[type[Model]]:
    """All but histories, which inherit what their model declares."""
    return [model for model in managed_models() if kind_of(model) is not Kind.HISTORY]


def carried_keys() -> Iterator[CarriedKey]:
    for model in data_models():
        for key in getattr(model, "carries", ()):
            yield replace(key, table=model._meta.db_table)


def same_site_keys() -> Iterator[SameSiteKey]:
    for model in row_secured():
        if kind_of(model) is Kind.HISTORY:
            continue
        for field in model._meta.concrete_fields:
            target: Any = field.related_model if isinstance(field, ForeignKey) else None
            if target and has_activation(target):
                yield SameSiteKey(
                    table=model._meta.db_table,
                    column=field.column,
                    target=target._meta.db_table,
                )
