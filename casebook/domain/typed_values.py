"""From typed text to a typed value, item by item; what cannot be read says how to write it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal

from casebook.domain.answers import Entry
from casebook.domain.files import Reference
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import ImpossibleDate, PartialDate
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.units import Scale, UnknownUnit
from trials.domain.values import Value

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
# More than anything measured has; thousands would be no number to a program any more.
LONGEST = 30
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)

YES_NO = {"yes": True, "no": False}


class Unreadable(ValueError):
    def __init__(self, message: Message, mend: Message) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


def read_value(item: Item, entry: Entry) -> Value:
    """The value in the item's canonical unit."""
    return READERS[item.type](item, entry)


def read_number(item: Item, entry: Entry) -> Decimal:
    text = plain(entry.text)
    if NUMBER.fullmatch(text) is None:
        raise Unreadable(
            _("“{text}” is not a number.", text=text),
            _("Write digits with a point for decimals, such as 12.5, and no other signs."),
        )
    if len(text) > LONGEST:
        raise Unreadable(
            _("This number has {length} digits and signs.", length=len(text)),
            _(
                "Write {longest} at most; check whether something was pasted twice.",
                longest=LONGEST,
            ),
        )
    return in_canonical_unit(Decimal(text), item, entry.unit)


def read_integer(item: Item, entry: Entry) -> int:
    number = read_number(item, entry)
    if number != number.to_integral_value():
        raise Unreadable(
            _("“{text}” is not a whole number.", text=entry.text),
            _("Write digits only, such as 3."),
        )
    if item.codes and str(int(number)) not in item.codes:
        raise not_a_choice(entry.text, item)
    return int(number)


def in_canonical_unit(number: Decimal, item: Item, unit: str | None) -> Decimal:
    if item.unit is None:
        return number
    scale = Scale(unit=item.unit, also=item.units_accepted, analyte=item.analyte)
    try:
        return scale.canonical(number, unit or item.unit)
    except UnknownUnit as error:
        raise Unreadable(
            error.message, _("Choose one of the accepted units, or convert the value first.")
        ) from error


def read_date(_item: Item, entry: Entry) -> PartialDate:
    try:
        return PartialDate.parse(plain(entry.text))
    except ImpossibleDate as error:
        raise Unreadable(
            error.message, _("Correct the date, or mark the part that is not known as unknown.")
        ) from error


def read_time(_item: Item, entry: Entry) -> str:
    text = plain(entry.text)
    found = CLOCK.fullmatch(text)
    if found is None:
        raise Unreadable(
            _("“{text}” is not a time of day.", text=text), _("Write 24-hour time, such as 14:05.")
        )
    return time(int(found[1]), int(found[2])).strftime("%H:%M")


def read_choice(item: Item, entry: Entry) -> str:
    code = picked(entry)
    if code not in item.codes:
        raise not_a_choice(code, item)
    return code


def picked(entry: Entry) -> str:
    """The one code; several picked where one is asked are no answer."""
    return ", ".join(entry.chosen) or entry.text.strip()


def read_choices(item: Item, entry: Entry) -> tuple[str, ...]:
    """In the order of the form, each once."""
    chosen = entry.chosen or tuple(code.strip() for code in entry.text.split(","))
    for code in chosen:
        if code not in item.codes:
            raise not_a_choice(code, item)
    return tuple(code for code in item.codes if code in chosen)


def not_a_choice(code: str, item: Item) -> Unreadable:
    codes = ", ".join(item.codes)
    return Unreadable(
        _("“{code}” is not one of the answers.", code=code),
        _("Choose one of {codes}.", codes=codes),
    )


def read_yes_no(_item: Item, entry: Entry) -> bool:
    code = picked(entry)
    if code not in YES_NO:
        raise Unreadable(_("“{code}” is neither yes nor no.", code=code), _("Choose yes or no."))
    return YES_NO[code]


def read_text(_item: Item, entry: Entry) -> str:
    """Without the control characters that copying from other programs brings along."""
    kept = (one for one in entry.text if one.isprintable() or one in "\n\t")
    text = "".join(kept).strip()
    if not text:
        raise Unreadable(_("There is no text here."), _("Write something, or leave it empty."))
    return text


def read_file(_item: Item, entry: Entry) -> str:
    """Its hash; that the file is here is asked where it is saved."""
    found = Reference.parse(entry.text)
    if found is None:
        raise Unreadable(
            _("This is no uploaded file."), _("Upload the file, and send what that answers.")
        )
    return found.sha256


def plain(text: str) -> str:
    """Full-width digits and signs, as a Chinese keyboard types them, become the usual ones."""
    return unicodedata.normalize("NFKC", text).strip()


READERS: Mapping[ItemType, Callable[[Item, Entry], Value]] = {
    ItemType.NUMBER: read_number,
    ItemType.INTEGER: read_integer,
    ItemType.DATE: read_date,
    ItemType.TIME: read_time,
    ItemType.CHOICE: read_choice,
    ItemType.CHOICES: read_choices,
    ItemType.TEXT: read_text,
    ItemType.YES_NO: read_yes_no,
    ItemType.FILE: read_file,
}
