"""The architectures a package may name. They are code of ours: a package brings numbers only.

Naming one imports nothing: torch is loaded when one is built, which the inference worker does.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

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


def build(architecture: Architecture) -> "Predicts":
    check_known(architecture)
    module, name = REGISTRY[architecture.name].split(":")
    kind: type[Predicts] = getattr(import_module(module), name)
    try:
        return kind(**architecture.parameters)
    except TypeError as error:
        raise UnknownArchitecture(
            Failure.OTHER_PARAMETERS,
            name=architecture.name,
            parameters=", ".join(sorted(architecture.parameters)),
        ) from error
