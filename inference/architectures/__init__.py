"""The architectures a package may name. They are code of ours: a package brings numbers only.

Naming one imports nothing: torch is loaded when one is built, which the inference worker does.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from inference.architectures.shapes import FORMS, Form
from inference.domain.failures import Failure
from inference.domain.package_contents import Architecture
from inference.failed import Failed

if TYPE_CHECKING:
    from inference.architectures.base import Predicts

REGISTRY: Mapping[str, str] = {
    "linear": "inference.architectures.table:Linear",
    "table_net": "inference.architectures.table:TableNet",
    "table_heads": "inference.architectures.table:TableHeads",
    "phases_and_table": "inference.architectures.phases:PhasesAndTable",
}


class UnknownArchitecture(Failed):
    """The package names an architecture, or parameters, this version does not have."""


def check_known(architecture: Architecture) -> None:
    if architecture.name not in REGISTRY:
        known = ", ".join(sorted(REGISTRY))
        raise UnknownArchitecture(Failure.NO_ARCHITECTURE, name=architecture.name, known=known)


def form_of(architecture: Architecture) -> Form:
    check_known(architecture)
    if not all(type(one) is int and one > 0 for one in architecture.parameters.values()):
        raise not_taken(architecture)
    try:
        return FORMS[architecture.name](**architecture.parameters)
    except TypeError as error:
        raise not_taken(architecture) from error


def build(architecture: Architecture) -> "Predicts":
    check_known(architecture)
    module, name = REGISTRY[architecture.name].split(":")
    kind: type[Predicts] = getattr(import_module(module), name)
    try:
        return kind(**architecture.parameters)
    except TypeError as error:
        raise not_taken(architecture) from error


def not_taken(architecture: Architecture) -> UnknownArchitecture:
    given = ", ".join(sorted(architecture.parameters))
    return UnknownArchitecture(Failure.OTHER_PARAMETERS, name=architecture.name, parameters=given)
