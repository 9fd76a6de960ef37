"""Invented patients of invented centers, from a seed: nothing of any real person is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.domain.encoding import Value, encode, transformed
from inference.domain.package_contents import (
    Column,
    InputSchema,
    Preprocess,
    Socket,
    SocketKind,
    Transform,
)

Floats = NDArray[np.float64]
CENTERS = range(1, 11)
# Whole centers are kept apart: a new hospital differs more than a new patient of a known one.
SPLIT: Mapping[str, tuple[int, ...]] = {
    "training": (1, 2, 3, 4, 5),
    "calibration": (6, 7),
    "held_out": (8, 9, 10),
}


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """`rows` as facts would say them; `volumes` are (patients, phases, depth, height, width)."""

    rows: Sequence[Mapping[str, Value]]
    center: NDArray[np.int64]
    outcome: NDArray[np.int64]
    volumes: NDArray[np.float32] | None = field(default=None, repr=False)
    # (patients, months): free of the event by then, under what was received.
    free: NDArray[np.bool_] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, centers: Sequence[int]) -> "Cohort":
        chosen = np.flatnonzero(np.isin(self.center, centers))
        return Cohort(
            rows=[self.rows[index] for index in chosen.tolist()],
            center=self.center[chosen],
            outcome=self.outcome[chosen],
            volumes=None if self.volumes is None else self.volumes[chosen],
            free=None if self.free is None else self.free[chosen],
        )

    def parts(self) -> dict[str, "Cohort"]:
        return {name: self.at(centers) for name, centers in SPLIT.items()}

    def table(self, preprocess: Preprocess) -> Floats:
        return np.array([encode(row, preprocess) for row in self.rows], dtype=np.float64)


def preprocess_for(inputs: InputSchema, cohort: Cohort, logs: Sequence[str]) -> Preprocess:
    """Scaled by median and quartiles of the training centers, which outliers do not move."""
    columns = [
        column_for(socket, [row.get(socket.name) for row in cohort.rows], socket.name in logs)
        for socket in inputs.sockets
    ]
    if cohort.volumes is None:
        return Preprocess(columns=tuple(columns))
    by_phase = (
        cohort.volumes.astype(np.float64).mean(axis=(2, 3, 4)),
        cohort.volumes.std(axis=(2, 3, 4), dtype=np.float64),
    )
    center, scale = ([round(float(x), 4) for x in part.mean(axis=0)] for part in by_phase)
    return Preprocess(
        columns=tuple(columns), volume_center=tuple(center), volume_scale=tuple(scale)
    )


def column_for(socket: Socket, values: Sequence[Value], is_log: bool) -> Column:
    missing = not socket.required
    if socket.kind is SocketKind.CHOICE:
        return Column(socket=socket.name, codes=socket.codes, missing_indicator=missing)
    if socket.kind is SocketKind.FLAG:
        return Column(socket=socket.name, missing_indicator=missing)
    transform = Transform.LOG if is_log else Transform.PLAIN
    known = [transformed(float(value), transform) for value in values if value is not None]
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    return Column(
        socket=socket.name,
        transform=transform,
        center=round(float(middle), 4),
        scale=round(max(float(high - low) / 1.349, 1e-3), 4),
        missing_indicator=missing,
    )


def kept(rng: np.random.Generator, values: Sequence[Any], share_missing: float) -> list[Any]:
    """Some were never asked or measured; here, by chance alone."""
    absent = rng.random(len(values)) < share_missing
    return [None if gone else value for value, gone in zip(values, absent, strict=True)]


def logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))
