"""A long file says the same things again and again: what was read once is remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casebook.domain.answers import Entry
from casebook.domain.edit_checks import NOTHING, Read, Reader
from casebook.domain.occasions import visits_asking
from followup.domain.cohort_entries import FilledIn, Slot
from followup.domain.cohort_mapping import Filled
from trials.domain.condition_nodes import Condition
from trials.domain.conditions import names_in_force
from trials.domain.derivations import WithDerived
from trials.domain.protocol.forms import Form, Item
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known

# What was asked of, which so stays in memory and keeps its id, and the answer.
Asked = tuple[tuple[Known | Absent | None, ...], Truth]


@dataclass
class Memory(Reader):
    """Reads as its base does. Ten thousand rows know two sexes and a few thousand days, so most
    cells and most questions have been met before.

    An answer is remembered by the column and its text, a question by the very facts it was asked
    of. These stay held here, so that nothing else ever takes their place in memory.
    """

    slots: dict[int, dict[str, Slot]] = field(default_factory=dict)
    blank: dict[int, Read] = field(default_factory=dict)
    truths: dict[int, tuple[tuple[str, ...], dict[tuple[int, ...], Asked]]] = field(
        default_factory=dict
    )
    visits: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Known] = field(default_factory=dict)

    def part(self, name: str) -> Known:
        """The same object for every row, so that what was asked of it need not be asked again."""
        return self.parts.setdefault(name, Known(name))

    def slots_of(self, filled: Filled, form: Form) -> dict[str, Slot]:
        found = self.slots.get(id(filled))
        if found is None:
            found = self.slots[id(filled)] = {
                name: Slot(column, form.by_name[name].type) for name, column in filled.items.items()
            }
        return found

    def answer(self, item: Item, entries: Mapping[str, Entry]) -> Read:
        assert type(entries) is FilledIn
        slot = entries.slots.get(item.id)
        if slot is None:
            return self.without_column(item)
        text = entries.text(slot)
        found = slot.answers.get(text)
        if found is None:
            found = slot.answers[text] = self.read(item, slot.entry(text))
        return found

    def without_column(self, item: Item) -> Read:
        found = self.blank.get(id(item))
        if found is None:
            found = self.blank[id(item)] = self.read(item, NOTHING)
        return found

    def ask(self, condition: Condition, facts: WithDerived) -> Truth:
        known = self.truths.get(id(condition))
        if known is None:
            known = self.truths[id(condition)] = (self.names_behind(condition), {})
        names, truths = known
        key = tuple(map(id, map(facts.facts.get, names)))
        found = truths.get(key)
        if found is None:
            asked_of = tuple(map(facts.facts.get, names))
            found = truths[key] = (asked_of, super().ask(condition, facts))
        return found[1]

    def only_visit(self, form: Form) -> str:
        """The visit that asks for the form; empty for a form of no visit."""
        if form.id not in self.visits:
            asking = visits_asking(self.protocol, form.id)
            self.visits[form.id] = asking[0].visit if asking else ""
        return self.visits[form.id]

    def names_behind(self, condition: Condition) -> tuple[str, ...]:
        asked = names_in_force(condition, self.protocol.chosen_readings)
        leaves = {leaf for name in asked for leaf in recorded_behind(name, self.protocol)}
        return tuple(sorted(leaves))


def recorded_behind(name: str, protocol: Protocol) -> set[str]:
    """The name and, of a derived fact, whatever it is worked out from."""
    fact = protocol.facts.get(name)
    needs = fact.needs if fact else ()
    return {name}.union(*(recorded_behind(need, protocol) for need in needs))
