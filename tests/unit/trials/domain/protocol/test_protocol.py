import pytest

from tests.unit.trials.domain.protocol.two_arms import two_arms
from trials.domain.protocol.forms import Phase
from trials.domain.protocol.protocol import NO, YES

PROTOCOL = two_arms()


def test_items_are_found_by_the_fact_they_yield():
    assert PROTOCOL.items["bilirubin"].unit == "umol/L"
    # A calculated item asks nothing.
    assert "albi_score" not in PROTOCOL.items


def test_names_are_everything_a_condition_may_speak_of():
    assert {"bilirubin", "albi_score", "enrolled", "arm"} <= PROTOCOL.names
    assert "liver" not in PROTOCOL.names


@pytest.mark.parametrize(
    ("name", "label"), [("bilirubin", "Bilirubin"), ("arm", "Arm"), ("albi_score", "ALBI")]
)
def test_every_name_has_a_label(name, label):
    assert PROTOCOL.label(name).en == label


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("arm", "new", "New"),
        ("arm", "gone", "gone"),
        ("phases", "arterial", "Arterial"),
        # A score is said as a number, whatever its grades are called.
        ("ecog", 1, "1"),
        ("bilirubin", 12, "12"),
        ("fit", True, "yes"),
        ("fit", False, "no"),
    ],
)
def test_values_in_words(name, value, word):
    assert str(PROTOCOL.word(name, value)) == word


def test_yes_and_no_stand_in_both_languages():
    assert (YES.zh, NO.zh) == ("是", "否")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (PROTOCOL.form("liver").id, "liver"),
        (PROTOCOL.criterion("I2a").id, "I2a"),
        (PROTOCOL.arm("old").id, "old"),
        (PROTOCOL.agent("drug").id, "drug"),
        (PROTOCOL.visit("M06").months, 6),
        (PROTOCOL.endpoint("harm").min_grade, 3),
        (PROTOCOL.ambiguity("month").chosen, "calendar"),
    ],
)
def test_parts_are_found_by_their_id(found, expected):
    assert found == expected


def test_what_is_not_there_is_not_found():
    with pytest.raises(KeyError):
        PROTOCOL.form("kidney")
    with pytest.raises(KeyError):
        PROTOCOL.declaration("kidney")


def test_forms_by_phase():
    assert [form.id for form in PROTOCOL.forms_in(Phase.SCREENING)] == ["liver"]
    assert PROTOCOL.forms_in(Phase.EVENT) == ()


@pytest.mark.parametrize(
    ("name", "form"),
    [("bilirubin", "liver"), ("enrolled", None), ("albi_score", None), ("nothing", None)],
)
def test_the_form_that_asks_for_a_fact(name, form):
    found = PROTOCOL.form_of(name)
    assert (found.id if found else None) == form


def test_another_reading_leaves_the_rest_as_it_is():
    assert PROTOCOL.chosen_readings == {"month": "calendar"}
    other = PROTOCOL.with_reading("month", "days_30")
    assert other.chosen_readings == {"month": "days_30"}
    assert PROTOCOL.chosen_readings == {"month": "calendar"}
    assert other.criteria == PROTOCOL.criteria


def test_a_protocol_without_schedule_has_no_visits():
    assert PROTOCOL.model_copy(update={"schedule": None}).visits == ()
