"""A long file says the same things again and again: what was read once is remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from casebook.domain.answers import Answer, Entry
from casebook.domain.doubts import Problem
from casebook.domain.edit_checks import Reader
from casebook.domain.occasions import visits_asking
from trials.domain.condition_nodes import Condition
from trials.domain.conditions import names_in_force
from trials.domain.derivations import WithDerived
from trials.domain.protocol.forms import Form, Item
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known

Read = tuple[Answer | None, Sequence[Problem]]
Asked = tuple[tuple[Known | Absent | None, ...], Truth]


@dataclass
class Memory(Reader):
    """Reads as its base does. Ten thousand rows know two sexes and a few thousand days, so most
    cells and most questions have been met before.

    An answer is remembered by the very entry, a question by the very facts it was asked of. These
    stay held here, so that nothing else ever takes their place in memory.
    """

    entries: dict[tuple[int, str], Entry] = field(default_factory=dict)
    answers: dict[tuple[int, int], tuple[Entry, Read]] = field(default_factory=dict)
    truths: dict[tuple[int, ...], Asked] = field(default_factory=dict)
    names: dict[int, tuple[str, ...]] = field(default_factory=dict)
    visits: dict[str, str] = field(default_factory=dict)

    def read(self, item: Item, entry: Entry) -> Read:
        found = self.answers.get((id(item), id(entry)))
        if found is None:
            found = self.answers[id(item), id(entry)] = (entry, super().read(item, entry))
        return found[1]

    def ask(self, condition: Condition, facts: WithDerived) -> Truth:
        asked_of = tuple(map(facts.facts.get, self.names_behind(condition)))
        key = (id(condition), *map(id, asked_of))
        found = self.truths.get(key)
        if found is None:
            found = self.truths[key] = (asked_of, super().ask(condition, facts))
        return found[1]

    def only_visit(self, form: Form) -> str:
        """The visit that asks for the form; empty for a form of no visit."""
        if form.id not in self.visits:
            asking = visits_asking(self.protocol, form.id)
            self.visits[form.id] = asking[0].visit if asking else ""
        return self.visits[form.id]

    def names_behind(self, condition: Condition) -> tuple[str, ...]:
        found = self.names.get(id(condition))
        if found is None:
            asked = names_in_force(condition, self.protocol.chosen_readings)
            leaves = {leaf for name in asked for leaf in recorded_behind(name, self.protocol)}
            found = self.names[id(condition)] = tuple(sorted(leaves))
        return found


def recorded_behind(name: str, protocol: Protocol) -> set[str]:
    """The name and, of a derived fact, whatever it is worked out from."""
    fact = protocol.facts.get(name)
    needs = fact.needs if fact else ()
    return {name}.union(*(recorded_behind(need, protocol) for need in needs))
