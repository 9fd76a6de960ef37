"""A table of a file: cells as they were written, read as numbers or days where a method asks."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from analysis.domain.methods.spec import LARGEST
from analysis.domain.methods.unfit import Unfit
from analysis.domain.survival.times import Days, Flags, Floats

# Kernels count day by day; seconds read as days would take all memory.
LONGEST = 50_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class DataTable:
    """`lines` is where each row stands in the file, the heading being line 1."""

    columns: Mapping[str, np.ndarray]
    lines: np.ndarray

    @classmethod
    def of_csv(cls, text: str) -> Self:
        lines, (head, *rows) = lines_of(text)
        twice = sorted({name for name in head if head.count(name) > 1})
        if twice:
            raise Unfit(f"The heading names {twice[0]!r} twice; give each column its own name.")
        for line, row in zip(lines[1:], rows, strict=True):
            if len(row) != len(head):
                raise Unfit(f"Line {line}: {len(row)} cells, but the heading names {len(head)}.")
        cells = list(zip(*rows, strict=True)) or [() for _name in head]
        return cls(
            columns={
                name: np.array([cell.strip() for cell in column], dtype=object)
                for name, column in zip(head, cells, strict=True)
            },
            lines=np.array(lines[1:], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.lines)

    def texts(self, name: str) -> np.ndarray:
        if name not in self.columns:
            raise Unfit(f"There is no column {name}. There are: {', '.join(self.columns)}.")
        return self.columns[name]

    def present(self, name: str) -> np.ndarray:
        cells = self.texts(name)
        self._each(name, cells != "", "is blank; fill it, or set missing to leave_out")
        return cells

    def numbers(self, name: str) -> Floats:
        found = np.array([number(cell) for cell in self.present(name)], dtype=np.float64)
        self._each(name, np.isfinite(found), "is not a number")
        return found

    def bounds(self, name: str) -> Floats:
        """Numbers; a blank is no bound."""
        cells = self.texts(name)
        found = np.array([number(cell) if cell else np.inf for cell in cells], dtype=np.float64)
        self._each(name, ~np.isnan(found), "is not a number")
        return found

    def days(self, name: str) -> Days:
        found = self.numbers(name)
        self._each(name, found >= 0, "lies before its origin")
        self._each(name, found == np.floor(found), "is not a whole number of days")
        self._each(name, found <= LONGEST, "is too many to count; give days, not seconds")
        return found.astype(np.int64)

    def weights(self, name: str) -> Floats:
        """Their squares and quotients stay numbers: only their proportions matter."""
        found = self.numbers(name)
        self._each(name, found >= 0, "is below 0; a weight is not")
        fit = (found == 0) | ((found >= 1 / LARGEST) & (found <= LARGEST))
        self._each(name, fit, "is too small or too large; multiply all weights by one number")
        return found

    def flags(self, name: str) -> Flags:
        found = self.numbers(name)
        self._each(name, np.isin(found, (0, 1)), "is neither 0 nor 1")
        flags: Flags = found == 1
        return flags

    def matches(self, name: str, wanted: object) -> Flags:
        """Compare as numbers where both are, as text otherwise."""
        return np.array([same(cell, wanted) for cell in self.texts(name)], dtype=np.bool_)

    def where(self, chosen: Flags) -> Self:
        return replace(
            self,
            columns={name: cells[chosen] for name, cells in self.columns.items()},
            lines=self.lines[chosen],
        )

    def complete(self, names: Sequence[str]) -> Self:
        """Keep the rows in which none of these is blank."""
        kept = np.ones(len(self), np.bool_)
        for name in names:
            kept &= self.texts(name) != ""
        return self.where(kept)

    def _each(self, name: str, fit: Flags, what: str) -> None:
        wrong = np.flatnonzero(~fit)
        if len(wrong):
            line, cell = self.lines[wrong[0]], self.columns[name][wrong[0]]
            more = f" ({len(wrong) - 1} more rows)" if len(wrong) > 1 else ""
            raise Unfit(f"Line {line}, column {name}: {cell!r} {what}.{more}")


def lines_of(text: str) -> tuple[list[int], list[list[str]]]:
    """The rows, and the line on which each ends: a quoted cell may run over several."""
    reader = csv.reader(io.StringIO(text))
    try:
        found = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise Unfit(f"Line {reader.line_num}: not CSV ({error}).") from error
    if not found or not found[0][1]:
        raise Unfit("The file is empty: its first line must name the columns.")
    return [line for line, _row in found], [row for _line, row in found]


def number(cell: str) -> float:
    try:
        # Python reads 1_000 as well, which nobody writes in a table.
        return float("nan") if "_" in cell else float(cell)
    except ValueError:
        return float("nan")


def same(cell: str, wanted: object) -> bool:
    if isinstance(wanted, int | float):
        return number(cell) == wanted
    return cell == wanted
