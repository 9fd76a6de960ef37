from decimal import Decimal
from math import log

import pytest

from inference.domain.encoding import encode
from inference.domain.package_contents import Column, Preprocess, Transform

SIZE = Column(socket="size", center=30, scale=10)
AFP = Column(socket="afp", transform=Transform.LOG, center=1, scale=2, missing_indicator=True)
GRADE = Column(socket="grade", codes=("m0", "m1", "m2"), missing_indicator=True)
FLAG = Column(socket="flag", missing_indicator=True)


@pytest.mark.parametrize(
    ("column", "value", "numbers"),
    [
        (SIZE, Decimal("45"), [1.5]),
        (SIZE, 30, [0.0]),
        (AFP, 0, [-0.5, 0.0]),
        (AFP, Decimal("99"), [(log(100) - 1) / 2, 0.0]),
        (AFP, None, [0.0, 1.0]),
        (GRADE, "m1", [0.0, 1.0, 0.0, 0.0]),
        (GRADE, None, [0.0, 0.0, 0.0, 1.0]),
        (FLAG, True, [1.0, 0.0]),
        (FLAG, False, [0.0, 0.0]),
        (FLAG, None, [0.0, 1.0]),
    ],
)
def test_a_value_becomes_numbers(column, value, numbers):
    assert encode({column.socket: value}, Preprocess(columns=(column,))) == pytest.approx(numbers)


def test_columns_stand_in_their_order():
    numbers = encode({"size": 40, "grade": "m2"}, Preprocess(columns=(GRADE, SIZE)))
    assert numbers == [0, 0, 1, 0, 1]


def test_the_width_is_known_before_anything_is_encoded():
    columns = (SIZE, AFP, GRADE, FLAG)
    width = Preprocess(columns=columns).width
    assert width == len(encode({"size": 1}, Preprocess(columns=columns))) == 1 + 2 + 4 + 2


def test_a_required_value_is_not_made_up():
    with pytest.raises(ValueError, match="size may not be missing"):
        encode({}, Preprocess(columns=(SIZE,)))
