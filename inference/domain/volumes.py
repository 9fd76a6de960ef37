"""A scan as numbers that do not depend on the scanner's own scale."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inference.domain.package_contents import VolumeSocket

Volume = NDArray[np.float32]


class EmptyScan(ValueError):
    """The phase that the others are measured by has no signal."""


def relative(volume: Volume, socket: VolumeSocket) -> Volume:
    """Signal of MR has no unit: every phase as a multiple of the median of one of them."""
    unit = float(np.median(volume[socket.phases.index(socket.relative_to)]))
    if not unit > 0:
        raise EmptyScan(socket.relative_to)
    return (volume / np.float32(unit)).astype(np.float32)


def around_the_middle(
    image: NDArray[np.float32], spacing_mm: Sequence[float], socket: VolumeSocket
) -> Volume:
    """Linear interpolation on the socket's grid; beyond the image its edge goes on.

    image: (slices, rows, columns); spacing_mm in that order.
    """
    for axis, (count, spacing) in enumerate(zip(socket.shape, spacing_mm, strict=True)):
        wanted = (np.arange(count) - (count - 1) / 2) * socket.voxel_mm
        image = along(image, wanted / spacing + (image.shape[axis] - 1) / 2, axis)
    return image.astype(np.float32)


def along(image: NDArray[np.float32], at: NDArray[np.float64], axis: int) -> NDArray[np.float32]:
    last = image.shape[axis] - 1
    at = np.clip(at, 0, last)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, last)
    shape = [1] * image.ndim
    shape[axis] = len(at)
    share = (at - low).reshape(shape)
    below, above = (np.take(image, index, axis=axis) for index in (low, high))
    return np.asarray(below * (1 - share) + above * share, dtype=np.float32)
