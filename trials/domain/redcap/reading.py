"""Rows of a REDCap data dictionary as the `forms:` of a protocol file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from trials.domain.protocol.forms import ItemType
from trials.domain.redcap import columns as of
from trials.domain.redcap.columns import Lost, Plain, Row, mark_in
from trials.domain.redcap.logic import Reader, Unsayable
from trials.domain.redcap.writing import RECORD
from trials.domain.yaml_text import write_yaml

RECORD_NAMES = {RECORD, "record_id", "study_id", "subject_id", "participant_id", "patient_id"}
KINDS: Mapping[str, ItemType] = {
    "notes": ItemType.TEXT,
    "radio": ItemType.CHOICE,
    "dropdown": ItemType.CHOICE,
    "checkbox": ItemType.CHOICES,
    "yesno": ItemType.YES_NO,
    "truefalse": ItemType.YES_NO,
    "slider": ItemType.INTEGER,
    "file": ItemType.FILE,
}
NOT_CARRIED = {
    "calc": "calculated fields become facts: declare one under facts, with from and needs",
    "descriptive": "a text without an answer: write it as the hint of a question",
    "sql": "a list made by a query",
}
LAYOUT = (of.ALIGNMENT, of.NUMBER, of.MATRIX, of.RANKING)
MARKUP = re.compile(r"<[^>]+>")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass
class Importer:
    lost: list[Lost] = field(default_factory=list)
    forms: dict[str, Plain] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    # Items that stood at a place of their own: table or question -> place, as the export noted.
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    section: str | None = None
    # Questions that came from REDCap alone, in one language.
    untagged: set[str] = field(default_factory=set)

    def read(self, rows: list[Row]) -> list[Plain]:
        self.types = {row[of.NAME]: str(kind_of(row)) for row in rows}
        for number, row in enumerate(rows):
            if number == 0 and row[of.NAME] in RECORD_NAMES:
                if row[of.NAME] != RECORD:
                    self.lose(row, of.NAME, "the record's name: a participant has a code here")
                continue
            self.take(row)
        for form in self.forms.values():
            form["items"].sort(key=lambda item: self.places.get((form["id"], item["id"]), 10**6))
        return [form for form in self.forms.values() if form["items"]]

    def take(self, row: Row) -> None:
        annotation, mark = mark_in(row[of.ANNOTATION])
        if mark is None and not self.can_be_carried(row):
            return
        form = self.form_of(row, mark)
        if mark and "table" in mark:
            self.add_column(form, row, mark)
            return
        item = self.merged(row, mark) if mark else self.item_of(row)
        if not mark:
            self.untagged.add(item["id"])
            self.tell_what_is_left(row, annotation)
            self.put_in_section(form, row, item)
        elif "at" in mark:
            self.places[form["id"], item["id"]] = mark["at"]
        form["items"].append(item)

    def can_be_carried(self, row: Row) -> bool:
        kind = row[of.TYPE].lower()
        if kind in NOT_CARRIED:
            self.lose(row, of.TYPE, NOT_CARRIED[kind])
        elif row[of.IDENTIFIER].lower() == "y":
            self.lose(row, of.IDENTIFIER, "says who somebody is: kept under identity, in no form")
        elif not NAME.fullmatch(row[of.NAME]):
            self.lose(row, of.NAME, "not a name of small letters, digits and _")
        elif row[of.NAME] in self.untagged:
            self.lose(row, of.NAME, "an earlier field has this name: give it another")
        else:
            return True
        return False

    def form_of(self, row: Row, mark: Plain | None) -> Plain:
        said = mark or {}
        form_id = said.get("of", row[of.FORM])
        if form_id not in self.forms:
            self.section = None
            whole = said.get("form") or self.new_form(row)
            self.forms[form_id] = {**whole, "id": form_id, "items": []}
        return self.forms[form_id]

    def new_form(self, row: Row) -> Plain:
        self.lose(
            row, of.FORM, "the phase is not known: visit is written, change it where it is not"
        )
        words = row[of.FORM].replace("_", " ").capitalize()
        return {"label": {"en": words, "zh": words}, "phase": "visit"}

    def put_in_section(self, form: Plain, row: Row, item: Plain) -> None:
        if row[of.SECTION]:
            words = bare(row[of.SECTION])
            sections = form.setdefault("sections", {})
            self.section = f"part_{len(sections) + 1}"
            sections[self.section] = {"en": words, "zh": words}
        if self.section:
            item["section"] = self.section

    def add_column(self, form: Plain, row: Row, mark: Plain) -> None:
        table = next((one for one in form["items"] if one["id"] == mark["table"]), None)
        if table is None:
            table = {
                "id": mark["table"],
                **mark.get("whole_table", {}),
                "type": "table",
                "columns": [],
            }
            self.places[form["id"], table["id"]] = mark.get("at", 10**6)
            form["items"].append(table)
        table["columns"].append(self.merged(row, mark))

    def merged(self, row: Row, mark: Plain) -> Plain:
        """As exported, with what was changed in REDCap since."""
        item, was = dict(mark["item"]), of.row(**mark["was"])
        changed = {column for column in of.COLUMNS if row[column] != was[column]} - {of.ANNOTATION}
        if not changed:
            return item
        now, before = self.item_of(row), self.item_of(was, silent=True)
        for key in now.keys() | before.keys():
            if key != "id" and now.get(key) != before.get(key):
                replace(item, key, now.get(key), mark["language"])
        return item

    def item_of(self, row: Row, *, silent: bool = False) -> Plain:
        kept = list(self.lost)
        words = bare(row[of.LABEL]) or row[of.NAME]
        item: Plain = {"id": row[of.NAME], "type": str(kind_of(row)), "label": both(words)}
        if row[of.NOTE]:
            item["hint"] = both(bare(row[of.NOTE]))
        item |= self.codes(row) | self.bounds(row) | self.shown_when(row)
        if row[of.REQUIRED].lower() != "y":
            item["required"] = False
        if silent:
            self.lost = kept
        return item

    def codes(self, row: Row) -> Plain:
        if kind_of(row) not in {ItemType.CHOICE, ItemType.CHOICES}:
            return {}
        pairs = (one.partition(",") for one in row[of.CHOICES].split("|") if one.strip())
        found = {code.strip(): both(bare(words) or code.strip()) for code, _comma, words in pairs}
        if not found:
            self.lose(row, of.CHOICES, "no choices: write the codes")
        return {"codes": found}

    def bounds(self, row: Row) -> Plain:
        if row[of.TYPE].lower() == "slider":
            return {"range": {"min": 0, "max": 100}}
        found: Plain = {}
        for key, column in (("min", of.LEAST), ("max", of.MOST)):
            if not row[column]:
                continue
            if kind_of(row) not in {ItemType.NUMBER, ItemType.INTEGER} or not is_number(
                row[column]
            ):
                self.lose(row, column, "only numbers have bounds: write a check instead")
                continue
            found[key] = Decimal(row[column])
        return {"range": found} if found else {}

    def shown_when(self, row: Row) -> Plain:
        if not row[of.LOGIC]:
            return {}
        try:
            return {"shown_when": Reader(self.types).read(row[of.LOGIC])}
        except Unsayable as why:
            self.lose(row, of.LOGIC, f"asked of everybody: {why}")
            return {}

    def tell_what_is_left(self, row: Row, annotation: str) -> None:
        for column in LAYOUT:
            if row[column]:
                self.lose(row, column, "how it is laid out is not carried over")
        if annotation:
            self.lose(row, of.ANNOTATION, f"{annotation}: not carried over")
        validation = row[of.VALIDATION].lower()
        if validation.startswith("datetime"):
            self.lose(row, of.VALIDATION, "the day is kept, the time of day is not")
        elif row[of.TYPE].lower() == "text" and validation and kind_of(row) is ItemType.TEXT:
            self.lose(row, of.VALIDATION, f"{validation} is not checked")
        if row[of.TYPE].lower() == "truefalse":
            self.lose(row, of.TYPE, "true and false read as yes and no")
        elif row[of.TYPE].lower() not in {"text", *KINDS}:
            self.lose(row, of.TYPE, f"{row[of.TYPE] or 'nothing'} is no field type: read as text")

    def lose(self, row: Row, column: str, why: str) -> None:
        self.lost.append(Lost(form=row[of.FORM], field=row[of.NAME], column=column, why=why))


def kind_of(row: Row) -> ItemType:
    kind, validation = row[of.TYPE].lower(), row[of.VALIDATION].lower()
    if kind in KINDS:
        return KINDS[kind]
    if validation.startswith("number"):
        return ItemType.NUMBER
    if validation.startswith("date"):
        return ItemType.DATE
    if validation.startswith("time"):
        return ItemType.TIME
    return ItemType.INTEGER if validation == "integer" else ItemType.TEXT


def replace(item: Plain, key: str, value: Any, language: str) -> None:
    """Words that were changed are changed in the language they were exported in."""
    if value is None:
        item.pop(key, None)
    elif key in {"label", "hint"} and key in item:
        item[key] = {**item[key], language: value[language]}
    elif key == "codes" and key in item:
        before = item[key]
        item[key] = {
            code: {**before.get(code, words), language: words[language]}
            for code, words in value.items()
        }
    else:
        item[key] = value


def both(words: str) -> dict[str, str]:
    """One language was given: it stands in the place of both until somebody translates it."""
    return {"en": words, "zh": words}


def bare(text: str) -> str:
    return " ".join(MARKUP.sub(" ", text).split())


def is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def forms_in(rows: list[Row]) -> tuple[list[Plain], list[Lost]]:
    importer = Importer()
    forms = importer.read(rows)
    return forms, [*importer.lost, *untranslated(forms, importer.untagged)]


def untranslated(forms: list[Plain], untagged: set[str]) -> Iterator[Lost]:
    """One line for a form."""
    for form in forms:
        same = [one["id"] for one in form["items"] if one["id"] in untagged]
        if same:
            why = f"one language only, written in both: {', '.join(same)}"
            yield Lost(form=form["id"], field="", column=of.LABEL, why=why)


def fragment(forms: list[Plain]) -> str:
    """`forms:` as a protocol file says it."""
    return write_yaml({"forms": [simple(form) for form in forms]}, flow=None)


def simple(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, Mapping):
        return {str(key): simple(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [simple(one) for one in value]
    return str(value) if isinstance(value, str) else value
