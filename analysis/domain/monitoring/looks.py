"""The chance to cross a boundary at one of several looks at accumulating data.

Armitage, McPherson and Rowe, J R Stat Soc A 1969; 132: 235: between looks the B-value (z times the
root of the information) moves by a normal step; what has not crossed is carried on. The integral
over the way is taken at Gauss-Legendre points, exact to about 12 digits.
"""

from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np

from analysis.domain.estimates import Meaningless
from analysis.domain.survival.times import Floats

# Beyond this many standard deviations below zero nothing is left to carry.
FAR = 9.0
POINTS = 300


@dataclass(frozen=True, kw_only=True, eq=False)
class Walk:
    """Where the B-value can be after a look that stopped nobody; `mass` adds to the chance that
    it goes on. `drift` is the expected z at full information."""

    information: float
    places: Floats
    mass: Floats
    drift: float = 0.0
    two_sided: bool = False

    @classmethod
    def begun(cls, *, drift: float = 0.0, two_sided: bool = False) -> Self:
        start = np.zeros(1)
        return cls(information=0.0, places=start, mass=np.ones(1), drift=drift, two_sided=two_sided)

    def crossing(self, z: float, information: float) -> float:
        """The chance to be beyond z (two-sided: either way) at this look and at none before."""
        from scipy.special import ndtr

        spread, moved = self._step(information)
        bound = z * np.sqrt(information)
        above = ndtr((moved - bound) / spread)
        below = ndtr((-bound - moved) / spread) if self.two_sided else 0.0
        return float(self.mass @ (above + below))

    def carried(self, z: float, information: float) -> "Walk":
        """Go on with those between the bounds."""
        spread, moved = self._step(information)
        root = np.sqrt(information)
        bound = z * root
        lowest = -bound if self.two_sided else self.drift * information - FAR * root
        highest = min(bound, self.drift * information + FAR * root)
        nodes, weights = gauss_legendre()
        places = (highest + lowest) / 2 + (highest - lowest) / 2 * nodes
        apart = (places[:, None] - moved[None, :]) / spread
        density = np.exp(-(apart**2) / 2) / (spread * np.sqrt(2 * np.pi)) @ self.mass
        return Walk(
            information=information,
            places=places,
            mass=density * weights * (highest - lowest) / 2,
            drift=self.drift,
            two_sided=self.two_sided,
        )

    def _step(self, information: float) -> tuple[float, Floats]:
        grown = information - self.information
        if grown <= 0:
            raise Meaningless("Each look needs more information than the one before.")
        return float(np.sqrt(grown)), self.places + self.drift * grown


@cache
def gauss_legendre() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    return nodes, weights
