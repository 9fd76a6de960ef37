import json
from decimal import Decimal

import pytest

from casebook.domain.answers import Answer, Entry, answer_from, entry_from
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

BILIRUBIN = Answer(
    content=Known(Decimal("34.2"), unit="umol/L"), entered="2.0", entered_unit="mg/dL"
)


def test_an_answer_is_stored_as_entered_and_in_its_canonical_unit():
    assert BILIRUBIN.as_stored() == {
        "value": {"decimal": "34.2"},
        "unit": "umol/L",
        "entered": "2.0",
        "entered_unit": "mg/dL",
    }


def test_an_absent_answer_is_stored_as_its_reason():
    assert Answer(content=Absent("not_done")).as_stored() == {"missing": "not_done"}


def test_the_reason_for_an_unlikely_value_is_stored_beside_it():
    answer = Answer(content=Known(7), entered="7", reason="Read twice")
    assert answer.as_stored()["reason"] == "Read twice"


@pytest.mark.parametrize(
    "answer",
    [
        BILIRUBIN,
        Answer(content=Known(Decimal("1.50")), entered="1.50"),
        Answer(content=Known(PartialDate(2026, 3)), entered="2026-03"),
        Answer(content=Known(("arterial", "delayed"))),
        Answer(content=Known(True), entered="yes"),
        Answer(content=Known(7), entered="7", reason="Read twice"),
        Answer(content=Absent("refused"), reason="Asked again in May"),
    ],
)
def test_a_stored_answer_comes_back_as_it_was(answer):
    assert answer_from(json.loads(json.dumps(answer.as_stored()))) == answer


@pytest.mark.parametrize(
    ("answer", "entry"),
    [
        (BILIRUBIN, Entry(text="2.0", unit="mg/dL")),
        (Answer(content=Known(("arterial",))), Entry(chosen=("arterial",))),
        (
            Answer(content=Absent("not_done"), reason="Strike"),
            Entry(missing="not_done", reason="Strike"),
        ),
    ],
)
def test_a_record_opened_again_shows_what_was_typed(answer, entry):
    assert entry_from(answer.as_stored()) == entry


@pytest.mark.parametrize(
    ("entry", "is_empty", "has_value"),
    [
        (Entry(), True, False),
        (Entry(text="  "), True, False),
        (Entry(unit="mg/dL"), True, False),
        (Entry(text="0"), False, True),
        (Entry(chosen=("a",)), False, True),
        (Entry(missing="unknown"), False, False),
    ],
)
def test_an_entry_knows_whether_anything_was_said(entry, is_empty, has_value):
    assert (entry.is_empty, entry.has_value) == (is_empty, has_value)
