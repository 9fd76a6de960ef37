from analysis.domain.counted import Line, counted_table, lines_by
from analysis.domain.safety import Arm

ARMS = (
    Arm(key="a", label="A", members=(1, 2, 3)),
    Arm(key="b", label="B", members=(4, 5)),
)


def test_a_line_counts_its_people_in_each_arm_among_all_of_it():
    table = counted_table(
        "k", "t", "s", [Line(key="x", label="X", people=frozenset({1, 4, 9}))], ARMS
    )
    cells = table.rows[0].cells
    assert [(cell.value, cell.of, cell.participants) for cell in cells] == [
        (1, 3, (1,)),
        (1, 2, (4,)),
    ]
    assert table.denominators == {"a": 3, "b": 2}


def test_a_line_may_be_counted_among_fewer():
    line = Line(key="x", label="X", people=frozenset({1}), of=frozenset({1, 2, 5}))
    cells = counted_table("k", "t", "s", [line], ARMS).rows[0].cells
    assert [(cell.value, cell.of) for cell in cells] == [(1, 2), (0, 1)]


def test_lines_stand_with_the_most_people_first_and_count_nobody_twice():
    pairs = [("b", 1), ("a", 2), ("c", 1), ("c", 2), ("c", 2), ("a", 2)]
    lines = lines_by(pairs, str.upper, prefix="x:", level=1)
    assert [(line.key, line.label, sorted(line.people)) for line in lines] == [
        ("x:c", "C", [1, 2]),
        ("x:a", "A", [2]),
        ("x:b", "B", [1]),
    ]
