import io
import stat
import zipfile
import zlib

import pytest

from inference.domain.file_faults import Fault
from inference.ingest import archives
from inference.ingest.archives import UnableToUnpack, is_zip, unpack
from inference.ingest.limits import MIB, Limits
from tests.factories.phantom import zipped

HALF_GIB = 512 * MIB


@pytest.fixture
def unpacked(tmp_path):
    """What lies in the folder after unpacking; what lies outside of it is looked at too."""
    into = tmp_path / "outer" / "into"
    into.mkdir(parents=True)

    def unpack_it(data, **limits):
        archive = tmp_path / "a.zip"
        archive.write_bytes(data)
        try:
            return [(p.name, name, p.read_bytes()) for p, name in
                    unpack(archive, into, limits=Limits(**limits))]  # fmt: skip
        finally:
            found = {p for p in tmp_path.rglob("*") if p.is_file()} - {archive}
            assert all(path.parent == into for path in found)

    return unpack_it


def refused(unpacked, data, **limits):
    with pytest.raises(UnableToUnpack) as refusal:
        unpacked(data, **limits)
    return refusal.value.fault


def entry(name, *, data=b"x", mode=None, system=3):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        info = zipfile.ZipInfo("safe")
        info.filename = info.orig_filename = name
        info.create_system = system
        if mode is not None:
            info.external_attr = mode << 16
        archive.writestr(info, data)
    return packed.getvalue()


def bomb(size):
    """A megabyte of zeros takes a kilobyte; said to be one file."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as file,
    ):
        for _ in range(size // MIB):
            file.write(bytes(MIB))
    return packed.getvalue()


def test_files_are_laid_down_by_number_and_keep_their_names_beside(unpacked):
    data = zipped({"scan/a.dcm": b"1", "scan/b.dcm": b"2"})
    assert unpacked(data) == [("000001", "scan/a.dcm", b"1"), ("000002", "scan/b.dcm", b"2")]


def test_clutter_and_folders_are_passed_over(unpacked):
    data = zipped({"scan/": b"", "__MACOSX/scan/._a": b"m", "scan/.DS_Store": b"d", "scan/a": b"1"})
    assert [name for _, name, _ in unpacked(data)] == ["scan/a"]


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "scan/../../a",
        "/etc/passwd",
        "..\\a",
        "scan\\..\\..\\a",
        "C:\\a",
        "C:a",
        "\\\\host\\share\\a",
        "//host/a",
        "..",
    ],
)
def test_a_path_that_leads_out(unpacked, name):
    assert refused(unpacked, entry(name)) is Fault.ZIP_PATH


def test_names_with_dots_that_lead_nowhere(unpacked):
    assert len(unpacked(zipped({"scan/..a": b"1", "scan/a..dcm": b"2", "./b": b"3"}))) == 3


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFBLK, stat.S_IFCHR])
def test_links_and_devices(unpacked, kind):
    assert refused(unpacked, entry("a", mode=kind | 0o777)) is Fault.ZIP_LINK


@pytest.mark.parametrize(("mode", "system"), [(stat.S_IFREG | 0o644, 3), (0, 0)])
def test_plain_files_of_any_system(unpacked, mode, system):
    assert unpacked(entry("a", mode=mode, system=system)) == [("000001", "a", b"x")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(unpacked, method):
    assert refused(unpacked, zipped({"a": b"1"}, method=method)) is Fault.ZIP_METHOD


def test_too_many_entries(unpacked):
    data = zipped({str(number): b"" for number in range(11)})
    assert refused(unpacked, data, files=10) is Fault.TOO_MANY_FILES
    assert len(unpacked(data, files=11)) == 11


def test_a_hundred_thousand_entries_are_counted_not_unpacked(unpacked):
    data = zipped({str(number): b"" for number in range(100_000)}, method=zipfile.ZIP_STORED)
    assert refused(unpacked, data) is Fault.TOO_MANY_FILES


def test_more_than_an_upload_may_bring(unpacked):
    data = zipped({"a": b"1" * 600, "b": b"2" * 600})
    assert refused(unpacked, data, upload_bytes=1000) is Fault.TOO_MUCH


def test_a_thousand_to_one(unpacked):
    data = bomb(HALF_GIB)
    assert len(data) < MIB
    assert refused(unpacked, data) is Fault.ZIP_RATIO


def test_many_small_ones_that_burst_together(unpacked):
    data = zipped({str(number): bytes(MIB) for number in range(20)})
    assert refused(unpacked, data) is Fault.ZIP_RATIO


def test_a_black_image_may_shrink_as_much_as_it_likes(unpacked):
    assert len(unpacked(zipped({"black": bytes(512 * 512 * 2)}))) == 1


def test_an_archive_that_lies_about_a_size(unpacked):
    """Both headers say one byte where a megabyte is packed."""
    data = bytearray(zipped({"a": bytes(MIB)}))
    true, lie = MIB.to_bytes(4, "little"), (1).to_bytes(4, "little")
    assert data.count(true) == 2
    assert refused(unpacked, bytes(data).replace(true, lie)) is Fault.ZIP_BROKEN


def test_no_more_is_poured_than_was_declared(tmp_path):
    with pytest.raises(UnableToUnpack):
        archives.pour(io.BytesIO(b"12345"), tmp_path / "a", most=4)


def test_a_password(unpacked):
    data = bytearray(zipped({"a": b"1"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(unpacked, bytes(data)) is Fault.ZIP_LOCKED


@pytest.mark.parametrize("spoil", [
    lambda data: data[:-30],
    lambda data: data[:40],
    lambda data: data.replace(zlib.crc32(b"1" * 90).to_bytes(4, "little"), b"\0\0\0\0"),
])  # fmt: skip
def test_a_damaged_one(unpacked, spoil):
    assert refused(unpacked, spoil(zipped({"a": b"1" * 90}))) is Fault.ZIP_BROKEN


@pytest.mark.parametrize(
    ("start", "answer"),
    [(b"PK\x03\x04", True), (b"PK\x05\x06", True), (b"DICM", False), (b"", False)],
)
def test_a_zip_is_known_by_its_beginning(tmp_path, start, answer):
    path = tmp_path / "a"
    path.write_bytes(start + b"PK\x05\x06")
    assert is_zip(path) is (answer or start == b"")
