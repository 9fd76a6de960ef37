"""A liver with one tumor in four phases of contrast, drawn from a few numbers.

Relative signal, not a simulation of MR physics: the liver brightens in the portal venous phase, the
tumor in the arterial one, and what washes out is darker than the liver later on.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

PHASES = ("non_contrast", "arterial", "portal_venous", "delayed")
GRID, VOXEL_MM = 24, 6.0
LIVER = np.array([1.00, 1.15, 1.70, 1.50])
TUMOR_PLAIN = 0.85
AORTA = np.array([0.6, 3.0, 1.9, 1.6])
PORTAL_VEIN = np.array([0.7, 1.0, 2.4, 1.8])


@dataclass(frozen=True, kw_only=True)
class Lesion:
    """Shares from 0 to 1, but the diameter."""

    diameter_mm: float
    irregularity: float
    enhancement: float
    washout: float
    rim: float
    halo: float  # arterial enhancement of the liver around it


@dataclass(frozen=True, kw_only=True)
class Scanner:
    """What differs between centers, and says nothing of the patient."""

    gain: float
    noise: float
    slope: float


def phantom(lesion: Lesion, scanner: Scanner, rng: np.random.Generator) -> NDArray[np.float32]:
    """(phases, depth, height, width)."""
    place = _grid() - rng.uniform(-12, 12, size=3)[:, None, None, None]
    distance = np.sqrt((place**2).sum(axis=0))
    edge = lesion.diameter_mm / 2 * _wobble(place, distance, lesion.irregularity, rng)
    inside = _soft(edge - distance)
    rim = np.exp(-(((distance - edge) / 5.0) ** 2))
    halo = _soft(edge + 15 - distance) * (1 - inside)
    image = np.empty((4, GRID, GRID, GRID))
    for phase in range(4):
        liver = np.full_like(distance, LIVER[phase])
        if phase == 1:
            liver = liver + 0.5 * lesion.halo * halo
        image[phase] = liver * (1 - inside) + _tumor(lesion, phase) * inside
        if phase in (1, 3):
            image[phase] += 0.7 * lesion.rim * rim
    _draw_vessels(image)
    tilt = 1 + scanner.slope * np.linspace(-1, 1, GRID)[None, None, None, :]
    noisy = image * tilt * scanner.gain + rng.normal(0, scanner.noise, size=image.shape)
    return noisy.astype(np.float32)


@cache
def _grid() -> NDArray[np.float64]:
    """Millimeters from the middle, one plane per axis."""
    line = (np.arange(GRID) - (GRID - 1) / 2) * VOXEL_MM
    return np.stack(np.meshgrid(line, line, line, indexing="ij"))


def _wobble(
    place: NDArray[np.float64],
    distance: NDArray[np.float64],
    irregularity: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """The outline as a share of the radius, by waves over the directions."""
    direction = place / np.maximum(distance, 1e-6)
    axes = rng.normal(size=(4, 3))
    phases, wave = rng.uniform(0, 2 * np.pi, size=4), np.zeros_like(distance)
    for axis, phase in zip(axes, phases, strict=True):
        wave += np.sin(3.0 * np.tensordot(axis, direction, axes=1) + phase)
    return np.asarray(1 + 0.22 * irregularity * wave)


def _tumor(lesion: Lesion, phase: int) -> float:
    if phase == 0:
        return TUMOR_PLAIN
    if phase == 1:
        return TUMOR_PLAIN + 0.3 + 1.2 * lesion.enhancement
    return float(LIVER[phase] * (1.1 - (0.3 + 0.2 * (phase == 3)) * lesion.washout))


def _draw_vessels(image: NDArray[np.float64]) -> None:
    image[:, :, 1:3, 11:13] = AORTA[:, None, None, None]
    image[:, 11:13, :, 20:22] = PORTAL_VEIN[:, None, None, None]


def _soft(depth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Partial volume: a voxel at the edge is half of each."""
    return np.clip(0.5 + depth / VOXEL_MM, 0, 1)
