"""What most specifications name in the same words: rows, times, groups, covariates.

`where` keeps rows by the values of a column. `missing: leave_out` keeps the rows complete in all
columns named; otherwise a blank is refused. `landmark` keeps those followed beyond a day and
restarts the clock there.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import numpy as np

from analysis.domain.methods.spec import Spec
from analysis.domain.methods.table import DataTable
from analysis.domain.methods.unfit import Unfit
from analysis.domain.survival.times import Flags, Floats, SurvivalTimes

Groups = Mapping[str, DataTable]


class Missing(StrEnum):
    REFUSE = "refuse"
    LEAVE_OUT = "leave_out"


def rows_of(table: DataTable, spec: Spec) -> DataTable:
    """Apply `where`, `missing` and `landmark`, in this order."""
    for column, values in spec.pairs("where").items():
        wanted = values if isinstance(values, list) else [values]
        if not all(isinstance(value, str | int | float) for value in wanted):
            raise Unfit(f"where.{column}: expected texts or numbers, found {values!r}.")
        kept = np.zeros(len(table), np.bool_)
        for value in wanted:
            kept |= table.matches(column, value)
        table = table.where(kept)
    if spec.choice("missing", Missing, Missing.REFUSE) is Missing.LEAVE_OUT:
        table = table.complete(sorted(columns_named(spec, table)))
    landmark = spec.whole("landmark", 0)
    return past(table, spec.text("time"), landmark) if landmark else table


def columns_named(spec: Spec, table: DataTable) -> set[str]:
    """Every column that the specification names anywhere."""
    return {name for name in texts_in(dict(spec.values)) if name in table.columns}


def texts_in(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list):
        for one in given:
            yield from texts_in(one)
    elif isinstance(given, Mapping):
        for one in given.values():
            yield from texts_in(one)


def past(table: DataTable, time: str, landmark: int) -> DataTable:
    table = table.where(table.days(time) > landmark)
    restarted = np.array([str(day - landmark) for day in table.days(time)], dtype=object)
    return DataTable(columns={**table.columns, time: restarted}, lines=table.lines)


def times_of(table: DataTable, spec: Spec) -> SurvivalTimes:
    """`time` in whole days; `event` happened where it is `event_is` (1 unless said)."""
    weights = spec.column("weights")
    return SurvivalTimes.of(
        table.days(spec.text("time")),
        happened(table, spec, "event", spec.value("event_is", 1)),
        weights=None if weights is None else table.weights(weights),
    )


def happened(table: DataTable, spec: Spec, key: str, value: object) -> Flags:
    column = spec.text(key)
    table.present(column)
    return table.matches(column, value)


def groups_of(table: DataTable, spec: Spec) -> Groups:
    """By the column `group`, in the order of `levels` where they are given."""
    if "group" not in spec:
        return {"all": table}
    column = spec.text("group")
    levels = spec.several("levels", sorted(set(table.present(column))))
    return {str(level): table.where(table.matches(column, level)) for level in levels}


def two_groups(table: DataTable, spec: Spec) -> tuple[DataTable, DataTable]:
    """`treated` and `reference` are values of the column `group`."""
    column = spec.text("group")
    return (
        table.where(table.matches(column, spec.value("treated"))),
        table.where(table.matches(column, spec.value("reference"))),
    )


def covariates_of(table: DataTable, spec: Spec, key: str = "covariates") -> dict[str, Floats]:
    """A list of columns of numbers, or names with `{"column": ..., "is": value}` for yes or no."""
    given = spec.pairs(key) if isinstance(spec.any(key), Mapping) else spec.texts(key)
    named = given if isinstance(given, Mapping) else {name: name for name in given}
    return {str(name): covariate(table, one, spec.path(key)) for name, one in named.items()}


def some_covariates(table: DataTable, spec: Spec) -> dict[str, Floats]:
    found = covariates_of(table, spec)
    if not found:
        raise Unfit(f"{spec.path('covariates')}: name at least one.")
    return found


def covariate(table: DataTable, given: object, place: str) -> Floats:
    if isinstance(given, str):
        return table.numbers(given)
    if isinstance(given, Mapping) and given.keys() == {"column", "is"}:
        table.present(given["column"])
        return table.matches(given["column"], given["is"]).astype(np.float64)
    raise Unfit(f'{place}: expected a column, or {{"column": "rx", "is": "A"}}; found {given!r}.')
