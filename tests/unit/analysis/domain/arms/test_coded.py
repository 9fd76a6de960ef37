"""Letters for arms: labels and their order change, no number does."""

import pytest

from analysis.domain.arms.coded import NoLetter, coded, free_letters
from tests.factories.shipped_protocols import shipped

NEO = {"neoadjuvant": "B", "surgery_alone": "A"}


def test_arms_stand_by_letter_in_the_order_of_letters():
    found = coded(shipped("hcc-neo"), NEO)
    assert [(arm.id, arm.short_label.en, arm.label.zh) for arm in found.arms] == [
        ("surgery_alone", "Arm A", "A 组"),
        ("neoadjuvant", "Arm B", "B 组"),
    ]
    assert list(found.declaration("arm").codes) == ["surgery_alone", "neoadjuvant"]
    assert found.word("arm", "neoadjuvant").en == "Arm B"


@pytest.mark.parametrize(("letter", "first"), [("A", "neoadjuvant"), ("B", "surgery_alone")])
def test_of_two_arms_the_first_is_the_reference_whichever_it_is(letter, first):
    other = {"A": "B", "B": "A"}[letter]
    found = coded(shipped("hcc-neo"), {"neoadjuvant": letter, "surgery_alone": other})
    by_arm = [one.reference for one in found.analyses if one.by == "arm"]
    assert set(by_arm) == {first}


def test_with_more_arms_every_planned_contrast_stays():
    plain = shipped("moertel")
    letters = dict(zip([arm.id for arm in plain.arms], "CAB", strict=True))
    found = coded(plain, letters)
    assert [one.reference for one in found.analyses] == [one.reference for one in plain.analyses]


def test_the_protocol_it_was_made_from_keeps_its_names():
    plain = shipped("hcc-neo")
    coded(plain, NEO)
    assert plain.word("arm", "neoadjuvant").en != "Arm B"


def test_a_trial_without_arms_is_as_it_was():
    plain = shipped("rectal")
    assert coded(plain, {}) is plain


def test_no_arm_slips_through_by_name():
    with pytest.raises(NoLetter, match="surgery_alone"):
        coded(shipped("hcc-neo"), {"neoadjuvant": "A"})


def test_letters_go_on_where_others_are_taken():
    assert free_letters(["A", "C"])[:2] == ["B", "D"]
