"""The architectures a package may name. They are code of ours: a package brings numbers only.

Naming one imports nothing: torch is loaded when one is built, which the inference worker does.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from audit.acts import Refusal
from inference.domain.package_contents import Architecture

if TYPE_CHECKING:
    from inference.architectures.base import Predicts

REGISTRY: Mapping[str, str] = {
    "linear": "inference.architectures.table:Linear",
    "table_net": "inference.architectures.table:TableNet",
    "table_heads": "inference.architectures.table:TableHeads",
    "phases_and_table": "inference.architectures.phases:PhasesAndTable",
}


class UnknownArchitecture(Refusal):
    """The package names an architecture, or parameters, this version does not have."""


def check_known(architecture: Architecture) -> None:
    if architecture.name not in REGISTRY:
        raise UnknownArchitecture(
            _("This version of Concord has no architecture “%(name)s”. It has: %(known)s.")
            % {"name": architecture.name, "known": ", ".join(sorted(REGISTRY))}
        )


def build(architecture: Architecture) -> "Predicts":
    check_known(architecture)
    module, name = REGISTRY[architecture.name].split(":")
    kind: type[Predicts] = getattr(import_module(module), name)
    try:
        return kind(**architecture.parameters)
    except TypeError as error:
        raise UnknownArchitecture(
            _("The architecture “%(name)s” does not take these parameters: %(parameters)s.")
            % {
                "name": architecture.name,
                "parameters": ", ".join(sorted(architecture.parameters)),
            }
        ) from error
