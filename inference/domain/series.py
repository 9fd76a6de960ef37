"""A series: the images of one acquisition, put in order and described as a whole."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from inference.domain.series_geometry import Geometry, Plane, Vector, geometry_of

DAY = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Instance:
    """What is read from the header of one image. No name, no number of the patient is in it.

    `file` counts within the upload. `identity` lists the tags that say who the patient is, `codes`
    those of them that hold what looks like another participant's code, with it. `patient` is a key
    that is only equal for files of the same patient in the same upload.
    """

    file: int
    sop_uid: str
    sop_class: str
    series_uid: str
    study_uid: str
    modality: str
    pixel_sha256: str
    file_sha256: str
    rows: int
    columns: int
    frame_uid: str = ""
    frames: int = 1
    number: int | None = None
    # Which acquisition it belongs to, and how many images the scanner says that has.
    acquisition: int | None = None
    declared: int | None = None
    description: str = ""
    image_type: tuple[str, ...] = ()
    acquired_on: date | None = None
    # Seconds since midnight, as the scanner's clock had them.
    acquired_seconds: float | None = None
    contrast_seconds: float | None = None
    has_agent: bool = False
    sequence: str = ""
    orientation: tuple[float, ...] = ()
    position: tuple[float, ...] = ()
    pixel_mm: tuple[float, ...] = ()
    thickness_mm: float | None = None
    # How stored numbers become values: bits, sign, slope, intercept.
    scale: tuple[float, ...] = ()
    is_burned_in: bool = False
    are_dates_changed: bool = False
    identity: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    patient: str = ""

    @property
    def plane(self) -> Plane | None:
        """Where the image lies in the body, if the header says so completely."""
        if (len(self.orientation), len(self.position), len(self.pixel_mm)) != (6, 3, 2):
            return None
        o, p = self.orientation, self.position
        return Plane(
            row=Vector(*o[:3]),
            column=Vector(*o[3:]),
            position=Vector(*p),
            pixel_mm=(self.pixel_mm[0], self.pixel_mm[1]),
            thickness_mm=self.thickness_mm,
        )

    def canonical(self) -> list[Any]:
        """What the image is, whatever its file, its UIDs and its words are."""
        measured = (self.orientation, self.position, self.pixel_mm, self.scale)
        rounded = [[round(one, 4) for one in numbers] for numbers in measured]
        return [self.rows, self.columns, self.frames, *rounded, self.pixel_sha256]


@dataclass(frozen=True, kw_only=True)
class Series:
    """`instances` lie in the order of the slices, where that is known, else of their numbers."""

    instances: tuple[Instance, ...]
    # Images that share an identifier and are not the same.
    clashing: int = 0

    @property
    def first(self) -> Instance:
        return self.instances[0]

    @property
    def series_uid(self) -> str:
        return self.first.series_uid

    @property
    def study_uid(self) -> str:
        return self.first.study_uid

    @property
    def modality(self) -> str:
        return self.first.modality

    @property
    def description(self) -> str:
        return self.first.description

    @property
    def has_agent(self) -> bool:
        return any(one.has_agent for one in self.instances)

    @cached_property
    def geometry(self) -> Geometry | None:
        planes = [one.plane for one in self.instances]
        return geometry_of([plane for plane in planes if plane]) if all(planes) else None

    @property
    def acquired_on(self) -> date | None:
        return min((one.acquired_on for one in self.instances if one.acquired_on), default=None)

    @property
    def seconds_after_contrast(self) -> float | None:
        """From the injection to the first image; None where the scanner did not note both."""
        begun = [one.acquired_seconds for one in self.instances if one.acquired_seconds is not None]
        given = [one.contrast_seconds for one in self.instances if one.contrast_seconds is not None]
        if not begun or not given:
            return None
        apart = min(begun) - min(given)
        return apart + DAY if apart < -DAY / 2 else apart  # past midnight

    @property
    def mixed(self) -> list[str]:
        """In what its images differ, though one acquisition has one of each."""
        return [name for name, of in ALIKE.items() if len({of(one) for one in self.instances}) > 1]

    @property
    def identity(self) -> list[str]:
        return sorted({tag for one in self.instances for tag in one.identity})

    @property
    def codes(self) -> Mapping[str, str]:
        return {tag: code for one in self.instances for tag, code in one.codes.items()}

    @property
    def files(self) -> list[int]:
        return [one.file for one in self.instances]

    @cached_property
    def content_sha256(self) -> str:
        """Equal for the same pixels at the same places, whoever sent them and in what files."""
        return sha256_of([one.canonical() for one in self.instances])

    @cached_property
    def files_sha256(self) -> str:
        return sha256_of(sorted(one.file_sha256 for one in self.instances))


ALIKE: dict[str, Callable[[Instance], Any]] = {
    "patient": lambda one: one.patient,
    "study": lambda one: one.study_uid,
    "modality": lambda one: one.modality,
    "matrix": lambda one: (one.rows, one.columns),
    "orientation": lambda one: tuple(round(number, 3) for number in one.orientation),
    "pixel_size": lambda one: tuple(round(number, 3) for number in one.pixel_mm),
    "frame_of_reference": lambda one: one.frame_uid,
}


def sha256_of(content: Any) -> str:
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def assemble(instances: Iterable[Instance]) -> list[Series]:
    """One series for each series UID, in the order in which their first files came."""
    by_uid: dict[str, list[Instance]] = {}
    for one in instances:
        by_uid.setdefault(one.series_uid, []).append(one)
    return [put_together(group) for group in by_uid.values()]


def put_together(group: list[Instance]) -> Series:
    """A file sent twice counts once."""
    kept = list({(one.sop_uid, one.pixel_sha256): one for one in reversed(group)}.values())
    return Series(
        instances=tuple(sorted(kept, key=slice_order)),
        clashing=len(kept) - len({one.sop_uid for one in kept}),
    )


def slice_order(one: Instance) -> tuple[float, int, str]:
    along = one.plane.along if one.plane else 0.0
    return round(along, 3), one.number or 0, one.sop_uid
