import pytest

from casebook.domain.occasions import Occasion, fact_occasion, find_form, is_foreseen
from tests.factories.protocols import text_of
from trials.domain.protocol.loader import load


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


@pytest.mark.parametrize(
    ("form_id", "visit", "repeat", "foreseen"),
    [
        ("intake", "SCR", 1, True),
        ("intake", "", 1, False),
        ("intake", "SCR", 2, False),
        ("intake", "M03", 1, False),
        ("checkup", "M03", 1, True),
        ("checkup", "M06", 1, True),
        ("relapse", "", 1, True),
        ("relapse", "", 7, True),
        ("relapse", "", 0, False),
        ("relapse", "M03", 1, False),
        ("nothing", "", 1, False),
    ],
)
def test_which_occasions_the_protocol_foresees(protocol, form_id, visit, repeat, foreseen):
    occasion = Occasion(form_id=form_id, visit=visit, repeat=repeat)
    assert is_foreseen(protocol, occasion) is foreseen


@pytest.mark.parametrize(
    ("form_id", "visit", "stands_under"),
    [("intake", "SCR", ""), ("checkup", "M03", "M03"), ("relapse", "", "")],
)
def test_facts_stand_under_their_visit_only_where_there_are_several(
    protocol, form_id, visit, stands_under
):
    assert fact_occasion(protocol, Occasion(form_id=form_id, visit=visit)) == stands_under


def test_a_form_is_found_by_its_id_or_not_at_all(protocol):
    assert find_form(protocol, "checkup").id == "checkup"
    assert find_form(protocol, "nothing") is None
