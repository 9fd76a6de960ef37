"""What one row enters in a form: read from its cells when somebody asks, and by column once for
each text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import NOTHING, Read
from followup.domain.cohort_mapping import Column
from trials.domain.protocol.forms import ItemType

# An unlikely value is kept, and this is why: nobody is left to ask about an archived record.
IMPORTED = "As the source data have it."


@dataclass
class Slot:
    """A column that answers an item, and what its texts were found to mean."""

    column: Column
    kind: ItemType
    answers: dict[str, Read] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place, self.said = self.column.column, self.column.value or ""
        self.counted = self.column.counted

    def entry(self, text: str) -> Entry:
        found = self.entries.get(text)
        if found is None:
            found = self.entries[text] = entry_of(self.column, text, self.kind)
        return found


@dataclass
class FilledIn(Mapping[str, Entry]):
    """`as_date` turns a number of days into the day."""

    slots: Mapping[str, Slot]
    cells: Mapping[str, str]
    as_date: Callable[[Column, str], str]

    def text(self, slot: Slot) -> str:
        text = self.cells[slot.place] if slot.place else slot.said
        return self.as_date(slot.column, text) if slot.counted and text else text

    def __getitem__(self, name: str) -> Entry:
        slot = self.slots[name]
        return slot.entry(self.text(slot))

    def __iter__(self) -> Iterator[str]:
        return iter(self.slots)

    def __len__(self) -> int:
        return len(self.slots)


def entry_of(column: Column, text: str, kind: ItemType) -> Entry:
    if not text:
        return Entry(missing=column.blank) if column.blank else NOTHING
    if kind is ItemType.CHOICES:
        parts = [part.strip() for part in text.split(column.separator)]
        return Entry(chosen=tuple(column.codes.get(one, one) for one in parts), reason=IMPORTED)
    if column.codes:
        return Entry(chosen=(column.codes.get(text, text),), reason=IMPORTED)
    return Entry(text=text, unit=column.unit, reason=IMPORTED)
