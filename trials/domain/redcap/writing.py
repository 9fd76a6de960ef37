"""The forms of a protocol as rows of a REDCap data dictionary."""

from collections.abc import Iterator, Mapping
from typing import Any

from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.redcap import columns as of
from trials.domain.redcap.columns import Lost, Row
from trials.domain.redcap.logic import Unsayable, written
from trials.domain.text import Text

# Field type and validation.
TYPES: Mapping[ItemType, tuple[str, str]] = {
    ItemType.NUMBER: ("text", "number"),
    ItemType.INTEGER: ("text", "integer"),
    ItemType.DATE: ("text", "date_ymd"),
    ItemType.TIME: ("text", "time"),
    ItemType.CHOICE: ("radio", ""),
    ItemType.CHOICES: ("checkbox", ""),
    ItemType.TEXT: ("notes", ""),
    ItemType.YES_NO: ("yesno", ""),
    ItemType.CALCULATED: ("text", ""),
    ItemType.FILE: ("file", ""),
}
RECORD = "participant_code"
RECORD_LABEL = Text(en="Participant code", zh="受试者编号")
KEPT = "REDCap does nothing with it; the annotation keeps it for an import"


class Writer:
    def __init__(self, protocol: Protocol, language: str) -> None:
        self.protocol, self.language = protocol, language
        self.lost: list[Lost] = []

    def rows(self) -> Iterator[Row]:
        for number, form in enumerate(self.protocol.forms):
            if number == 0:
                yield self.record(form)
            yield from self.of_form(form)

    def record(self, form: Form) -> Row:
        """REDCap takes the first field of the first form for the record's name."""
        return of.row(
            **{of.NAME: RECORD, of.FORM: form.id, of.TYPE: "text", of.LABEL: self.say(RECORD_LABEL)}
        )

    def of_form(self, form: Form) -> Iterator[Row]:
        section = None
        whole: dict[str, Any] | None = plain(form, without={"items"})
        for at, item in enumerate(form.items):
            if item.type is ItemType.TABLE:
                continue
            mark = {"item": plain(item), "at": at} | ({"form": whole} if whole else {})
            heading = item.section if item.section != section else None
            section, whole = item.section, None
            found = self.of_item(form, item, form.id)
            if heading:
                found[of.SECTION] = self.say(form.sections[heading])
            yield marked(found, mark, self.language)
        for at, item in enumerate(form.items):
            if item.type is ItemType.TABLE:
                yield from self.of_table(form, item, at, whole)
                whole = None

    def of_table(
        self, form: Form, table: Item, at: int, whole: dict[str, Any] | None
    ) -> Iterator[Row]:
        """A form of its own, which has to be set as repeating in REDCap."""
        name = f"{form.id}_{table.id}"
        self.lose(form, table.id, of.FORM, f"a table: enable {name} as a repeating instrument")
        for column in table.columns:
            one = column.model_copy(update={"id": f"{table.id}_{column.id}"})
            mark: dict[str, Any] = {"item": plain(column), "table": table.id}
            if column is table.columns[0]:
                mark |= {"whole_table": plain(table, without={"columns"}), "at": at}
                mark |= {"form": whole} if whole else {}
            mark["of"] = form.id
            yield marked(self.of_item(form, one, name), mark, self.language)

    def of_item(self, form: Form, item: Item, form_name: str) -> Row:
        kind, validation = self.kind(item)
        self.tell_what_is_kept(form, item)
        bounds = item.range
        return of.row(
            **{
                of.NAME: item.id,
                of.FORM: form_name,
                of.TYPE: kind,
                of.LABEL: self.say(item.label),
                of.CHOICES: " | ".join(
                    f"{code}, {self.say(text)}" for code, text in item.codes.items()
                ),
                of.NOTE: " ".join(filter(None, (self.say(item.hint), item.unit))),
                of.VALIDATION: validation,
                of.LEAST: shown(bounds.min) if bounds else "",
                of.MOST: shown(bounds.max) if bounds else "",
                of.LOGIC: self.logic(form, item),
                of.REQUIRED: "y" if item.required and item.type is not ItemType.CALCULATED else "",
                of.ANNOTATION: "@READONLY" if item.type is ItemType.CALCULATED else "",
            }
        )

    def kind(self, item: Item) -> tuple[str, str]:
        return ("radio", "") if item.codes and item.type is ItemType.INTEGER else TYPES[item.type]

    def logic(self, form: Form, item: Item) -> str:
        if item.shown_when is None:
            return ""
        try:
            return written(item.shown_when, self.protocol.items)
        except Unsayable as why:
            self.lose(form, item.id, of.LOGIC, f"shown to everybody: {why}")
            return ""

    def tell_what_is_kept(self, form: Form, item: Item) -> None:
        for name in ("units_accepted", "plausible", "missing", "needs_consent", "checks"):
            if getattr(item, name):
                self.lose(form, item.id, of.ANNOTATION, f"{name}: {KEPT}")
        if item.type is ItemType.CALCULATED:
            self.lose(form, item.id, of.CHOICES, "calculated by Concord: read-only there")
        if item.type is ItemType.DATE and item.partial != "day":
            self.lose(form, item.id, of.VALIDATION, "a date known in part: REDCap takes whole ones")

    def lose(self, form: Form, field: str, column: str, why: str) -> None:
        self.lost.append(Lost(form=form.id, field=field, column=column, why=why))

    def say(self, text: Text | None) -> str:
        return " ".join(text.in_language(self.language).split()) if text else ""


def dictionary(protocol: Protocol, *, language: str = "en") -> tuple[list[Row], list[Lost]]:
    writer = Writer(protocol, language)
    rows = list(writer.rows())
    for form in protocol.forms:
        for name in ("shown_when", "checks", "entered_by"):
            if getattr(form, name):
                writer.lose(form, "", of.FORM, f"{name}: {KEPT}")
    return rows, writer.lost


def marked(row: Row, mark: dict[str, Any], language: str) -> Row:
    """With the row as it was written, so that an import sees what was changed since."""
    was = {column: text for column, text in row.items() if text}
    said = {**mark, "language": language, "was": was}
    return row | {of.ANNOTATION: of.marked(row[of.ANNOTATION], said)}


def plain(part: Form | Item, without: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """As the protocol file says it."""
    return part.model_dump(by_alias=True, exclude_defaults=True, exclude=set(without))


def shown(bound: object) -> str:
    return "" if bound is None else str(bound)
