"""The data dictionary of a protocol: every form, every question, in words of both languages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from casebook.domain.occasions import visits_asking
from trials.domain.condition_words import MISSING_LABELS
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import NO, YES, Protocol
from trials.domain.text import Text
from trials.reading import condition
from trials.wording import worded

TYPES: Mapping[ItemType, object] = {
    ItemType.NUMBER: gettext_lazy("Number"),
    ItemType.INTEGER: gettext_lazy("Whole number"),
    ItemType.DATE: gettext_lazy("Date"),
    ItemType.TIME: gettext_lazy("Time of day"),
    ItemType.CHOICE: gettext_lazy("One choice"),
    ItemType.CHOICES: gettext_lazy("Several choices"),
    ItemType.TEXT: gettext_lazy("Text"),
    ItemType.YES_NO: gettext_lazy("Yes or no"),
    ItemType.CALCULATED: gettext_lazy("Calculated"),
    ItemType.TABLE: gettext_lazy("Table"),
    ItemType.FILE: gettext_lazy("File"),
}
LANGUAGES = {"en": "en", "zh": "zh-hans"}


@dataclass(frozen=True, kw_only=True)
class Defined:
    """One question of a form; a column of a table also names its `table`."""

    protocol: Protocol
    form: Form
    item: Item
    table: Item | None = None

    @property
    def name(self) -> str:
        return f"{self.table.id}.{self.item.id}" if self.table else self.item.id

    @property
    def type(self) -> str:
        return str(TYPES[self.item.type])

    @property
    def label(self) -> str:
        return worded(self.item.label)

    @property
    def other_label(self) -> str:
        """In the language the reader does not read."""
        text = self.item.label
        return text.zh if worded(text) == text.en else text.en

    @property
    def section(self) -> str:
        return worded(self.form.sections[self.item.section]) if self.item.section else ""

    @property
    def codes(self) -> list[tuple[str, str]]:
        if self.item.type is ItemType.YES_NO:
            return [("yes", worded(YES)), ("no", worded(NO))]
        return [(code, worded(label)) for code, label in self.item.codes.items()]

    @property
    def missing(self) -> list[str]:
        return [_(MISSING_LABELS[one]) for one in self.item.missing]

    @property
    def shown_when(self) -> str:
        return condition(self.item.shown_when, self.protocol) if self.item.shown_when else ""

    @property
    def possible(self) -> str:
        bounds = self.item.range
        return span(bounds.min, bounds.max) if bounds else ""

    @property
    def likely(self) -> str:
        return span(*self.item.plausible) if self.item.plausible else ""

    @property
    def derivation(self) -> str:
        """What a calculated item is worked out from."""
        fact = self.protocol.facts.get(self.item.id)
        if self.item.type is not ItemType.CALCULATED or fact is None:
            return ""
        needs = ", ".join(worded(self.protocol.label(one)) for one in fact.needs)
        return _("from %(facts)s") % {"facts": needs}


def span(low: object, high: object) -> str:
    if low is None:
        return f"≤ {high}"
    return f"≥ {low}" if high is None else f"{low} – {high}"


def defined(protocol: Protocol, form: Form) -> Iterator[Defined]:
    for item in form.items:
        yield Defined(protocol=protocol, form=form, item=item)
        for column in item.columns:
            yield Defined(protocol=protocol, form=form, item=column, table=item)


def visits_of(protocol: Protocol, form: Form) -> list[str]:
    return [visit.visit for visit in visits_asking(protocol, form.id)]


HEAD = (
    *("form", "form_en", "form_zh", "visits", "section_en", "section_zh", "item", "type"),
    *("label_en", "label_zh", "hint_en", "hint_zh", "unit", "units_accepted", "analyte"),
    *("min", "max", "plausible_min", "plausible_max", "codes_en", "codes_zh", "required"),
    *("missing", "date_precision", "shown_when_en", "shown_when_zh", "needs_consent"),
    *("derived_en", "derived_zh"),
)


def sheet(protocol: Protocol) -> Iterator[tuple[str, ...]]:
    """One line an item, the words of both languages beside each other."""
    yield HEAD
    for form in protocol.forms:
        for one in defined(protocol, form):
            yield tuple("" if cell is None else str(cell) for cell in line(one))


def line(one: Defined) -> Iterator[object]:
    form, item = one.form, one.item
    section = form.sections.get(item.section) if item.section else None
    bounds, likely = item.range, item.plausible or (None, None)
    yield from (form.id, *both(form.label), " ".join(visits_of(one.protocol, form)))
    yield from (*both(section), one.name, item.type, *both(item.label), *both(item.hint))
    yield from (item.unit, " ".join(item.units_accepted), item.analyte)
    yield from (bounds and bounds.min, bounds and bounds.max, *likely)
    yield from in_each_language(lambda: "; ".join(f"{code}={word}" for code, word in one.codes))
    yield "yes" if item.required and item.type is not ItemType.CALCULATED else "no"
    yield " ".join(item.missing)
    yield item.partial if item.type is ItemType.DATE else None
    yield from in_each_language(lambda: one.shown_when)
    yield item.needs_consent
    yield from in_each_language(lambda: one.derivation)


def both(text: Text | None) -> tuple[str, str]:
    return (text.en, text.zh) if text else ("", "")


def in_each_language(said: Callable[[], str]) -> Iterator[str]:
    for language in LANGUAGES.values():
        with override(language):
            yield said()
