from casebook.domain.parts import part_of
from tests.factories.shipped_protocols import shipped


def test_each_direction_of_a_hybrid_trial_has_its_part():
    adjuvant = shipped("hcc-adj")
    found = {way: part_of(adjuvant, direction=way) for way in ("retrospective", "prospective")}
    assert {way: part.id for way, part in found.items() if part} == {
        "retrospective": "retrospective",
        "prospective": "prospective",
    }


def test_trial_without_parts_has_none():
    assert part_of(shipped("crlm"), direction="retrospective") is None


def test_two_parts_of_one_direction_cannot_be_told_apart():
    adjuvant = shipped("hcc-adj")
    twice = adjuvant.model_copy(update={"parts": (adjuvant.parts[0], adjuvant.parts[0])})
    assert part_of(twice, direction="retrospective") is None
