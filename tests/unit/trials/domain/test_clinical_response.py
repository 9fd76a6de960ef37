from itertools import product

import pytest

from trials.domain.clinical_response import Digital, Endoscopic, Response, worst_of_three
from trials.domain.derivations import NOT_COMPUTABLE, derive
from trials.domain.values import Absent, Known

COMPLETE, NEAR, INCOMPLETE = Response
GRADE = {response: place for place, response in enumerate(Response)}


@pytest.mark.parametrize(
    ("digital", "endoscopic", "mr_trg", "nodes_clear", "expected"),
    [
        ("normal", "scar", 1, True, COMPLETE),
        ("normal", "scar", 2, True, COMPLETE),
        ("normal", "scar", 3, True, NEAR),
        ("irregular", "scar", 1, True, NEAR),
        ("normal", "ulcer", 1, True, NEAR),
        ("normal", "scar", 4, True, INCOMPLETE),
        ("normal", "scar", 1, False, INCOMPLETE),
        ("mass", "scar", 1, True, INCOMPLETE),
        ("normal", "tumor", 1, True, INCOMPLETE),
        # Nobody felt it: what the others show is not enough for a complete response.
        ("out_of_reach", "scar", 1, True, None),
        ("out_of_reach", "ulcer", 1, True, None),
        ("out_of_reach", "tumor", 1, True, INCOMPLETE),
    ],
)
def test_a_participant_is_as_good_as_the_worst(digital, endoscopic, mr_trg, nodes_clear, expected):
    found = worst_of_three(Digital(digital), Endoscopic(endoscopic), mr_trg, nodes_clear)
    assert found is expected


def test_nothing_gets_better_by_a_worse_finding():
    felt = [one for one in Digital if one is not Digital.OUT_OF_REACH]
    for digital, endoscopic, grade in product(felt, Endoscopic, range(1, 5)):
        before = worst_of_three(digital, endoscopic, grade, True)
        assert GRADE[worst_of_three(digital, endoscopic, grade + 1, True)] >= GRADE[before]
        assert GRADE[worst_of_three(digital, endoscopic, grade, False)] >= GRADE[before]


def test_protocol_derives_it_from_its_answers():
    needs = ("rectal_examination", "endoscopic_finding", "mr_trg", "response_nodes_clear")
    answers = ("normal", "scar", 3, True)
    facts = {name: Known(value) for name, value in zip(needs, answers, strict=True)}
    assert derive("worst_of_three", facts, needs).value == "near_complete"
    unreached = {**facts, "rectal_examination": Known("out_of_reach")}
    found = derive("worst_of_three", unreached, needs)
    assert isinstance(found, Absent)
    assert found.reason == NOT_COMPUTABLE
