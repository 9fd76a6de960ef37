"""A look ahead: would somebody with these values be eligible? Nothing is stored.

Values come as a person would enter them, `{"bilirubin": {"value": 1.2, "unit": "mg/dL"}, "ecog": 1,
"smear": {"missing": "not_done"}}`, and are read, converted and doubted as the forms do it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casebook.domain.answers import Entry
from casebook.domain.doubts import Problem, Severity
from casebook.domain.edit_checks import check_form
from casebook.domain.reading import read_answer
from enrollment.domain.eligibility import Assessment, assess
from enrollment.domain.given_values import KEYS, NotAnEntry, as_given, entry_of
from enrollment.domain.near_days import JUDGED_ON
from enrollment.domain.prescreening_faults import (
    MOST_GUESSES,
    Fault,
    UnfitValues,
    check_size,
    unknown_name,
)
from enrollment.domain.prescreening_forms import AGES, BIRTH, item_of
from trials.domain.conditions import truth_of
from trials.domain.derivations import with_derived
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import (
    ImpossibleDate,
    Ordering,
    PartialDate,
)
from trials.domain.protocol.forms import Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.scores import age_on
from trials.domain.truth import Truth
from trials.domain.units import code
from trials.domain.values import Absent, Known

__all__ = ["Fault", "Prescreening", "UnfitValues", "prescreen"]

Given = Mapping[str, Any]
FactDict = dict[str, Known | Absent]


@dataclass(frozen=True, kw_only=True)
class Prescreening:
    """`doubted` values were judged as given and would need a reason on the form; `not_asked` were
    left out, since other answers hide their question."""

    assessment: Assessment
    doubted: tuple[Problem, ...]
    not_asked: tuple[str, ...]


def prescreen(*, protocol: Protocol, given: Given, on: date) -> Prescreening:
    """Judge these values as on that day, or raise UnfitValues with every fault there is."""
    check_size(given, on)
    sheet = Sheet(protocol, given, on)
    sheet.read()
    if sheet.faults:
        raise UnfitValues(sheet.faults)
    return Prescreening(
        assessment=assess(protocol=protocol, facts=sheet.facts, on=on, births=sheet.births),
        doubted=tuple(sheet.doubted),
        not_asked=tuple(sheet.not_asked),
    )


class Sheet:
    def __init__(self, protocol: Protocol, given: Given, on: date) -> None:
        self.protocol, self.on = protocol, on
        self.faults: list[Fault] = []
        self.doubted: list[Problem] = []
        self.not_asked: list[str] = []
        self.facts: FactDict = {}
        # null says no more than leaving the name out.
        self.given = {name: one for name, one in given.items() if one is not None}
        self.entries: dict[str, Entry] = {}
        self.days: dict[str, PartialDate] = {}
        # Of the ages that are counted on the day of judgment.
        self.births: dict[str, PartialDate] = {}

    def read(self) -> None:
        for name, one in self.given.items():
            if self.is_known(name):
                self.enter(name, one)
        for name in self.entries.keys() - self.protocol.items.keys():
            self.take_fact(name)
        self.take_ages()
        for form in self.protocol.forms:
            if any(item.id in self.entries for item in form.items):
                self.take_form(form.id)

    def is_known(self, name: str) -> bool:
        if name == BIRTH or name in self.protocol.names - {JUDGED_ON}:
            return not self.is_computed_too(name)
        self.faults.append(unknown_name(name, self.protocol, guess=len(self.faults) < MOST_GUESSES))
        return False

    def is_computed_too(self, name: str) -> bool:
        """A score given beside its components could contradict them."""
        fact = self.protocol.facts.get(name)
        needs = (BIRTH,) if name in AGES else fact.needs if fact else ()
        also = [need for need in needs if need in self.given]
        if also:
            self.fault(
                name,
                _("It is computed from {needs}, which are given as well.", needs=", ".join(also)),
                _("Give either the one or the others."),
            )
        return bool(also)

    def enter(self, name: str, one: Any) -> None:
        try:
            entry = entry_of(one)
            if self.fits(name, entry, one):
                self.entries[name] = entry
            if isinstance(one, Mapping) and one.get("date"):
                self.note_day(name, PartialDate.parse(as_given(one["date"]).strip('"')))
        except ImpossibleDate as error:
            self.fault(name, error.message, _("Write it as 2026-03-05, or as far as it is known."))
        except NotAnEntry as error:
            self.fault(name, error.message, _("Give {keys}.", keys=", ".join(KEYS)))

    def note_day(self, name: str, day: PartialDate) -> None:
        if day.earliest() > self.on:
            message = _("{date} lies after {on}, the day it is judged on.", date=day, on=self.on)
            self.fault(name, message, _("Correct one of the two."))
        self.days[name] = day

    def fits(self, name: str, entry: Entry, one: Any) -> bool:
        """Neither a unit nor a date is passed over: 0.5 % is no score of 0.5."""
        item = self.item(name)
        if entry.unit and not item.unit and code(entry.unit) != "1":
            self.fault(name, _("It has no unit."), _("Give it as the value alone."))
            return False
        if item.type is ItemType.DATE and isinstance(one, Mapping) and one.get("date"):
            self.fault(name, _("A date has no other date."), _("Give it as the value alone."))
            return False
        if item.units_accepted and entry.has_value and not entry.unit:
            units = ", ".join((str(item.unit), *item.units_accepted))
            message = _("Without a unit it was taken as {unit}.", unit=item.unit)
            self.doubt(name, message, _("Give the unit: {units}.", units=units))
        return True

    def item(self, name: str) -> Item:
        return self.protocol.items.get(name) or item_of(name, self.protocol)

    def take_fact(self, name: str) -> None:
        """What no form asks for: another record's fact, a score, the day of birth."""
        answer, problems = read_answer(self.item(name), self.entries[name], self.on)
        if answer is not None:
            self.keep(name, answer.content)
        self.sort(problems)

    def take_ages(self) -> None:
        """From the day of birth, unless the ages themselves are given."""
        birth = self.facts.pop(BIRTH, None)
        consented = self.facts.get("consent_date")
        if not isinstance(birth, Known) or not isinstance(birth.value, PartialDate):
            return
        signed = consented.value if isinstance(consented, Known) else None
        consent_day = signed if isinstance(signed, PartialDate) else None
        if consent_day and consent_day.compare(birth.value) is Ordering.BEFORE:
            self.fault("consent_date", _("It lies before the birth."), _("Correct one of the two."))
        for name, day in zip(AGES, (consent_day, None), strict=True):
            if name in self.protocol.facts:
                self.take_age(name, birth.value, day)

    def take_age(self, name: str, birth: PartialDate, day: PartialDate | None) -> None:
        """Without a day of its own it is counted on the day of judgment."""
        if day is None:
            self.births[name] = birth
        counted_on = day or PartialDate.of(self.on)
        years = age_on(birth=birth, on=counted_on)
        if years is not None:
            self.facts[name] = Known(years, date=counted_on)
        else:
            message = _("{birth} leaves two ages possible.", birth=birth)
            self.doubt(BIRTH, message, _("Give the day."))

    def take_form(self, form_id: str) -> None:
        form = self.protocol.form(form_id)
        checked = check_form(
            protocol=self.protocol,
            form=form,
            entries={item.id: self.entries.get(item.id, Entry()) for item in form.items},
            today=self.on,
            facts=self.facts,
        )
        self.sort(checked.problems)
        for name, content in checked.facts.items():
            self.keep(name, content)
        for name in checked.dropped:
            self.take_hidden(name)

    def take_hidden(self, name: str) -> None:
        """Left out where an answer rules the question out; not where that answer is yet to come."""
        asked = self.protocol.items[name].shown_when
        known = with_derived(self.protocol.facts, self.facts)
        readings = self.protocol.chosen_readings
        if asked is not None and truth_of(asked, known, readings) is Truth.UNKNOWN:
            self.take_fact(name)
        else:
            self.not_asked.append(name)

    def keep(self, name: str, content: Known | Absent) -> None:
        if isinstance(content, Known):
            is_date = isinstance(content.value, PartialDate)
            day = self.days.get(name) or (content.value if is_date else None)
            content = Known(content.value, unit=content.unit, date=day)  # type: ignore[arg-type]
        self.facts[name] = content

    def sort(self, problems: Iterable[Problem]) -> None:
        for one in problems:
            if one.severity is Severity.UNLIKELY:
                self.doubted.append(one)
            elif one.severity is not Severity.UNANSWERED:
                self.fault(one.item, one.message, one.mend)

    def doubt(self, name: str, message: Message, mend: Message) -> None:
        one = Problem(item=name, severity=Severity.UNLIKELY, message=message, mend=mend)
        if one not in self.doubted:
            self.doubted.append(one)

    def fault(self, name: str, message: Message, mend: Message) -> None:
        self.faults.append(Fault(name=name, message=message, mend=mend))
