from analysis.domain.cut_changes import corrections, new_rows, people_of, table_changes


def fact(pk, name, value, *, by=None, missing="", retracted=False, participant=1):
    return {
        "id": pk,
        "participant_id": participant,
        "name": name,
        "occasion": "",
        "value": value,
        "missing": missing,
        "superseded_by_id": by,
        "retracted": retracted,
    }


def found(before, after):
    return [(one.name, one.before, one.after) for one in corrections(before, after)]


def test_a_value_that_another_stands_for():
    before = [fact(1, "afp", "12"), fact(2, "ecog", "0")]
    after = [fact(1, "afp", "12", by=3), fact(2, "ecog", "0"), fact(3, "afp", "21")]
    assert found(before, after) == [("afp", "12", "21")]


def test_a_value_taken_back_and_one_that_became_unknown():
    before = [fact(1, "afp", "12"), fact(2, "ecog", "0")]
    after = [fact(1, "afp", "12", retracted=True), fact(2, "ecog", None, missing="unknown")]
    assert found(before, after) == [("afp", "12", ""), ("ecog", "0", "unknown")]


def test_what_was_not_known_before_is_no_correction():
    assert found([], [fact(1, "afp", "12")]) == []


def test_the_same_name_of_another_participant_is_another_value():
    before = [fact(1, "afp", "12"), fact(2, "afp", "7", participant=2)]
    assert found(before, before) == []


def test_new_rows_are_told_by_their_keys():
    assert new_rows([{"id": 1}], [{"id": 1}, {"id": 2}]) == [{"id": 2}]
    assert people_of([{"id": 1, "code": "A-1"}]) == {1: "A-1"}


def test_tables_are_compared_by_hash():
    old = {"a": {"rows": 2, "sha256": "x"}, "b": {"rows": 1, "sha256": "y"}}
    new = {
        "a": {"rows": 2, "sha256": "z"},
        "b": {"rows": 1, "sha256": "y"},
        "c": {"rows": 4, "sha256": "w"},
    }
    assert table_changes(old, new) == {
        "a": (2, 2, True),
        "b": (1, 1, False),
        "c": (0, 4, True),
    }
