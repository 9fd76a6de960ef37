import re
from uuid import uuid4

import pytest

from inference.domain.file_faults import TEXTS, Fault, FileFault
from inference.domain.series import assemble
from inference.domain.series_quality import judge
from inference.ingest.quarantine import Incoming, Quarantine
from inference.ingest.reading import read
from tests.factories.phantom import incoming, shipped, written, zip_of
from tests.factories.shipped_protocols import shipped as protocol_of
from tests.unit.inference.domain.images import DAY


@pytest.fixture(scope="module")
def scan():
    return protocol_of("hcc-neo").scan("preoperative_mri")


@pytest.fixture
def reading(tmp_path):
    def of(files, **how):
        place = Quarantine(tmp_path / "home", uuid4())
        place.receive(files)
        return read(place, code="P-1", **how)

    return of


def verdicts(reading, scan):
    found = judge(assemble(reading.instances), scan=scan, today=DAY)
    return {one.series.modality: [finding.rule.value for finding in one.findings] for one in found}


def test_a_liver_of_four_phases_is_accepted(reading, scan, tmp_path):
    files = [Incoming(name="scan.zip", pieces=[zip_of(written(tmp_path / "made"))])]
    found = reading(files)
    assert found.faults == ()
    judged = judge(assemble(found.instances), scan=scan, today=DAY)
    assert {one.phase: one.findings for one in judged} == dict.fromkeys(scan.phases, ())
    assert all(one.series.geometry.slices == 16 for one in judged)


def test_the_scans_of_real_scanners_are_turned_back_with_their_reasons(reading, scan):
    found = reading(incoming([shipped("CT_small.dcm"), shipped("MR_small.dcm")]))
    assert found.faults == ()
    assert verdicts(found, scan) == {
        "CT": ["identity", "modality", "too_few", "phase_silent"],
        "MR": ["identity", "secondary", "too_few", "phase_silent"],
    }


def test_every_bad_file_is_listed_and_the_good_ones_are_read(reading, tmp_path):
    good = written(tmp_path / "made", only="arterial")[:3]
    bad = [shipped("image_dfl.dcm"), shipped("JPEG2000.dcm"), shipped("MR_truncated.dcm")]
    found = reading(incoming([*good, *bad, shipped("DICOMDIR")]))
    assert [one.file for one in found.instances] == [1, 2, 3]
    assert [(one.file, one.fault.value) for one in found.faults] == [
        (4, "deflated"),
        (5, "compressed"),
        (6, "cut_off"),
    ]
    assert found.ignored == 1


def test_nothing_but_a_table_of_contents_is_no_scan(reading):
    found = reading(incoming([shipped("DICOMDIR")]))
    assert found.faults == (FileFault(file=0, fault=Fault.NOTHING),)


def test_progress_is_told_file_by_file(reading, tmp_path):
    heard = []
    reading(
        incoming(written(tmp_path / "made", only="arterial")[:3]),
        tell=lambda done, of: heard.append((done, of)),
    )
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_who_stops_listening_ends_the_work(reading, tmp_path):
    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reading(incoming(written(tmp_path / "made", only="arterial")), tell=stop)


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_says_what_and_how_to_mend(fault):
    what, mend = TEXTS[fault]
    assert what.endswith(".")
    assert mend.endswith(".")
    assert set(re.findall(r"{(\w+)}", what + mend)) <= {"bound"}


def test_a_fault_survives_storage():
    fault = FileFault(file=3, fault=Fault.ZIP_RATIO, values={"bound": 50})
    assert fault.as_json() == {"file": 3, "fault": "zip_ratio", "bound": 50}
    assert FileFault.from_json(fault.as_json()) == fault
    assert "more than 50 times" in str(fault.what)
