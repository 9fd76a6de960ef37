import json
from datetime import date
from decimal import Decimal

import pytest

from enrollment.domain.assessment_records import as_stored, changes_since
from enrollment.domain.eligibility import assess
from enrollment.domain.findings import Finding
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known, Source

SCAN = Known(PartialDate(2026, 2, 20), source=Source(kind="form_record", id="4", hash="ab"))
AFP = Known(
    Decimal("7.50"), unit="ug/L", date=PartialDate(2026, 2), source=Source(kind="lab", id="9")
)


def criterion(criterion_id, when, **parts):
    return {
        "id": criterion_id,
        "kind": "inclusion",
        "group": criterion_id,
        "text": words(criterion_id),
        "printed": None,
        "when": when,
        **parts,
    }


PROTOCOL = small_protocol(
    forms=[
        small_form(
            {"id": "scan", "type": "date"},
            {"id": "afp", "type": "number", "unit": "ug/L"},
            {"id": "histology", "type": "text"},
        ).model_dump(by_alias=True)
    ],
    facts={
        "eligibility_day": {"type": "date", "owner": "enrollment", "label": words("Enrollment day")}
    },
    criteria=[
        criterion(
            "I1",
            {"fact": "scan", "within": {"days": 14, "before": {"fact": "eligibility_day"}}},
        ),
        criterion("I2", {"fact": "afp", "at_most": 400}),
        criterion("I3", {"fact": "histology", "is": "hcc"}, knowable_at="surgery"),
    ],
)


def assessed(on=date(2026, 3, 1), **facts):
    return assess(protocol=PROTOCOL, facts=facts, on=on)


def test_each_atom_is_stored_with_finding_values_and_sources():
    first, second, third = as_stored(assessed(scan=SCAN, afp=AFP))
    assert (first["id"], first["finding"], first["decides"]) == ("I1", "met", True)
    assert second["used"] == {
        "afp": {
            "value": {"decimal": "7.50"},
            "unit": "ug/L",
            "date": "2026-02",
            "source": {"kind": "lab", "id": "9"},
        }
    }
    assert (third["finding"], third["decides"], third["missing"]) == (
        "unknown",
        False,
        ["histology"],
    )


def test_the_day_of_judgment_is_stored_like_any_value():
    day = as_stored(assessed(scan=SCAN, afp=AFP))[0]["used"]["eligibility_day"]
    assert day == {"value": {"date": "2026-03-01"}, "unit": None, "date": None, "source": None}


def test_an_absent_value_is_stored_as_its_reason():
    stored = as_stored(assessed(scan=SCAN, afp=Absent("not_done")))[1]
    assert stored["used"] == {"afp": {"missing": "not_done", "source": None}}


def test_the_explanation_is_stored_in_words():
    (line,) = as_stored(assessed(scan=SCAN, afp=AFP))[1]["explanation"]
    assert "7.50 ug/L" in line


def test_what_is_stored_is_plain_json():
    stored = as_stored(assessed(scan=SCAN, afp=AFP))
    assert json.loads(json.dumps(stored)) == stored


def test_a_day_later_nothing_has_changed():
    signed = as_stored(assessed(scan=SCAN, afp=AFP))
    assert changes_since(signed, assessed(on=date(2026, 3, 2), scan=SCAN, afp=AFP)) == []


@pytest.mark.parametrize(
    "afp",
    [
        Known(Decimal("8.00"), unit="ug/L", date=AFP.date, source=AFP.source),
        Known(AFP.value, unit="mg/L", date=AFP.date, source=AFP.source),
        Known(AFP.value, unit="ug/L", date=PartialDate(2026, 1), source=AFP.source),
        Known(AFP.value, unit="ug/L", date=AFP.date, source=Source(kind="lab", id="10")),
    ],
)
def test_a_value_mended_since_the_signature_is_a_change_though_the_finding_stands(afp):
    """The signature is bound to exactly what was shown; the unit, day and source belong to it."""
    signed = as_stored(assessed(scan=SCAN, afp=AFP))
    (change,) = changes_since(signed, assessed(scan=SCAN, afp=afp))
    assert (change.criterion_id, change.before) == ("I2", Finding.MET)
    assert change.now.finding is Finding.MET


def test_a_scan_that_aged_out_since_the_signature_is_named():
    signed = as_stored(assessed(scan=SCAN, afp=AFP))
    (change,) = changes_since(signed, assessed(on=date(2026, 3, 7), scan=SCAN, afp=AFP))
    assert (change.criterion_id, change.before) == ("I1", Finding.MET)
    assert change.now.finding is Finding.NOT_MET


@pytest.mark.parametrize("afp", [Known(Decimal(401), unit="ug/L"), Absent("unknown")])
def test_a_corrected_value_is_a_change(afp):
    signed = as_stored(assessed(scan=SCAN, afp=AFP))
    (change,) = changes_since(signed, assessed(scan=SCAN, afp=afp))
    assert change.criterion_id == "I2"


def test_an_atom_that_was_not_in_the_signed_protocol_is_a_change():
    signed = as_stored(assessed(scan=SCAN, afp=AFP))[1:]
    (change,) = changes_since(signed, assessed(scan=SCAN, afp=AFP))
    assert (change.criterion_id, change.before) == ("I1", None)


def test_what_only_surgery_shows_is_no_change_before_enrollment():
    signed = as_stored(assessed(scan=SCAN, afp=AFP))
    now = assessed(scan=SCAN, afp=AFP, histology=Known("icc"))
    assert changes_since(signed, now) == []
