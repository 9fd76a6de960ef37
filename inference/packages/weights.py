"""Do the weights of a package belong to what it says it is? Asked before anybody approves it.

Without torch: the numbers are read, nothing is computed. That they give the results they were
released with, the worker finds out before it runs them.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from inference.architectures import form_of
from inference.architectures.shapes import Form
from inference.domain.failures import Failure
from inference.domain.package_contents import Thresholds
from inference.packages.manifest import UnusablePackage
from inference.packages.package import WEIGHTS, Package

Tensors = Mapping[str, NDArray[np.generic]]


def check_weights(package: Package) -> None:
    """Raises UnusablePackage, or UnknownArchitecture where the code has none of that name."""
    form = form_of(package.architecture)
    check_fits_the_rest(form, package)
    tensors = read(package.weights)
    name = package.architecture.name
    for tensor in sorted(form.shapes.keys() | tensors.keys()):
        found = tensors[tensor].shape if tensor in tensors else None
        wanted = form.shapes.get(tensor)
        if found != wanted:
            raise UnusablePackage(
                Failure.TENSOR_MISFIT,
                tensor=tensor,
                name=name,
                found=in_words(found),
                wanted=in_words(wanted),
            )
    for tensor, numbers in sorted(tensors.items()):
        if numbers.dtype != np.float32 or not np.isfinite(numbers).all():
            raise UnusablePackage(Failure.TENSOR_NOT_FINITE, tensor=tensor)


def read(weights: bytes) -> Tensors:
    # Only here: no page reads weights, so no process that serves them brings the reader along.
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(weights)
    except (SafetensorError, KeyError, ValueError) as error:
        raise UnusablePackage(Failure.NO_SAFETENSORS, file=WEIGHTS) from error


def in_words(shape: tuple[int, ...] | None) -> str:
    return "-" if shape is None else " x ".join(map(str, shape))


def check_fits_the_rest(form: Form, package: Package) -> None:
    """The architecture reads what preprocess.json makes, and answers what thresholds.json reads."""
    volume = package.inputs.volume
    for failure, found, wanted in (
        (Failure.COLUMNS_DIFFER, form.inputs, package.preprocess.width),
        (Failure.PHASES_DIFFER, form.phases, len(volume.phases) if volume else 0),
        (Failure.OUTPUTS_DIFFER, form.outputs, outputs_of(package.thresholds)),
    ):
        if found != wanted:
            raise UnusablePackage(failure, found=found, wanted=wanted)


def outputs_of(thresholds: Thresholds) -> int:
    if thresholds.output == "probability":
        return 1
    return len(thresholds.codes) * (1 + len(thresholds.event_free_months))
