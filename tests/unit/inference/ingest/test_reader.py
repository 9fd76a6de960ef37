"""Real files, well made, broken and malicious, read by the real child."""

import hashlib
import os
import struct
import textwrap
import time
from datetime import date

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from inference.domain.file_faults import Fault, FileFault
from inference.domain.series import Instance
from inference.ingest import reader
from inference.ingest.reader import Reader, understood
from tests.factories import phantom
from tests.factories.phantom import one_image, resaved, shipped

CODE = "P-1"


@pytest.fixture(scope="module")
def child():
    with Reader(code=CODE) as one:
        yield one


@pytest.fixture
def read(child):
    return lambda path: child.read(7, path)


@pytest.fixture
def fault_of(read):
    def fault(path):
        found = read(path)
        assert isinstance(found, FileFault), found
        assert found.file == 7
        return found.fault

    return fault


class TestHeaders:
    def test_what_is_read_from_an_image(self, read, tmp_path):
        path = one_image(tmp_path)
        found, there = read(path), dcmread(path)
        assert isinstance(found, Instance)
        assert (found.file, found.modality, found.rows, found.columns) == (7, "MR", 32, 32)
        assert found.series_uid == there.SeriesInstanceUID
        assert found.acquired_on == date(2026, 1, 4)
        assert found.acquired_seconds - found.contrast_seconds == 30
        assert found.has_agent
        assert found.description == "t1_vibe_fs_tra_arterial"
        assert found.position == tuple(there.ImagePositionPatient)
        assert (found.thickness_mm, found.pixel_mm) == (5.0, (2.0, 2.0))
        assert found.pixel_sha256 == hashlib.sha256(there.PixelData).hexdigest()
        assert found.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    @pytest.mark.parametrize(
        ("name", "modality", "day"),
        [
            ("CT_small.dcm", "CT", date(1997, 4, 30)),
            ("MR_small.dcm", "MR", date(2004, 8, 26)),
        ],
    )
    def test_files_of_real_scanners(self, read, name, modality, day):
        found = read(shipped(name))
        assert (found.modality, found.acquired_on) == (modality, day)
        assert found.plane is not None

    def test_pixels_are_the_same_in_every_plain_syntax(self, read):
        names = ("MR_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm")
        assert len({read(shipped(name)).pixel_sha256 for name in names}) == 1

    def test_a_table_of_contents_is_passed_over(self, read):
        assert read(shipped("DICOMDIR")) is None

    @pytest.mark.parametrize(
        "tags",
        [
            {"AcquisitionDate": None},
            {"AcquisitionDate": "20261345"},
            {"AcquisitionDate": ""},
            {"AcquisitionDate": None, "AcquisitionDateTime": "20260104100230.5"},
        ],
    )
    def test_the_day_of_the_study_stands_in(self, read, tmp_path, tags):
        found = read(one_image(tmp_path, **tags))
        assert found.acquired_on == date(2026, 1, 4)

    def test_a_value_that_breaks_the_rules_counts_as_none(self, read, tmp_path):
        path = one_image(tmp_path)
        broken = path.read_bytes().replace(b"DS\x04\x005.0 ", b"DS\x04\x00five")
        assert broken != path.read_bytes()
        path.write_bytes(broken)
        assert read(path).thickness_mm is None

    def test_chinese_descriptions_are_read(self, read, tmp_path):
        tags = {"SpecificCharacterSet": "GB18030", "SeriesDescription": "动脉期"}
        assert read(one_image(tmp_path, **tags)).description == "动脉期"


class TestWho:
    def test_the_participants_code_is_no_name(self, read, tmp_path):
        assert read(one_image(tmp_path)).identity == ()
        assert read(one_image(tmp_path, PatientName="p-1^", PatientID="")).identity == ()

    @pytest.mark.parametrize(
        ("tag", "value"),
        [
            ("PatientName", "李^华"),
            ("PatientID", "ZY-004417"),
            ("PatientBirthDate", "19600501"),
            ("PatientAddress", "Wuhan"),
            ("PatientComments", "call her daughter"),
            ("OtherPatientNames", ["Li", "Hua"]),
        ],
    )
    def test_anything_else_is_named_by_its_tag_alone(self, read, tmp_path, tag, value):
        found = read(one_image(tmp_path, SpecificCharacterSet="GB18030", **{tag: value}))
        assert found.identity == (tag,)
        assert str(value) not in repr(found)

    def test_another_participants_code_goes_on_beside_its_tag(self, read, tmp_path):
        found = read(one_image(tmp_path, PatientID="hns2-0003-6"))
        assert found.identity == ("PatientID",)
        assert found.codes == {"PatientID": "HNS2-0003-6"}
        assert read(one_image(tmp_path)).codes == {}

    def test_other_numbers_of_the_patient(self, read):
        assert "OtherPatientIDsSequence" in read(shipped("CT_small.dcm")).identity

    def test_two_patients_are_told_apart_within_one_upload_only(self, read, tmp_path):
        path = one_image(tmp_path)
        other = read(one_image(tmp_path / "other", PatientID="P-2"))
        with Reader(code=CODE) as later:
            assert later.read(1, path).patient != read(path).patient
        assert other.patient != read(path).patient


class TestRefused:
    def test_no_dicom(self, fault_of, tmp_path):
        (tmp_path / "a").write_text("a letter")
        assert fault_of(tmp_path / "a") is Fault.NOT_DICOM

    def test_nothing_in_it(self, fault_of, tmp_path):
        (tmp_path / "b").write_bytes(b"")
        assert fault_of(tmp_path / "b") is Fault.EMPTY

    @pytest.mark.parametrize(
        "start", [b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf", b"\x1f\x8b\x08"]
    )
    def test_an_archive_where_an_image_should_be(self, fault_of, tmp_path, start):
        (tmp_path / "a").write_bytes(start + b"x" * 200)
        assert fault_of(tmp_path / "a") is Fault.ARCHIVE

    @pytest.mark.parametrize("start", [b"MZ\x90\x00", b"\x7fELF", b"#!/bin/sh\n"])
    def test_a_program_before_a_scan(self, fault_of, tmp_path, start):
        path = one_image(tmp_path)
        path.write_bytes(start.ljust(128, b"\0") + path.read_bytes()[128:])
        assert dcmread(path).Modality == "MR"
        assert fault_of(path) is Fault.PROGRAM

    def test_deflated(self, fault_of, tmp_path):
        path = resaved(one_image(tmp_path), tmp_path / "z", syntax="1.2.840.10008.1.2.1.99")
        assert fault_of(path) is Fault.DEFLATED

    @pytest.mark.parametrize(
        "name", ["JPEG2000.dcm", "MR_small_RLE.dcm", "MR_small_jpeg_ls_lossless.dcm"]
    )
    def test_compressed(self, fault_of, name):
        assert fault_of(shipped(name)) is Fault.COMPRESSED

    @pytest.mark.parametrize("name", ["rtplan.dcm", "reportsi.dcm", "liver_1frame.dcm"])
    def test_what_is_no_image(self, fault_of, name):
        assert fault_of(shipped(name)) is Fault.NO_IMAGE

    @pytest.mark.parametrize(
        "tags",
        [
            {"SeriesInstanceUID": None},
            {"StudyInstanceUID": ""},
            {"SeriesInstanceUID": "../../etc"},
            {"SeriesInstanceUID": "1." * 40 + "1"},
        ],
    )
    def test_identifiers_missing_or_none(self, fault_of, tmp_path, tags):
        assert fault_of(one_image(tmp_path, **tags)) is Fault.NO_UID

    @pytest.mark.parametrize("tags", [{"Rows": 31}, {"Rows": 64}, {"NumberOfFrames": 2},
                                      {"SamplesPerPixel": 3}, {"BitsAllocated": 8}])  # fmt: skip
    def test_other_pixels_than_declared(self, fault_of, tmp_path, tags):
        assert fault_of(one_image(tmp_path, **tags)) is Fault.PIXELS_DISAGREE

    def test_pixels_that_are_declared_and_not_there(self, fault_of, tmp_path):
        path = one_image(tmp_path)
        path.write_bytes(path.read_bytes()[:-700])
        assert fault_of(path) is Fault.CUT_OFF

    def test_four_gigabytes_declared_and_a_hundred_bytes_there(self, fault_of, tmp_path):
        path = one_image(tmp_path)
        declared = b"\xe0\x7f\x10\x00OW\x00\x00"
        before, _ = path.read_bytes().split(declared)
        path.write_bytes(before + declared + struct.pack("<I", 0xFFFFFFF0) + b"x" * 100)
        assert fault_of(path) is Fault.PIXELS_DISAGREE

    def test_more_pixels_than_any_scan(self, fault_of, tmp_path):
        path = one_image(tmp_path, Rows=65535, Columns=65535)
        assert fault_of(path) is Fault.TOO_MANY_PIXELS

    def test_a_file_larger_than_any_image(self, fault_of, tmp_path):
        path = one_image(tmp_path)
        os.truncate(path, 300 * 1024 * 1024)
        assert fault_of(path) is Fault.TOO_LARGE

    def test_a_nesting_bomb(self, fault_of, tmp_path):
        innermost = Dataset()
        innermost.PatientComments = "x"
        path = one_image(tmp_path)
        opened = struct.pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF)
        opened += struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
        whole = path.read_bytes()
        at = whole.index(struct.pack("<HH", 0x0010, 0x0010))
        path.write_bytes(whole[:at] + opened * 3000 + whole[at:])
        assert fault_of(path) is Fault.NESTED

    def test_honest_nesting_is_read(self, read, tmp_path):
        inner = Dataset()
        inner.ReferencedSOPInstanceUID = "1.2.3"
        assert isinstance(
            read(one_image(tmp_path, ReferencedImageSequence=Sequence([inner]))), Instance
        )

    def test_a_header_cut_off(self, fault_of, tmp_path):
        path = one_image(tmp_path)
        whole = path.read_bytes()
        for length in (400, 600, len(whole) // 2):
            path.write_bytes(whole[:length])
            assert fault_of(path) is Fault.CUT_OFF

    def test_noise_behind_a_good_beginning_never_breaks_the_reader(self, read, tmp_path):
        whole = one_image(tmp_path).read_bytes()
        for seed in range(40):
            noise = hashlib.sha256(bytes([seed])).digest() * 8
            at = 140 + seed * 17
            (tmp_path / "n").write_bytes(whole[:at] + noise + whole[at + len(noise) :])
            assert isinstance(read(tmp_path / "n"), FileFault | Instance)


class TestTheChild:
    """What happens when the child itself is overcome: stand-ins for a hole in the library."""

    @pytest.fixture
    def child_does(self, tmp_path, monkeypatch):
        real = reader.CHILD.read_text()

        def replace(body, seconds=10):
            script = tmp_path / "child.py"
            body = textwrap.indent(textwrap.dedent(body), "    ")
            spoiled = f"def read(file, request):\n{body}\n\ndef real_read("
            shorter = real.replace("1024, 10\n", f"1024, {seconds}\n", 1)
            script.write_text(shorter.replace("def read(", spoiled, 1))
            monkeypatch.setattr(reader, "CHILD", script)

        return replace

    def read_two(self, tmp_path, seconds=20.0):
        """A bad file and then a good one, as the real child reads it."""
        bad, good = tmp_path / "bad", one_image(tmp_path)
        bad.write_bytes(b"bad")
        with Reader(code=CODE, seconds=seconds) as one:
            return one.read(1, bad), one.read(2, good)

    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            ("os.abort()", Fault.CRASHED),
            ("os._exit(0)", Fault.CRASHED),
            ("print('[' * 90000)", Fault.CRASHED),
            ("print('no json')", Fault.CRASHED),
            ("return {'rows': 'many'}", Fault.CRASHED),
            ("x = bytearray(2_000_000_000)", Fault.MEMORY),
            ("raise RecursionError", Fault.NESTED),
            ("raise ValueError('Li Hua')", Fault.UNREADABLE),
        ],
    )
    def test_one_file_that_overcomes_it_costs_that_file_alone(
        self, child_does, tmp_path, body, fault
    ):
        child_does(f"if request['path'].endswith('bad'): {body}\nreturn real_read(file, request)")
        bad, good = self.read_two(tmp_path)
        assert bad == FileFault(file=1, fault=fault)
        assert isinstance(good, Instance)

    def test_a_file_that_never_ends_is_given_up(self, child_does, tmp_path):
        body = "import time\nif request['path'].endswith('bad'): time.sleep(60)"
        child_does(f"{body}\nreturn real_read(file, request)")
        began = time.monotonic()
        bad, good = self.read_two(tmp_path, seconds=5)
        assert bad == FileFault(file=1, fault=Fault.TIME)
        assert isinstance(good, Instance)
        assert time.monotonic() - began < 50

    def test_work_without_end_is_stopped_by_the_kernel(self, child_does, tmp_path):
        body = "while request['path'].endswith('bad'): pass\nreturn real_read(file, request)"
        child_does(body, seconds=0)
        bad, good = self.read_two(tmp_path)
        assert bad == FileFault(file=1, fault=Fault.TIME)
        assert isinstance(good, Instance)

    @pytest.mark.parametrize(
        "body",
        [
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "import subprocess; subprocess.run(['true'])",
            "os.system('true')",
            "os.fork()",
            "open('/tmp/child-was-here', 'w')",
            "os.open('/tmp/child-was-here', os.O_CREAT | os.O_WRONLY)",
            "os.remove(request['path'])",
            "import ctypes; ctypes.CDLL(None)",
        ],
    )
    def test_it_may_call_nobody_start_nothing_and_write_nowhere(self, child_does, tmp_path, body):
        child_does(
            f"""
            try:
                {body}
            except PermissionError:
                raise Fault("not_dicom")
            os._exit(3)
            """
        )
        bad, _ = self.read_two(tmp_path)
        assert bad.fault is Fault.NOT_DICOM
        assert (tmp_path / "bad").exists()

    def test_it_knows_nothing_of_ours(self, child_does, tmp_path, monkeypatch):
        monkeypatch.setenv("CONCORD_SECRET_KEY", "x")
        monkeypatch.setenv("PYTHONPATH", os.getcwd())
        child_does(
            """
            import importlib.util
            ours = ("CONCORD", "DATABASE", "PYTHON")
            alone = not any(name.startswith(ours) for name in os.environ)
            alone = alone and importlib.util.find_spec("inference") is None
            alone = alone and "numpy.linalg" not in sys.modules
            raise Fault("not_dicom" if alone else "program")
            """
        )
        bad, _ = self.read_two(tmp_path)
        assert bad.fault is Fault.NOT_DICOM


@pytest.mark.parametrize(
    "answer",
    [[], None, {}, {"instance": {}}, {"fault": "unheard of"}, {"instance": {"file": 1}}, "text"],
)
def test_an_answer_that_is_none_is_a_crash(answer):
    assert understood(3, answer) == FileFault(file=3, fault=Fault.CRASHED)


def test_one_child_reads_a_whole_scan(tmp_path):
    """Starting one takes as long as reading forty files."""
    with Reader(code=CODE) as one:
        read = [(one.read(1, path), one.child.pid) for path in phantom.written(tmp_path)]
    assert all(isinstance(found, Instance) for found, _ in read)
    assert len({pid for _, pid in read}) == 1


def test_it_ends_with_its_reader(tmp_path):
    with Reader(code=CODE) as one:
        one.read(1, one_image(tmp_path))
        child = one.child
    assert child.poll() is not None
