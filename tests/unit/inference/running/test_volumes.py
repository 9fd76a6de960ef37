"""Real DICOM of a phantom, taken in as any scan, read again on the grid of a release."""

from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage

from inference.domain.volumes import EmptyScan, around_the_middle, relative
from inference.running.volumes import UnableToReadScan, load
from inference.selectors.inputs import assemble
from inference.selectors.series import manifest_of, series_of
from inference.training.neoadjuvant import SCAN
from tests.factories import imaging, running
from tests.factories.casebook import seeing
from tests.factories.shipped_protocols import shipped

pytestmark = pytest.mark.django_db
SOCKET = SCAN.model_copy(update={"shape": (4, 4, 4), "voxel_mm": 2.0})


def test_a_grid_as_the_image_takes_it_as_it_is():
    image = np.arange(64, dtype=np.float32).reshape(4, 4, 4)
    assert np.array_equal(around_the_middle(image, (2, 2, 2), SOCKET), image)


def test_a_finer_image_is_met_between_its_voxels():
    image = np.broadcast_to(np.arange(8, dtype=np.float32), (8, 8, 8))
    found = around_the_middle(image, (1, 1, 1), SOCKET)
    assert found[0, 0].tolist() == [0.5, 2.5, 4.5, 6.5]


def test_beyond_the_image_its_edge_goes_on():
    image = np.broadcast_to(np.arange(2, dtype=np.float32), (2, 2, 2))
    found = around_the_middle(image, (2, 2, 2), SOCKET)
    assert found[0, 0].tolist() == [0, 0, 1, 1]


def test_the_middle_stays_in_the_middle_whatever_the_spacing():
    image = np.zeros((9, 17, 33), dtype=np.float32)
    image[4, 8, 16] = 1
    found = around_the_middle(image, (8, 4, 2), SOCKET)
    assert found.sum() > 0
    assert np.array_equal(found, np.flip(found))


def test_the_scale_of_the_scanner_is_taken_out():
    volume = np.random.default_rng(1).uniform(50, 100, (4, 4, 4, 4)).astype(np.float32)
    assert np.allclose(relative(volume, SOCKET), relative(7 * volume, SOCKET))
    assert np.median(relative(volume, SOCKET)[0]) == pytest.approx(1)


def test_a_scan_without_signal_has_no_scale():
    with pytest.raises(EmptyScan, match="non_contrast"):
        relative(np.zeros((4, 4, 4, 4), dtype=np.float32), SOCKET)


@pytest.fixture
def scanned(site):
    row = running.screened(site)
    imaging.scanned(row)
    return row


@pytest.fixture
def assembled(site, scanned):
    release = running.approved(site)
    with seeing(site):
        return assemble(scanned, release, shipped("hcc-neo"))


def test_the_first_whole_scan_goes_in_with_its_series_and_day(assembled, scanned, site):
    with seeing(site):
        series = {one.phase: one for one in series_of(scanned)}
    scan = assembled.input["scan"]
    assert scan["phases"] == {phase: one.content_sha256 for phase, one in series.items()}
    assert set(scan["series_uids"]) == {one.series_uid for one in series.values()}
    assert assembled.input["dated"] == scan["acquired_on"] == "2026-01-04"


def test_it_is_read_as_it_was_drawn(assembled, scanned, site):
    with seeing(site):
        volume = load(scanned, assembled.input["scan"], SCAN)
    assert (volume.shape, volume.dtype) == ((4, 24, 24, 24), np.float32)
    assert np.median(volume[0]) == pytest.approx(1, abs=0.01)
    by_phase = dict(zip(SCAN.phases, volume.max(axis=(1, 2, 3)), strict=True))
    assert by_phase["arterial"] > by_phase["non_contrast"]


def test_a_file_that_changed_since_is_not_read(assembled, scanned, site):
    with seeing(site):
        series = series_of(scanned)[0]
        name = manifest_of(series)["files"][0]["name"]
        path = Path(default_storage.path(f"{series.folder}/{name}"))
        before = path.read_bytes()
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        try:
            with pytest.raises(UnableToReadScan, match="its bytes have changed"):
                load(scanned, assembled.input["scan"], SCAN)
        finally:
            path.write_bytes(before)


def test_a_run_with_a_scan_says_so_and_names_its_series(
    site, scanned, django_capture_on_commit_callbacks
):
    attempt = running.run(scanned, running.approved(site), django_capture_on_commit_callbacks)
    assert (attempt.state, attempt.used) == ("done", ["table", "volume"])
    with seeing(site):
        assert len(attempt.prediction.series_uids) == 4
