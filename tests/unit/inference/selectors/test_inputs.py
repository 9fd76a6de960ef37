"""What goes in, from the participant's facts; or why a release cannot run."""

from decimal import Decimal

import pytest

from casebook.actions.facts import FactSource, NewFact, hand_down
from inference.models import PredictorRelease
from inference.selectors.inputs import Unfit, assemble, value_for
from inference.training.neoadjuvant import INPUTS
from tests.factories import people, running
from tests.factories.casebook import seeing
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known, Missing

pytestmark = pytest.mark.django_db
HCC, LATER = shipped("hcc-neo"), PartialDate(2026, 3, 1)


@pytest.fixture
def release(site) -> PredictorRelease:
    return running.proposed(site)


@pytest.fixture
def put(release):
    def put_together(row):
        with seeing(row.activation):
            return assemble(row, release, HCC)

    return put_together


def told(row, name, value=None, **more):
    """Another record says so of the participant, later than the form did."""
    with seeing(row.activation), people.acting(by=people.SETUP, action="tests.tell"):
        hand_down(
            participant=row,
            source=FactSource(kind="test", id=name, content=str(value)),
            facts=[NewFact(name=name, value=value, date=LATER, **more)],
        )


def test_facts_become_values_with_their_records(put, site):
    found = put(running.screened(site))
    assert found.reasons == []
    assert found.input["values"] == {
        "age_at_consent": "65",
        "sex": "male",
        "tumor_count": "1",
        "largest_tumor": "30",
        "bilirubin": "12",
        "albumin": "42",
        "afp": None,
        "platelets": None,
    }
    assert (found.input["scan"], found.input["dated"]) == (None, "2026-01-04")
    assert found.sources["albumin"].startswith("form_record:")
    assert "afp" not in found.sources


def test_the_same_values_have_the_same_hash_whatever_wrote_them(put, site):
    one, other = running.screened(site), running.screened(site, largest_tumor="30.0")
    assert put(one).sha256 == put(other).sha256
    assert put(one).sources != put(other).sources


def test_another_value_is_another_input(put, site):
    one, other = running.screened(site), running.screened(site, largest_tumor="30.1")
    assert put(one).sha256 != put(other).sha256


def test_another_release_is_another_input(put, site, release):
    row, before = running.screened(site), put
    first = before(row).sha256
    release.manifest_sha256 = "0" * 64
    assert before(row).sha256 != first


SOCKETS = {socket.name: socket for socket in INPUTS.sockets}


@pytest.mark.parametrize(
    ("name", "fact", "reason"),
    [
        ("albumin", None, {"code": "missing"}),
        ("albumin", Absent("not_done"), {"code": "missing"}),
        (
            "albumin",
            Known(Decimal("41"), unit="mm"),
            {"code": "unit", "unit": "mm", "wanted": "g/L"},
        ),
        ("albumin", Known(Decimal("41")), {"code": "unit", "unit": "-", "wanted": "g/L"}),
        (
            "albumin",
            Known(Decimal("410"), unit="g/L"),
            {"code": "out_of_range", "value": "410", "low": "20", "high": "55"},
        ),
        ("afp", Known(Decimal("-1"), unit="ng/mL"), {"code": "out_of_range"}),
        ("tumor_count", Known("many"), {"code": "no_number"}),
        ("tumor_count", Known(True), {"code": "no_number"}),
        ("sex", Known("other"), {"code": "code", "value": "other"}),
    ],
)
def test_what_does_not_fit_is_named_and_not_made_up(name, fact, reason):
    with pytest.raises(Unfit) as unfit:
        value_for(SOCKETS[name], {name: fact} if fact else {})
    assert reason.items() <= unfit.value.reason.items()


@pytest.mark.parametrize(
    ("name", "fact", "value"),
    [
        ("albumin", Known(Decimal("4.15"), unit="g/dL"), "41.5"),
        ("albumin", Known(Decimal("20.0"), unit="g/L"), "20"),
        ("bilirubin", Known(Decimal("1"), unit="mg/dL"), "17.1039578558"),
        ("tumor_count", Known(3), "3"),
        ("sex", Known(("female",)), "female"),
        ("afp", Known(Decimal("1E+3"), unit="ng/mL"), "1000"),
        ("afp", Absent("not_done"), None),
    ],
)
def test_a_value_is_taken_exactly_in_the_unit_of_the_socket(name, fact, value):
    assert value_for(SOCKETS[name], {name: fact}) == value


def test_a_reason_names_its_fact(put, site):
    row = running.screened(site)
    told(row, "albumin", Decimal("10"), unit="g/L")
    found = put(row)
    assert [(one["code"], one["name"]) for one in found.reasons] == [("out_of_range", "albumin")]
    assert found.input["values"]["albumin"] is None


def test_without_the_day_of_the_scan_a_score_has_no_date(put, site):
    row = running.screened(site)
    told(row, "mri_date", missing=Missing.UNKNOWN)
    assert put(row).reasons == [{"code": "no_date", "name": "mri_date"}]


def test_nothing_recorded_names_every_fact_that_is_needed(put, consented):
    names = [one["name"] for one in put(consented).reasons]
    assert names == ["tumor_count", "largest_tumor", "bilirubin", "albumin", "mri_date"]


def test_a_required_scan_that_is_not_there_is_a_reason(put, site, release):
    inputs = release.package["inputs"]
    inputs["volume"]["required"] = True
    assert put(running.screened(site)).reasons == [{"code": "no_scan"}]
