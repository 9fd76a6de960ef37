import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from django.core.management.base import BaseCommand, CommandError

from followup.cohort_files import UnableToRead, text_of, text_of_csv
from followup.domain.flat_tables import Column, Fault, UnreadableTable

Table = TypeVar("Table")
MOST_TOLD = 100
# How an XLSX file begins, whatever it is called.
ZIPPED = b"PK\x03\x04"


class TableCommand(BaseCommand):
    """Reads one table and writes another; what cannot be read is told by row and column."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX; - reads CSV from stdin")
        parser.add_argument("--out", type=Path, help="CSV file to write; else it is printed")

    def read(self, path: Path, judge: Callable[[str], Table]) -> Table:
        try:
            return judge(text_in(path))
        except (OSError, UnableToRead, UnreadableTable) as error:
            raise CommandError(f"{path}: {error}") from error

    def write(self, path: Path | None, text: str) -> None:
        if path is None:
            self.stdout.write(text, ending="")
            return
        try:
            # A spreadsheet reads Chinese only with the mark in front.
            path.write_text(text, encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error}") from error

    def complain(self, path: Path, faults: Iterable[Fault]) -> None:
        """After the table was written, so that the good rows are not lost."""
        found = [str(fault) for fault in faults]
        if len(found) > MOST_TOLD:
            rest = len(found) - MOST_TOLD
            found[MOST_TOLD:] = [f"and {rest} more: each row of the answer says why."]
        if found:
            raise CommandError("\n".join([f"{path}: not every row was judged.", *found]))


def text_in(path: Path) -> str:
    if str(path) == "-":
        return text_of_csv(sys.stdin.buffer.read())
    data = path.read_bytes()
    if data.startswith(ZIPPED):
        return text_of(path.with_suffix(".xlsx").name, data)
    return text_of(path.with_suffix(".csv").name, data)


def columns_in_words(columns: Sequence[Column]) -> Iterator[str]:
    for one in columns:
        also = f" (also: {', '.join(one.also)})" if one.also else ""
        yield f"  {one.name}{' *' if one.required else ''}{also}"
