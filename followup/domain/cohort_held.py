"""The rows that were not taken in, as a file for whoever is to correct them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ROW, REASONS = "row", "reasons"
# A spreadsheet takes a cell that begins like this for a formula, and runs it.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """`cells` as the file had them; `reasons` are whole sentences, in the order of the columns."""

    row: int
    site: str
    cells: Mapping[str, str]
    reasons: tuple[str, ...]


def as_csv(held: Sequence[HeldRow]) -> str:
    """The original columns, then the number of the row and why it was held."""
    columns = list(dict.fromkeys(name for one in held for name in one.cells))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(harmless, [*columns, ROW, REASONS]))
    for one in held:
        cells = [one.cells.get(name, "") for name in columns]
        writer.writerow(map(harmless, [*cells, str(one.row), " ".join(one.reasons)]))
    return out.getvalue()


def harmless(text: str) -> str:
    """Shown as typed and never run; a number with its sign stays a number."""
    return f"'{text}" if text.startswith(FORMULA_BEGINS) and not is_number(text) else text


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def original(cells: Iterable[str]) -> list[str]:
    """A corrected file comes back with the apostrophes it was handed out with."""
    return [cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_BEGINS else cell for cell in cells]
