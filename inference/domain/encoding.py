"""From facts to the numbers a predictor reads: the same function in training and in running."""

import math
from collections.abc import Mapping
from decimal import Decimal

from inference.domain.package_contents import Column, Preprocess, Transform

Value = Decimal | float | int | str | bool | None


def encode(values: Mapping[str, Value], preprocess: Preprocess) -> list[float]:
    """One number per column; a missing value is the average one, marked in a column of its own."""
    return [
        number
        for column in preprocess.columns
        for number in encode_one(values.get(column.socket), column)
    ]


def encode_one(value: Value, column: Column) -> list[float]:
    if value is None and not column.missing_indicator:
        raise ValueError(f"{column.socket} may not be missing")
    marked = [float(value is None)] if column.missing_indicator else []
    if column.codes:
        return [*(float(value == code) for code in column.codes), *marked]
    return [0.0 if value is None else scaled(float(value), column), *marked]


def scaled(value: float, column: Column) -> float:
    return (transformed(value, column.transform) - column.center) / column.scale


def transformed(value: float, transform: Transform) -> float:
    return math.log1p(value) if transform is Transform.LOG else value
