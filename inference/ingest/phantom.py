"""A liver that nobody has: an MRI of four contrast phases as a scanner would send it.

Made of ellipsoids, for demonstrations and tests. The lesion lights up in the arterial phase and
washes out later, as hepatocellular carcinoma does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"
EXPLICIT = "1.2.840.10008.1.2.1"
BEGUN_AT = timedelta(hours=10)
AGENT_AFTER = 120


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One phase: its name on the console, seconds after the agent, and how bright things are."""

    phase: str
    description: str
    seconds: int
    liver: int
    lesion: int
    vessel: int


SHOTS = (
    Shot(phase="non_contrast", description="t1_vibe_fs_tra_pre", seconds=-60, liver=320,
         lesion=260, vessel=200),
    Shot(phase="arterial", description="t1_vibe_fs_tra_arterial", seconds=30, liver=380,
         lesion=620, vessel=700),
    Shot(phase="portal_venous", description="t1_vibe_fs_tra_portal venous", seconds=70, liver=560,
         lesion=470, vessel=680),
    Shot(phase="delayed", description="t1_vibe_fs_tra_delayed", seconds=180, liver=520,
         lesion=400, vessel=560),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Phantom:
    code: str
    day: date
    seed: int = 1
    slices: int = 24
    size: int = 64
    lesion_mm: float = 30.0
    spacing_mm: float = 5.0
    pixel_mm: float = 1.8

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.slices, self.size, self.size


Volume = NDArray[Any]
Edit = Callable[["Dataset", Shot, int], None]


def volume(phantom: Phantom, shot: Shot) -> Volume:
    """Slices x rows x columns, as the scanner's whole numbers."""
    noise = np.random.default_rng([phantom.seed, abs(shot.seconds), shot.liver])
    image = noise.normal(20, 6, phantom.shape)
    image[ellipsoid(phantom, center=(0, 0, 0), radii=(90, 42, 52))] += 140
    image[ellipsoid(phantom, center=(0, -4, -14), radii=(48, 27, 26))] = shot.liver
    image[ellipsoid(phantom, center=(0, 8, 6), radii=(200, 5, 5))] = shot.vessel
    radius = phantom.lesion_mm / 2
    image[ellipsoid(phantom, center=(6, -8, -20), radii=(radius,) * 3)] = shot.lesion
    image += noise.normal(0, 8, phantom.shape)
    return np.clip(np.rint(image), 0, 4095).astype("<u2")


def ellipsoid(
    phantom: Phantom, *, center: tuple[float, ...], radii: tuple[float, ...]
) -> NDArray[np.bool_]:
    """Where it lies; center and radii in mm from the middle, in the order of the axes."""
    steps = (phantom.spacing_mm, phantom.pixel_mm, phantom.pixel_mm)
    axes = [
        ((np.arange(count) - (count - 1) / 2) * step - middle) / radius
        for count, step, middle, radius in zip(phantom.shape, steps, center, radii, strict=True)
    ]
    z, y, x = np.meshgrid(*axes, indexing="ij", sparse=True)
    return np.asarray(z * z + y * y + x * x <= 1)


def write(phantom: Phantom, folder: Path, *, edit: Edit | None = None) -> list[Path]:
    """All images of all phases below the folder. `edit` may change each before it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        save(dataset, folder / f"{shot.phase}_{index + 1:03}.dcm")
        for shot, index, dataset in images(phantom, edit)
    ]


def images(phantom: Phantom, edit: Edit | None = None) -> Iterator[tuple[Shot, int, "Dataset"]]:
    for order, shot in enumerate(SHOTS, start=1):
        pixels = volume(phantom, shot)
        for index in range(phantom.slices):
            dataset = header(phantom, shot, order, index)
            dataset.PixelData = pixels[index].tobytes()
            if edit:
                edit(dataset, shot, index)
            yield shot, index, dataset


def header(phantom: Phantom, shot: Shot, order: int, index: int) -> "Dataset":
    from pydicom.dataset import Dataset

    made = Dataset()
    for part in (
        identifiers(phantom, shot, index),
        moments(phantom, shot),
        nobody(phantom),
        machine(),
        place(phantom, index),
    ):
        for keyword, value in part.items():
            setattr(made, keyword, value)
    made.SeriesDescription, made.SeriesNumber, made.InstanceNumber = (
        shot.description, order, index + 1,
    )  # fmt: skip
    made.AcquisitionNumber, made.ImagesInAcquisition = order, phantom.slices
    return made


def uid(phantom: Phantom, *words: object) -> str:
    """The same phantom has the same identifiers each time it is made."""
    from pydicom.uid import generate_uid

    sources = [phantom.code, phantom.day.isoformat(), str(phantom.seed), *map(str, words)]
    return str(generate_uid(entropy_srcs=sources))


def identifiers(phantom: Phantom, shot: Shot, index: int) -> dict[str, Any]:
    return {
        "SOPClassUID": MR_IMAGE,
        "SOPInstanceUID": uid(phantom, shot.phase, index),
        "SeriesInstanceUID": uid(phantom, shot.phase),
        "StudyInstanceUID": uid(phantom),
        "FrameOfReferenceUID": uid(phantom, "frame"),
        "ImageType": ["ORIGINAL", "PRIMARY", "M", "NORM"],
        "Modality": "MR",
    }


def moments(phantom: Phantom, shot: Shot) -> dict[str, Any]:
    midnight = datetime.combine(phantom.day, datetime.min.time())
    agent = midnight + BEGUN_AT + timedelta(seconds=AGENT_AFTER)
    taken = agent + timedelta(seconds=shot.seconds)
    found = {
        "StudyDate": f"{phantom.day:%Y%m%d}",
        "StudyTime": f"{midnight + BEGUN_AT:%H%M%S}",
        "AcquisitionDate": f"{taken:%Y%m%d}",
        "AcquisitionTime": f"{taken:%H%M%S}.000000",
    }
    if shot.seconds < 0:
        return found
    return found | {
        "ContrastBolusAgent": "Gadobutrol",
        "ContrastBolusVolume": "7.5",
        "ContrastBolusStartTime": f"{agent:%H%M%S}",
    }


def nobody(phantom: Phantom) -> dict[str, Any]:
    return {
        "PatientName": phantom.code,
        "PatientID": phantom.code,
        "PatientBirthDate": "",
        "PatientSex": "O",
        "PatientPosition": "HFS",
        "PatientIdentityRemoved": "YES",
        "DeidentificationMethod": "Phantom: there is no patient",
        "LongitudinalTemporalInformationModified": "UNMODIFIED",
        "BurnedInAnnotation": "NO",
    }


def machine() -> dict[str, Any]:
    return {
        "Manufacturer": "Concord",
        "ManufacturerModelName": "Liver phantom",
        "BodyPartExamined": "LIVER",
        "ScanningSequence": "GR",
        "SequenceVariant": "SP",
        "MRAcquisitionType": "3D",
        "MagneticFieldStrength": "3",
        "RepetitionTime": "4.1",
        "EchoTime": "1.9",
        "FlipAngle": "10",
    }


def place(phantom: Phantom, index: int) -> dict[str, Any]:
    corner = -(phantom.size - 1) / 2 * phantom.pixel_mm
    height = (index - (phantom.slices - 1) / 2) * phantom.spacing_mm
    return {
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [round(corner, 3), round(corner, 3), round(height, 3)],
        "PixelSpacing": [phantom.pixel_mm, phantom.pixel_mm],
        "SliceThickness": phantom.spacing_mm,
        "SpacingBetweenSlices": phantom.spacing_mm,
        "Rows": phantom.size,
        "Columns": phantom.size,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 12,
        "HighBit": 11,
        "PixelRepresentation": 0,
    }


def save(dataset: "Dataset", path: Path, *, syntax: str = EXPLICIT) -> Path:
    from pydicom import dcmwrite
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dcmwrite(path, dataset, enforce_file_format=True)
    return path
