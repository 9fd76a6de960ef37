import os
import stat
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from inference.domain.file_faults import Fault, FileFault
from inference.ingest.limits import Limits
from inference.ingest.quarantine import Incoming, Quarantine, TooMuch, printable, remove_old
from tests.factories.phantom import zipped


@pytest.fixture
def place(tmp_path):
    return Quarantine(tmp_path, uuid4())


def sent(**files):
    return [Incoming(name=name, pieces=[data[:2], data[2:]]) for name, data in files.items()]


def laid_out(place):
    files, faults = place.lay_out()
    return {number: path.read_bytes() for number, path in files}, faults


def test_files_lie_by_number_and_their_names_beside_them(place):
    received = place.receive(sent(first=b"one", second=b"three"))
    assert (received.files, received.bytes) == (2, 8)
    assert laid_out(place) == ({1: b"one", 2: b"three"}, [])
    assert place.names() == {1: "first", 2: "second"}
    assert not any("first" in path.name for path in place.folder.rglob("*"))


def test_nobody_else_may_look(place):
    place.receive(sent(a=b"1"))
    place.lay_out()
    for path in (place.folder / "in" / "000001", place.folder / "images", place.folder.parent):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_zip_counts_with_its_files(place):
    data = zipped({"scan/b": b"bb", "scan/c": b"cc"})
    place.receive([*sent(a=b"aa"), *sent(**{"s.zip": data}), *sent(d=b"dd")])
    assert laid_out(place) == ({1: b"aa", 2: b"bb", 3: b"cc", 4: b"dd"}, [])
    assert place.names() == {1: "a", 2: "s.zip/scan/b", 3: "s.zip/scan/c", 4: "d"}


def test_a_bad_zip_is_a_fault_among_good_files(place):
    place.receive([*sent(a=b"aa"), *sent(**{"s.zip": zipped({"x": b"1"})[:-9]}), *sent(d=b"dd")])
    files, faults = laid_out(place)
    assert files == {1: b"aa", 3: b"dd"}
    assert faults == [FileFault(file=2, fault=Fault.ZIP_BROKEN)]
    assert place.names()[2] == "s.zip"


def test_another_attempt_lays_out_the_same(place):
    place.receive(sent(**{"s.zip": zipped({"b": b"bb", "c": b"cc"})}, d=b"dd"))
    assert laid_out(place) == laid_out(place)
    assert place.names() == {1: "s.zip/b", 2: "s.zip/c", 3: "d"}


def test_clutter_is_passed_over(place):
    place.receive(sent(**{".DS_Store": b"xx", "a": b"aa"}))
    assert laid_out(place) == ({1: b"aa"}, [])


@pytest.mark.parametrize(
    ("limits", "fault", "bound"),
    [(Limits(files=1), Fault.TOO_MANY_FILES, 1), (Limits(upload_bytes=5), Fault.TOO_MUCH, 0)],
)
def test_too_much_leaves_nothing_behind(tmp_path, limits, fault, bound):
    place = Quarantine(tmp_path, uuid4(), limits=limits)
    with pytest.raises(TooMuch) as refusal:
        place.receive(sent(a=b"123", b=b"456"))
    assert refusal.value.fault == FileFault(file=0, fault=fault, values={"bound": bound})
    assert not place.folder.exists()


def test_an_upload_broken_off_leaves_nothing_behind(place):
    def broken():
        yield b"12"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        place.receive([Incoming(name="a", pieces=broken())])
    assert not place.folder.exists()


def test_files_that_are_gone_are_said_to_be(place):
    assert place.lay_out() == ([], [FileFault(file=0, fault=Fault.GONE)])


def test_once_refused_only_the_names_stay(place):
    place.receive(sent(a=b"1"))
    place.lay_out()
    place.remove_files()
    assert {path.name for path in place.folder.iterdir()} == {"names.json", "laid_out.json"}
    assert place.names() == {1: "a"}
    place.remove()
    assert not place.folder.exists()
    assert place.names() == {}


def test_after_a_day_it_is_gone(tmp_path):
    old, new = Quarantine(tmp_path, uuid4()), Quarantine(tmp_path, uuid4())
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for place, age in ((old, timedelta(hours=25)), (new, timedelta(hours=23))):
        place.receive(sent(a=b"1"))
        then = (now - age).timestamp()
        os.utime(place.folder, (then, then))
    assert remove_old(tmp_path, at=now) == 1
    assert (old.folder.exists(), new.folder.exists()) == (False, True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a.dcm", "a.dcm"),
        ("李.dcm", "李.dcm"),
        ("a\x1b[31m\n", "a?[31m?"),
        ("x" * 200, "…" + "x" * 120),
    ],
)
def test_names_are_made_fit_to_be_shown(name, shown):
    assert printable(name) == shown
