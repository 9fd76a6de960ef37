"""Fill in a form as a nurse does: question by question, each asked only if the answers above it
ask for it. What may be answered comes from the protocol."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta

from casebook.actions.forms import Answers
from casebook.domain.answers import Entry, Row
from casebook.domain.edit_checks import Reader, Sitting
from config.simulation import values
from config.simulation.chance import Chance
from config.simulation.values import Measure
from trials.domain.partial_dates import PartialDate, Precision
from trials.domain.protocol.forms import Form, Item, ItemType, Phase
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts, Missing

# What decides over an answer: text, yes or no, codes, a date, or why there is none.
Given = str | bool | tuple[str, ...] | date | PartialDate | Missing
MISSING, MONTH_ONLY = 0.04, 0.3
# Half of a form is what somebody called away leaves behind.
LEFT_AT = 0.5


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One form on the desk, for one person on one day."""

    protocol: Protocol
    form: Form
    day: date
    chance: Chance
    facts: Facts = field(default_factory=dict)
    given: Mapping[str, Given] = field(default_factory=dict)
    # Boxes of the consent form that the person left empty.
    withheld: Set[str] = frozenset()


def filled(sheet: Sheet) -> Answers:
    """Complete, every unlikely finding confirmed."""
    entries: dict[str, Entry] = {}
    here = {item.id for item in sheet.form.items}
    elsewhere = {name: one for name, one in sheet.facts.items() if name not in here}
    reader = Reader(sheet.protocol, sheet.day)
    sitting = Sitting(reader, sheet.form, entries, elsewhere)
    for item in sheet.form.asked:
        if sitting.is_shown(item):
            entries[item.id] = entry_for(item, sheet)
            sitting.take(item)
    sitting.compare_answers({})
    reasons = {one.check: "Checked against the source" for one in sitting.problems if one.check}
    return Answers(entries=entries, reasons=reasons)


def begun(sheet: Sheet) -> Answers:
    entries = filled(sheet).entries
    kept = list(entries)[: max(1, int(len(entries) * LEFT_AT))]
    return Answers(entries={name: entries[name] for name in kept})


def entry_for(item: Item, sheet: Sheet) -> Entry:
    if item.needs_consent in sheet.withheld:
        return not_agreed_to(item)
    if item.id in sheet.given:
        return entry_of(sheet.given[item.id])
    # At screening what is missing keeps the verdict open; that is asked for by name.
    may_miss = item.missing and sheet.form.phase is not Phase.SCREENING
    if may_miss and sheet.chance.happens(MISSING):
        return entry_of(sheet.chance.one_of(item.missing))
    return DRAWN[item.type](item, sheet)


def not_agreed_to(item: Item) -> Entry:
    refused = Missing.REFUSED in item.missing or not item.missing
    return entry_of(Missing.REFUSED if refused else item.missing[0])


def entry_of(given: Given) -> Entry:
    if isinstance(given, Missing):
        return Entry(missing=given.value)
    if isinstance(given, bool):
        return Entry(chosen=("yes" if given else "no",))
    if isinstance(given, tuple):
        return Entry(chosen=given)
    if isinstance(given, date | PartialDate):
        return Entry(text=given.isoformat() if isinstance(given, date) else given.iso())
    return Entry(text=given)


def a_measure(item: Item, sheet: Sheet) -> Entry:
    name = values.about(values.MEASURES, item.id)
    if name is None:
        low, high = values.bounds(item)
        middle, width = float(low + high) / 2, float(high - low) / 8
        measure = Measure(center=middle, spread=width)
    else:
        measure = values.MEASURES[name]
    return Entry(text=measure.draw(sheet.chance, item), unit=item.unit)


def a_count(item: Item, sheet: Sheet) -> Entry:
    if item.codes or item.id in values.CHOICES:
        return Entry(text=a_code(item, sheet))
    if values.about(values.MEASURES, item.id):
        return a_measure(item, sheet)
    low, _ = values.bounds(item)
    return Entry(text=str(int(low) + (1 if sheet.chance.happens(0.2) else 0)), unit=item.unit)


def a_code(item: Item, sheet: Sheet) -> str:
    name = values.about(values.CHOICES, item.id)
    known = values.CHOICES[name] if name else {}
    weights = {code: known.get(code, 0.0) for code in item.codes} if known else {}
    if sum(weights.values()):
        return sheet.chance.weighed(weights)
    first, *others = item.codes or known
    return first if not others or sheet.chance.happens(0.75) else sheet.chance.one_of(others)


def a_choice(item: Item, sheet: Sheet) -> Entry:
    return Entry(chosen=(a_code(item, sheet),))


def a_yes_or_no(item: Item, sheet: Sheet) -> Entry:
    name = values.about(values.YES, item.id)
    return entry_of(sheet.chance.happens(values.YES[name] if name else 1 / 12))


def a_date(item: Item, sheet: Sheet) -> Entry:
    """Shortly before the day of the form; a plan, some weeks after it. Where the month is enough
    it is sometimes all that is known."""
    back = sheet.chance.whole(0, 3)
    day = sheet.day - timedelta(days=back) if item.past_only else sheet.day + timedelta(days=21)
    if item.partial is not Precision.DAY and sheet.chance.happens(MONTH_ONLY):
        return Entry(text=f"{day:%Y-%m}")
    return Entry(text=day.isoformat())


def a_text(item: Item, sheet: Sheet) -> Entry:
    name = values.about(values.TEXTS, item.id)
    return Entry(text=sheet.chance.one_of(values.TEXTS[name]) if name else values.A_TEXT)


def some_rows(item: Item, sheet: Sheet) -> Entry:
    """One or two; what nobody has to answer stays empty."""
    most = min(2, item.rows.max if item.rows else 2)
    rows = range(sheet.chance.whole(1, most))
    asked = [column for column in item.columns if column.required]
    return Entry(
        rows=tuple(Row(cells={one.id: entry_for(one, sheet) for one in asked}) for _ in rows)
    )


DRAWN: Mapping[ItemType, Callable[[Item, Sheet], Entry]] = {
    ItemType.NUMBER: a_measure,
    ItemType.INTEGER: a_count,
    ItemType.DATE: a_date,
    ItemType.TIME: lambda item, sheet: Entry(text=f"{sheet.chance.whole(8, 16):02}:30"),
    ItemType.CHOICE: a_choice,
    ItemType.CHOICES: a_choice,
    ItemType.TEXT: a_text,
    ItemType.YES_NO: a_yes_or_no,
    ItemType.TABLE: some_rows,
    # Nothing is made up that would have to be read.
    ItemType.FILE: lambda item, sheet: Entry(missing=item.missing[0] if item.missing else None),
}
