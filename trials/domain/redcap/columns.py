"""The 18 columns of a REDCap data dictionary, and what a row says beside them.

REDCap has no place for the second language, units, likely values or reasons for no answer. An
export writes them into the field annotation, which REDCap keeps and shows to nobody who enters
data; an import reads them back, and what was changed in REDCap since counts.
"""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

NAME, FORM, SECTION, TYPE = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type"),
)
LABEL, CHOICES, NOTE = (*("Field Label", "Choices, Calculations, OR Slider Labels", "Field Note"),)
VALIDATION, LEAST, MOST = (
    *("Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max"),
)
IDENTIFIER, LOGIC, REQUIRED = (
    *("Identifier?", "Branching Logic (Show field only if...)", "Required Field?"),
)
ALIGNMENT, NUMBER, MATRIX, RANKING, ANNOTATION = (
    *("Custom Alignment", "Question Number (surveys only)", "Matrix Group Name"),
    *("Matrix Ranking?", "Field Annotation"),
)
COLUMNS = (
    *(NAME, FORM, SECTION, TYPE, LABEL, CHOICES, NOTE, VALIDATION, LEAST, MOST, IDENTIFIER),
    *(LOGIC, REQUIRED, ALIGNMENT, NUMBER, MATRIX, RANKING, ANNOTATION),
)
MARK = "@CONCORD="

Row = dict[str, str]
# What a protocol file says of an item or a form, as plain data.
Plain = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What could not be carried over, where it stood, and why."""

    form: str
    field: str
    column: str
    why: str

    def __str__(self) -> str:
        return f"{self.form}\t{self.field}\t{self.column}\t{self.why}"


class NoDictionary(ValueError):
    """The file is no REDCap data dictionary."""


def row(**said: str) -> Row:
    return {column: said.get(column, "") for column in COLUMNS}


def as_csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def from_csv(text: str) -> list[Row]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [
        column for column in (NAME, FORM, TYPE, LABEL) if column not in (reader.fieldnames or ())
    ]
    if missing:
        raise NoDictionary(
            f"This is no REDCap data dictionary: it has no column {', '.join(missing)}. "
            "Download it from REDCap under Data Dictionary, and change no heading."
        )
    return [
        {column: (line.get(column) or "").strip() for column in COLUMNS}
        for line in reader
        if (line.get(NAME) or "").strip()
    ]


def marked(annotation: str, said: Plain) -> str:
    text = json.dumps(said, ensure_ascii=False, default=coded, separators=(",", ":"))
    return f"{annotation} {MARK}{text}".strip()


def mark_in(annotation: str) -> tuple[str, Plain | None]:
    """The annotation without our mark, and what the mark says; None where there is none."""
    before, found, text = annotation.partition(MARK)
    if not found:
        return annotation, None
    try:
        return before.strip(), json.loads(text, object_hook=decoded)
    except ValueError:
        return before.strip(), None


def coded(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    raise TypeError(f"{value!r} stands in no protocol")


def decoded(value: Plain) -> object:
    if value.keys() == {"decimal"}:
        return Decimal(value["decimal"])
    return date.fromisoformat(value["day"]) if value.keys() == {"day"} else value
