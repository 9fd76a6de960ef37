from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from casebook.selectors.facts import facts_of
from inference.models import Series, Upload
from tests.factories import casebook
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED
from tests.factories.phantom import shipped, written, zip_of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(JUDGED), tick=False):
        yield


@pytest.fixture
def ingest(consented, tmp_path):
    def run(**changes):
        said, warned = StringIO(), StringIO()
        options = {
            "trial": consented.activation.trial.slug,
            "participant": consented.code.lower(),
            "by": casebook.member(consented.activation).username,
            **changes,
        }
        folder = options.pop("folder", tmp_path)
        try:
            call_command("ingest", str(folder), **options, stdout=said, stderr=warned)
        except CommandError as error:
            return said.getvalue(), warned.getvalue(), str(error)
        return said.getvalue(), warned.getvalue(), ""

    return run


def test_a_folder_with_folders_is_taken_in(ingest, consented, tmp_path):
    written(tmp_path / "one" / "deeper", code=consented.code)
    said, warned, error = ingest()
    assert (warned, error) == ("", "")
    assert "MR Arterial, 16 images: accepted" in said
    with seeing(consented.activation):
        assert facts_of(consented)["mri_phases"].value[1] == "arterial"


def test_a_zip_will_do_in_place_of_the_folder(ingest, consented, tmp_path):
    scan = tmp_path / "scan.zip"
    scan.write_bytes(zip_of(written(tmp_path / "made", code=consented.code, only="arterial")))
    for verdict in ("accepted", "taken in before"):
        said, _, error = ingest(folder=scan)
        assert (said.strip(), error) == (f"MR Arterial, 16 images: {verdict}", "")


def test_what_is_refused_is_named_and_nothing_is_kept(ingest, consented, tmp_path):
    written(tmp_path / "one", code=consented.code, only="arterial")
    (tmp_path / "one" / "z.dcm").write_bytes(shipped("image_dfl.dcm").read_bytes())
    _, warned, error = ingest()
    assert "one/z.dcm: It is deflated DICOM" in warned
    assert error == "Nothing was taken in."
    with seeing(consented.activation):
        assert not Series.objects.exists()
        assert Upload.objects.get().state == Upload.State.REFUSED


def test_reasons_of_a_series_are_told(ingest, consented, tmp_path):
    written(tmp_path, code=consented.code, slices=8)
    said, _, error = ingest()
    assert error == ""
    assert "Slices: 8; at least 16 are asked for." in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"folder": "/nowhere"}, "no folder and no file /nowhere"),
        ({"by": "nobody"}, "There is no user nobody"),
        ({"participant": "X-1"}, "has no participant X-1"),
        ({"trial": "none"}, "none has no participant"),
        ({"scan": "other"}, "The protocol names no such scan"),
    ],
)
def test_what_is_asked_wrongly(ingest, change, said):
    assert said in ingest(**change)[2]


def test_an_empty_folder(ingest):
    assert "Choose the files" in ingest()[2]


def test_who_may_not_upload(ingest, consented):
    monitor = casebook.member(consented.activation, Role.MONITOR)
    assert "Your role does not allow this" in ingest(by=monitor.username)[2]
    with seeing(consented.activation):
        assert not Upload.objects.exists()
