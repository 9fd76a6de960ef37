import pytest

from analysis.domain.sets import Members, Person, members_of
from trials.domain.protocol.analyses import AnalysisSet
from trials.domain.values import Absent, Known

TEXT = {"en": "Set", "zh": "集"}


def definition(*, drops_excluded=False):
    return AnalysisSet.model_validate(
        {
            "label": TEXT,
            "definition": TEXT,
            "when": {"fact": "treated", "is": True},
            "drops_excluded": drops_excluded,
        }
    )


@pytest.fixture
def people():
    return [
        Person(participant=4, facts={"treated": Known(True)}),
        Person(participant=1, facts={"treated": Known(True)}, exclusions=("EXC-03", "EXC-01")),
        Person(participant=2, facts={"treated": Known(False)}),
        Person(participant=3, facts={"treated": Absent("unknown")}),
        Person(participant=5, facts={}),
    ]


def test_members_are_those_for_whom_the_condition_holds(people):
    found = members_of("full", definition(), people)

    assert found.name == "full"
    assert found.members == (1, 4)


def test_those_left_out_are_named_with_the_reason(people):
    found = members_of("full", definition(), people)

    assert found.left_out == {"cannot_tell": (3, 5), "condition_not_met": (2,)}


def test_a_standing_exclusion_keeps_a_participant_in_the_full_set(people):
    assert 1 in members_of("full", definition(), people)


def test_a_protocol_set_drops_the_excluded_by_criterion(people):
    found = members_of("protocol", definition(drops_excluded=True), people)

    assert 1 not in found
    assert found.left_out["EXC-03"] == (1,)


def test_an_exclusion_never_hides_a_condition_that_is_not_met():
    person = Person(participant=1, facts={"treated": Known(False)}, exclusions=("EXC-03",))

    found = members_of("protocol", definition(drops_excluded=True), [person])

    assert found.left_out == {"condition_not_met": (1,)}


def test_everybody_asked_is_counted_once(people):
    for drops_excluded in (False, True):
        found = members_of("any", definition(drops_excluded=drops_excluded), people)
        assert found.asked == len(people)


def test_groups_keep_those_without_one():
    found = Members(name="full", members=(1, 2, 3))

    assert found.by_group({1: "A", 2: "B"}) == {"A": (1,), "B": (2,), "": (3,)}


def test_size_is_the_number_of_members():
    assert len(Members(name="full", members=(1, 2, 3))) == 3
