"""Which scans a trial takes in, and what a series must be to be taken for one of their phases."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from trials.domain.text import Code, Name, Part, Text

Millimeters = Annotated[Decimal, Field(gt=0)]


class Modality(StrEnum):
    """As DICOM writes it (PS3.3, C.7.3.1.1.1)."""

    CT = "CT"
    MR = "MR"


class ScanFacts(Part):
    """What a complete set says of the participant: the day, and the phases it holds."""

    date: Name
    phases: Name


class ScanQuality(Part):
    """Bounds a machine can check. Whether an image can be read is for a person to say."""

    max_slice_thickness_mm: Millimeters | None = None
    max_slice_spacing_mm: Millimeters | None = None
    max_pixel_mm: Millimeters | None = None
    min_slices: int = Field(default=1, ge=1)
    # Screenshots and reformats made on a workstation, whose pixels are no measurement.
    secondary_capture: bool = False
    deidentified: bool = True


class Scan(Part):
    """One scan of a participant, such as the MRI before surgery; complete with all its phases."""

    id: Name
    label: Text
    modality: Modality
    phases: tuple[Code, ...] = Field(min_length=1)
    facts: ScanFacts
    quality: ScanQuality = ScanQuality()
