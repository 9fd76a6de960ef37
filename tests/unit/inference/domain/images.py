"""Headers of images as a liver MRI would have them, each test changing what it is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from inference.domain.series import Instance, Series, assemble
from trials.domain.protocol.imaging import Scan

DAY = date(2026, 1, 4)
# The acquisition of the plain series; the agent comes two minutes later.
BEGUN, GIVEN = 36_000.0, 36_120.0
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SCAN = Scan.model_validate(
    {
        "id": "preoperative_mri",
        "label": {"en": "MRI", "zh": "MRI"},
        "modality": "MR",
        "phases": ["non_contrast", "arterial", "portal_venous", "delayed"],
        "facts": {"date": "mri_date", "phases": "mri_phases"},
        "quality": {
            "max_slice_thickness_mm": 6,
            "max_slice_spacing_mm": 7,
            "max_pixel_mm": 2,
            "min_slices": 4,
        },
    }
)


def image(number: int = 1, *, uid: str = "1.2.1", **changes: Any) -> Instance:
    values: dict[str, Any] = {
        "file": number,
        "sop_uid": f"{uid}.{number}",
        "sop_class": "1.2.840.10008.5.1.4.1.1.4",
        "series_uid": uid,
        "study_uid": "1.2",
        "frame_uid": "1.2.9",
        "modality": "MR",
        "pixel_sha256": f"{uid}:{number}",
        "file_sha256": f"file:{uid}:{number}",
        "rows": 64,
        "columns": 64,
        "number": number,
        "description": "t1 vibe arterial",
        "image_type": ("ORIGINAL", "PRIMARY"),
        "acquired_on": DAY,
        "acquired_seconds": GIVEN + 30,
        "sequence": "GR 4.5 2.0 10",
        "orientation": AXIAL,
        "position": (0.0, 0.0, 3.0 * number),
        "pixel_mm": (1.5, 1.5),
        "thickness_mm": 3.0,
        "patient": "one",
    }
    return Instance(**{**values, **changes})


def stack(count: int = 6, *, uid: str = "1.2.1", **changes: Any) -> list[Instance]:
    return [image(number, uid=uid, **changes) for number in range(1, count + 1)]


def series(count: int = 6, *, uid: str = "1.2.1", **changes: Any) -> Series:
    (one,) = assemble(stack(count, uid=uid, **changes))
    return one


def but(images: list[Instance], index: int, **changes: Any) -> list[Instance]:
    """The same images, one of them changed."""
    return [replace(one, **changes) if at == index else one for at, one in enumerate(images)]
