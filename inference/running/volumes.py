"""The pixels of an accepted scan, read again from the kept files, on the grid of a release."""

import hashlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.core.files.storage import default_storage
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset

from casebook.models import Participant
from inference.domain.failures import Failure
from inference.domain.package_contents import VolumeSocket
from inference.domain.volumes import EmptyScan, Volume, around_the_middle, relative
from inference.failed import Failed
from inference.models import Series
from inference.selectors.series import manifest_of


class UnableToReadScan(Failed):
    """The kept scan cannot be read any more."""


def load(participant: Participant, scan: dict[str, Any], socket: VolumeSocket) -> Volume:
    """(phases, depth, height, width), by the content hashes that the attempt froze."""
    rows = {
        row.content_sha256: row
        for row in Series.objects.filter(
            participant=participant, content_sha256__in=scan["phases"].values()
        )
    }
    phases = [
        around_the_middle(*image_of(rows[scan["phases"][phase]]), socket) for phase in socket.phases
    ]
    try:
        return relative(np.stack(phases), socket)
    except EmptyScan as error:
        raise UnableToReadScan(Failure.SCAN_EMPTY, phase=error) from error


def image_of(series: Series) -> tuple[NDArray[np.float32], tuple[float, float, float]]:
    """(slices, rows, columns) and the millimeters between them, in that order."""
    slices = [slice_of(series, one) for one in manifest_of(series)["files"]]
    image = np.stack([signal(one) for one in slices])
    row, column = (float(step) for step in slices[0].PixelSpacing)
    return image, (between(slices), row, column)


def slice_of(series: Series, listed: dict[str, str]) -> Dataset:
    with default_storage.open(f"{series.folder}/{listed['name']}") as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise UnableToReadScan(Failure.SCAN_CHANGED, number=series.pk)
    return dcmread(io.BytesIO(content))


def signal(one: Dataset) -> NDArray[np.float32]:
    slope, intercept = (
        float(getattr(one, name, default))
        for name, default in (("RescaleSlope", 1), ("RescaleIntercept", 0))
    )
    return np.asarray(one.pixel_array, dtype=np.float32) * np.float32(slope) + np.float32(intercept)


def between(slices: Sequence[Dataset]) -> float:
    """The distance of neighboring slices along their normal."""
    if len(slices) == 1:
        return float(slices[0].SliceThickness)
    row, column = np.split(np.asarray(slices[0].ImageOrientationPatient, dtype=float), 2)
    normal = np.cross(row, column)
    first, last = (
        float(normal @ np.asarray(one.ImagePositionPatient, dtype=float))
        for one in (slices[0], slices[-1])
    )
    return abs(last - first) / (len(slices) - 1)
