import pytest

from followup.domain.cohort_merge import as_imported, merge

IMPORTED = {"sex": "female", "grade": 2}


@pytest.mark.parametrize(
    ("stands", "file", "result", "taken", "conflicts"),
    [
        # as imported, by hand, by file -> what stands afterwards
        ({}, {}, {}, (), ()),
        ({}, {"grade": 3}, {"grade": 3}, ("grade",), ()),
        ({"grade": 4}, {}, {"grade": 4}, (), ()),
        ({"grade": 4}, {"grade": 4}, {"grade": 4}, (), ()),
        ({"grade": 4}, {"grade": 3}, {"grade": 4}, (), ("grade",)),
        ({"sex": "male"}, {"grade": 3}, {"sex": "male", "grade": 3}, ("grade",), ()),
        ({}, {"size": 10}, {"size": 10}, ("size",), ()),
    ],
)
def test_three_versions_become_one(stands, file, result, taken, conflicts):
    found = merge(base=IMPORTED, stands=IMPORTED | stands, file=IMPORTED | file)
    assert found.result == IMPORTED | result
    assert (found.taken, found.conflicts) == (taken, conflicts)


def test_answer_that_the_file_no_longer_gives_is_taken_back():
    found = merge(base=IMPORTED, stands=IMPORTED, file={"sex": "female"})
    assert (found.result, found.taken) == ({"sex": "female"}, ("grade",))


def test_answer_taken_back_by_file_and_changed_by_hand_is_a_conflict():
    found = merge(base=IMPORTED, stands=IMPORTED | {"grade": 1}, file={"sex": "female"})
    assert found.conflicts == ("grade",)


@pytest.mark.parametrize(
    ("versions", "base"),
    [
        ([(True, {"a": 1})], {"a": 1}),
        ([(True, {"a": 1}), (False, {"a": 2})], {"a": 1}),
        ([(True, {"a": 1}), (True, {"a": 2})], {"a": 2}),
        # The import of b wrote down a as a person had left it.
        (
            [(True, {"a": 1, "b": 1}), (False, {"a": 2, "b": 1}), (True, {"a": 2, "b": 2})],
            {"a": 1, "b": 2},
        ),
        ([(True, {"a": 1, "b": 1}), (True, {"b": 1})], {"b": 1}),
    ],
)
def test_what_an_import_said_is_told_from_what_it_found(versions, base):
    assert as_imported(versions) == base
