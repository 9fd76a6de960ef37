"""A table too wide for paper is printed arm below arm, with nothing lost."""

from analysis.domain.safety import Arm, worst_grade_by_term
from analysis.reports.parts import parts_of
from tests.unit.analysis.domain.test_safety_overview import event

ARMS = [Arm(key=key, label=key.upper(), members=(1, 2)) for key in ("a", "b")]


def test_each_arm_of_a_wide_table_stands_by_itself():
    whole = worst_grade_by_term([event(1), event(2, grade=1)], ARMS)
    parts = parts_of(whole)
    assert [str(part.title).split(": ")[-1] for part in parts] == ["A (N = 2)", "B (N = 2)"]
    assert [cell for part in parts for cell in part.rows[0].cells] == list(whole.rows[0].cells)
    assert all(column.group is None for part in parts for column in part.columns)


def test_a_narrow_table_stays_whole():
    narrow = worst_grade_by_term([event(1)], ARMS[:1])
    assert parts_of(narrow) == [narrow]
