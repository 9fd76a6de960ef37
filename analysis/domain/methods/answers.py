"""A result as JSON: every number in full, what has no answer with its reason."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import singledispatch
from math import isinf, isnan
from typing import Any

import numpy as np

from analysis.domain.estimates import NotEstimable


@singledispatch
def as_data(result: Any) -> Any:
    if is_dataclass(result) and not isinstance(result, type):
        return as_data(parts_of(result))
    return result


@as_data.register
def _(result: NotEstimable) -> Any:
    return {"not_estimable": result.reason.value, "why": str(result)}


@as_data.register(np.generic)
@as_data.register(np.ndarray)
def _(result: Any) -> Any:
    return as_data(result.tolist())


@as_data.register
def _(result: Enum) -> Any:
    return result.value


@as_data.register
def _(result: Mapping) -> Any:
    return {str(name): as_data(value) for name, value in result.items()}


@as_data.register(list)
@as_data.register(tuple)
def _(result: Any) -> Any:
    return [as_data(one) for one in result]


@as_data.register(float)
def number(value: float) -> float | str | None:
    """JSON knows neither; NaN is where a method has no answer."""
    if isnan(value):
        return None
    if isinf(value):
        return "infinity" if value > 0 else "-infinity"
    return value


def parts_of(result: Any) -> dict[str, Any]:
    """The fields, and what is derived from them: properties such as z and p."""
    derived = {
        name: getattr(result, name)
        for kind in type(result).__mro__
        for name, member in vars(kind).items()
        if isinstance(member, property)
    }
    return {**{field.name: getattr(result, field.name) for field in fields(result)}, **derived}
