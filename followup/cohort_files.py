"""From an uploaded file to the text of a CSV file; a spreadsheet keeps its cells as they read."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePath

from django.utils.translation import gettext as _

from audit.acts import Refusal
from followup.domain.encodings import decoded

ENDINGS = (".csv", ".xlsx")
MOST_BYTES = 50 * 1024 * 1024
# What a spreadsheet of this size may unpack to; a file that says more means harm.
MOST_UNPACKED = 400 * 1024 * 1024


class UnableToRead(Refusal):
    """The file is no table that we can read."""


def text_of(name: str, data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise UnableToRead(_("The file is larger than 50 MB. Split it by site."))
    ending = PurePath(name).suffix.lower()
    if ending not in ENDINGS:
        raise UnableToRead(
            _("“%(name)s” is neither CSV nor XLSX. Save it as one of these.") % {"name": name}
        )
    return text_of_sheet(data) if ending == ".xlsx" else text_of_csv(data)


def check_is_table(text: str) -> None:
    """Before anybody names columns that no trial run could find."""
    lines = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(lines, [])]
    if len(header) < 2:
        raise UnableToRead(
            _(
                "The first row names one column only. Part the cells by commas, not by semicolons "
                "or tabs, or save the file as XLSX."
            )
        )
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise UnableToRead(
            _("The first row names a column twice: %(names)s. Rename or delete one of the two.")
            % {"names": ", ".join(twice)}
        )
    if not any(any(cell.strip() for cell in row) for row in lines):
        raise UnableToRead(_("No row stands below the names of the columns."))


def text_of_csv(data: bytes) -> str:
    text = decoded(data)
    if text is None:
        raise UnableToRead(
            _("The file is no text that we can read. Save it as “CSV UTF-8”, or as XLSX.")
        )
    return text


def text_of_sheet(data: bytes) -> str:
    """Of the first sheet. Formulas stay the text they are: nothing is calculated here."""
    from openpyxl import load_workbook

    try:
        check_size(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        return as_csv(book.worksheets[0].iter_rows(values_only=True))
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UnableToRead(_("This is no XLSX file. Save it again, or as CSV.")) from error


def check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise UnableToRead(_("The sheet is too large. Save it as CSV, or split it by site."))


def as_csv(rows: Iterator[tuple[object, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        cells = [cell_text(value) for value in row]
        if any(cells):
            writer.writerow(cells)
    return out.getvalue()


def cell_text(value: object) -> str:
    """12.0 of a sheet was typed as 12, and a day has no midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
