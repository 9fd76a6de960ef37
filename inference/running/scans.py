import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inference.domain.package_contents import InputSchema, Preprocess


def scaled(volumes: Tensor, preprocess: Preprocess) -> Tensor:
    """(batch, phases, depth, height, width), each phase by its own center and scale."""
    center, scale = (
        torch.tensor(numbers, dtype=torch.float32)[None, :, None, None, None]
        for numbers in (preprocess.volume_center, preprocess.volume_scale)
    )
    return (volumes - center) / scale


def ramp(inputs: InputSchema) -> NDArray[np.float32]:
    """A made-up scan that every package with a scan can be tried with."""
    assert inputs.volume is not None
    shape = (len(inputs.volume.phases), *inputs.volume.shape)
    size = math.prod(shape)
    return (np.arange(size, dtype=np.float32) / np.float32(size) * 2).reshape(shape)
