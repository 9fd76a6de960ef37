from analysis.domain.baseline import baseline_table
from analysis.domain.safety import Arm
from trials.domain.values import Absent, Known

ARMS = (Arm(key="a", label="A", members=(1, 2, 3)), Arm(key="b", label="B", members=(4,)))
FACTS = {
    1: {"age": Known(60), "sex": Known("male")},
    2: {"age": Known(70), "sex": Known("female")},
    3: {"age": Absent(reason="unknown"), "sex": Known("male")},
    4: {},
}
NAMES = [("age", "Age", {}), ("sex", "Sex", {"female": "Female", "male": "Male"})]


def test_numbers_say_how_many_are_known_and_codes_are_counted_among_those():
    table = baseline_table(NAMES, FACTS, ARMS)
    assert table.cell("age", "a").value == "65 (62.5–67.5), n = 2"
    assert table.cell("age", "a").participants == (1, 2)
    assert table.cell("age", "b").value is None
    males = table.cell("sex:male", "a")
    assert (males.value, males.of, males.participants) == (2, 3, (1, 3))
    assert (table.cell("sex", "b").value, table.cell("sex", "b").of) == (0, 1)


def test_one_number_is_its_own_quartiles():
    table = baseline_table(NAMES, {4: {"age": Known(50)}}, ARMS)
    assert table.cell("age", "b").value == "50 (50–50), n = 1"
