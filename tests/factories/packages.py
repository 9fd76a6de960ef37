"""A predictor package as small as one can be, and one that scores two facts of hcc-neo."""

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from inference.domain.package_contents import (
    Architecture,
    Calibration,
    Column,
    Golden,
    GoldenCases,
    InputSchema,
    Preprocess,
    Socket,
    SocketKind,
    Thresholds,
    Training,
    Transform,
)
from inference.packages.package import Contents, write_package

SIZE = Socket(
    name="largest_tumor",
    kind=SocketKind.NUMBER,
    required=True,
    available_at="screening",
    unit="mm",
    plausible=(5, 200),
)
AFP = Socket(
    name="afp",
    kind=SocketKind.NUMBER,
    required=False,
    available_at="baseline",
    unit="ng/mL",
    plausible=(0.5, 200_000),
)
COLUMNS = (
    Column(socket="largest_tumor", center=30, scale=10),
    Column(socket="afp", transform=Transform.LOG, center=3, scale=2, missing_indicator=True),
)
TRAINING = Training(
    command="none",
    seed=1,
    cohort="none",
    centers={"training": (1,)},
    participants={"training": 1},
    figures={},
    baselines={},
    platform={},
)


def contents(**changes: Any) -> Contents:
    """logit = 1.5 x size - 0.5 x afp + 0.25 x afp missing: worked out by hand in the tests."""
    return Contents(
        **{
            "weights": weights([[1.5, -0.5, 0.25]], [0.0]),
            "architecture": Architecture(name="linear", parameters={"inputs": 3, "outputs": 1}),
            "inputs": InputSchema(sockets=(SIZE, AFP), dated_by="mri_date"),
            "preprocess": Preprocess(columns=COLUMNS),
            "calibration": Calibration(fitted_on="none"),
            "thresholds": Thresholds(output="probability", at_least="0.5"),
            "golden": GoldenCases(
                cases=(Golden(values={"largest_tumor": 40, "afp": None}, logits=(1.75,)),)
            ),
            "training": TRAINING,
            "cards": {"en": "# Card\n", "zh-hans": "# 说明\n"},
            **changes,
        }
    )


def weights(weight: list[list[float]], bias: list[float]) -> bytes:
    return save(
        {
            "table.weight": np.asarray(weight, dtype=np.float32),
            "table.bias": np.asarray(bias, dtype=np.float32),
        }
    )


def package(folder: Path, **changes: Any) -> str:
    return write_package(folder, contents(**changes))
