import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.domain.survival.times import SurvivalTimes

TRUTH = Path(__file__).parents[3] / "data" / "truth"


class Columns(dict[str, np.ndarray]):
    """The columns of a CSV by name; numbers where the column holds numbers, NaN where blank."""

    def where(self, chosen: np.ndarray) -> "Columns":
        return Columns({name: column[chosen] for name, column in self.items()})

    def times(self, days: str, event: str) -> SurvivalTimes:
        return SurvivalTimes.of(self[days], self[event] == 1)

    def groups(self, days: str, event: str, by: str, levels: list[str]) -> dict[str, SurvivalTimes]:
        return {level: self.where(self[by] == level).times(days, event) for level in levels}


@dataclass(frozen=True)
class Record:
    """One result of R."""

    values: dict[str, Any]
    rtol: float

    def agrees(self, name: str, found: float | list[float] | None) -> None:
        expected = self.values[name]
        if expected is None or found is None:
            assert found is expected, f"{name}: {found} is not {expected}"
            return
        scale = np.maximum(np.abs(np.asarray(expected, float)), 1e-9)
        error = np.abs(np.asarray(found, float) - np.asarray(expected, float)) / scale
        assert np.all(error <= self.rtol), f"{name}: {found} is not {expected}"


@pytest.fixture(scope="session")
def truth() -> Callable[[str], Record]:
    records = {
        record["id"]: record
        for file in sorted(TRUTH.glob("*.json"))
        for record in json.loads(file.read_text())
    }
    return lambda name: Record(values=records[name]["value"], rtol=records[name]["rtol"])


@pytest.fixture(scope="session")
def colon() -> Columns:
    return read("colon")


@pytest.fixture(scope="session")
def lung() -> Columns:
    return read("lung")


@pytest.fixture(scope="session")
def asah() -> Columns:
    return read("asah")


@pytest.fixture(scope="session")
def asah_pred() -> Columns:
    return read("asah_pred")


@pytest.fixture(scope="session")
def lung_test() -> Columns:
    return read("lung_test")


@pytest.fixture(scope="session")
def bcdeter() -> Columns:
    return read("bcdeter")


@pytest.fixture(scope="session")
def gbsg() -> Columns:
    return read("gbsg")


@pytest.fixture(scope="session")
def rule_value() -> Columns:
    return read("rule_value")


def read(name: str) -> Columns:
    with (TRUTH / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return Columns({column: typed([row[column] for row in rows]) for column in rows[0]})


def typed(texts: list[str]) -> np.ndarray:
    try:
        return np.array([float(text) if text else np.nan for text in texts])
    except ValueError:
        return np.array(texts)
