"""Run a package on one input: one participant at a time, 32 bits, one thread."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load
from torch import Tensor

from inference.architectures import build
from inference.architectures.base import Predicts
from inference.domain.encoding import Value, encode
from inference.domain.failures import Failure
from inference.domain.package_contents import Golden, Line
from inference.failed import Failed
from inference.packages.package import Package
from inference.running.platform import fingerprint, settle
from inference.running.scans import ramp, scaled

Volume = NDArray[np.float32]
# Across processors the last bits of a sum may differ; more than this is another predictor.
GOLDEN_TOLERANCE = 1e-5
MOST_HELD = 4


class UnableToRun(Failed):
    """The package cannot be run here; nothing was predicted."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`logits` as the weights gave them; probabilities after calibration, in the order of codes."""

    logits: tuple[float, ...]
    contributions: Mapping[str, tuple[float, ...]]
    probabilities: tuple[float, ...]
    used: tuple[str, ...]
    platform: Mapping[str, Any] = field(default_factory=dict)
    # By month and code.
    event_free: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def run(package: Package, values: Mapping[str, Value], volume: Volume | None) -> Outcome:
    net = loaded(package)
    table = torch.tensor([encode(values, package.preprocess)], dtype=torch.float32)
    scan = None if volume is None else prepared(package, volume)
    with torch.inference_mode():
        parts = net.contributions(table, scan)
        logits = torch.stack(list(parts.values())).sum(dim=0)
    numbers = as_tuple(logits)
    if not all(map(math.isfinite, numbers)):
        raise UnableToRun(Failure.NOT_FINITE)
    line = package.calibration.table if volume is None else package.calibration.with_volume
    return Outcome(
        logits=numbers,
        contributions={name: as_tuple(part) for name, part in parts.items()},
        probabilities=probabilities(package, numbers, line),
        used=tuple(parts),
        platform=fingerprint(),
        event_free=event_free(package, numbers),
    )


# By identity: loading and trying a package takes longer than a run.
_nets: dict[str, Predicts] = {}


def loaded(package: Package) -> Predicts:
    settle()
    if package.sha256 not in _nets:
        if len(_nets) == MOST_HELD:
            _nets.clear()
        _nets[package.sha256] = built(package)
    return _nets[package.sha256]


def built(package: Package) -> Predicts:
    net = build(package.architecture)
    try:
        net.load_state_dict(load(package.weights), strict=True)
    except Exception as error:
        raise UnableToRun(Failure.WEIGHTS_MISFIT, name=package.architecture.name) from error
    net.eval()
    for golden in package.golden.cases:
        check_golden(package, net, golden)
    return net


def check_golden(package: Package, net: Predicts, golden: Golden) -> None:
    """Does this machine give what was given when the package was written?"""
    table = torch.tensor([encode(golden.values, package.preprocess)], dtype=torch.float32)
    scan = prepared(package, ramp(package.inputs)) if golden.volume == "ramp" else None
    with torch.inference_mode():
        found = as_tuple(net(table, scan))
    gaps = [abs(a - b) for a, b in zip(found, golden.logits, strict=True)]
    if not max(gaps) <= GOLDEN_TOLERANCE:
        raise UnableToRun(Failure.NOT_AS_RELEASED)


def prepared(package: Package, volume: Volume) -> Tensor:
    """A batch of one."""
    return scaled(torch.from_numpy(np.ascontiguousarray(volume))[None], package.preprocess)


def probabilities(package: Package, logits: tuple[float, ...], line: Line) -> tuple[float, ...]:
    """In 64 bits, from the 32 bits of the weights."""
    calibrated = [line.slope * logit + line.intercept for logit in logits]
    if package.thresholds.output == "probability":
        (logit,) = calibrated
        return (sigmoid(logit),)
    choices = calibrated[: len(package.thresholds.codes)]
    top = max(choices)
    shares = [math.exp(one - top) for one in choices]
    return tuple(share / math.fsum(shares) for share in shares)


def event_free(package: Package, logits: tuple[float, ...]) -> dict[str, dict[str, float]]:
    """Each month multiplies on those before it, so nobody is freer of the event later on."""
    codes, rest = package.thresholds.codes, logits[len(package.thresholds.codes) :]
    free, found = dict.fromkeys(codes, 1.0), {}
    for place, month in enumerate(package.thresholds.event_free_months):
        steps = rest[place * len(codes) : (place + 1) * len(codes)]
        free = {code: free[code] * sigmoid(step) for code, step in zip(codes, steps, strict=True)}
        found[str(month)] = free
    return found


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else math.exp(logit) / (1 + math.exp(logit))


def as_tuple(logits: Tensor) -> tuple[float, ...]:
    return tuple(float(one) for one in logits.reshape(-1))
