"""Where the slices of a series lie: their distance, and whether any is missing or there twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# Scanners round positions; a hundredth of a millimeter is no distance.
SAME_PLACE_MM = 0.01
# One slice missing doubles the distance. Table positions jitter by a few per cent.
GAP, UNEVEN = 1.5, 0.1


@dataclass(frozen=True)
class Vector:
    x: float
    y: float
    z: float

    def cross(self, other: "Vector") -> "Vector":
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    def dot(self, other: "Vector") -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z


@dataclass(frozen=True, kw_only=True)
class Plane:
    """One image in the patient's coordinates, in mm (DICOM PS3.3, C.7.6.2)."""

    row: Vector
    column: Vector
    position: Vector
    pixel_mm: tuple[float, float]
    thickness_mm: float | None

    @property
    def along(self) -> float:
        """How far along the direction of stacking."""
        return self.row.cross(self.column).dot(self.position)

    @property
    def corner(self) -> tuple[float, float]:
        """Where it lies across that direction."""
        return self.row.dot(self.position), self.column.dot(self.position)


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """`missing` counts the slices that would fill the gaps; one series says nothing of its ends."""

    slices: int
    # Along the normal, in mm; and where across it the corners of the images lie.
    first_mm: float
    last_mm: float
    corner_mm: tuple[float, float]
    spacing_mm: float | None
    thickness_mm: float | None
    pixel_mm: float
    duplicates: int
    gaps: tuple[float, ...]
    missing: int
    is_uneven: bool


def geometry_of(planes: Sequence[Plane]) -> Geometry:
    places = sorted(plane.along for plane in planes)
    distinct = places_apart(places)
    steps = [after - before for before, after in pairwise(distinct)]
    step = median(steps) if steps else None
    wide = [(place, one) for place, one in zip(distinct, steps, strict=False) if is_gap(one, step)]
    return Geometry(
        slices=len(distinct),
        first_mm=distinct[0],
        last_mm=distinct[-1],
        corner_mm=planes[0].corner,
        spacing_mm=step,
        thickness_mm=max((p.thickness_mm for p in planes if p.thickness_mm), default=None),
        pixel_mm=max(max(plane.pixel_mm) for plane in planes),
        duplicates=len(places) - len(distinct),
        gaps=tuple(round(place, 2) for place, _ in wide),
        missing=sum(round(one / step) - 1 for _, one in wide) if step else 0,
        is_uneven=any(is_uneven(one, step) for one in steps),
    )


def lacking_at_ends(short: Geometry, long: Geometry) -> int:
    """How many slices the longer one has beyond the shorter, where both lie on one grid: it was
    prescribed once and copied. Where they do not, or each goes beyond the other, none."""
    step = long.spacing_mm
    if not step or is_elsewhere(short, long):
        return 0
    ends = (short.first_mm - long.first_mm) / step, (long.last_mm - short.last_mm) / step
    beyond = [round(one) for one in ends]
    is_on_grid = all(abs(one - whole) <= UNEVEN for one, whole in zip(ends, beyond, strict=True))
    return sum(beyond) if is_on_grid and min(beyond) >= 0 else 0


def is_elsewhere(one: Geometry, other: Geometry) -> bool:
    """With other distances of the slices, or corners at another place."""
    mine, its = ((of.spacing_mm or 0.0, *of.corner_mm) for of in (one, other))
    return any(abs(a - b) > SAME_PLACE_MM for a, b in zip(mine, its, strict=True))


def places_apart(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in places:
        if not found or place - found[-1] > SAME_PLACE_MM:
            found.append(place)
    return found


def is_gap(step: float, usual: float | None) -> bool:
    return usual is not None and step > GAP * usual


def is_uneven(step: float, usual: float | None) -> bool:
    """Neither the usual distance nor a whole number of it."""
    if usual is None:
        return False
    times = max(1, round(step / usual))
    return abs(step - times * usual) > UNEVEN * usual
