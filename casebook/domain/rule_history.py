"""How often rules would have fired while the records came about: after each act the facts are
looked at as the rules do, and what was broken then and not before has fired.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from casebook.domain.rules import findings
from trials.domain.condition_nodes import names_in
from trials.domain.derivations import recorded_for
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.rules import Rule
from trials.domain.truth import Truth
from trials.domain.values import Absent, Known

ByVisit = dict[str, dict[str, Known | Absent]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact begins to be held true, or ceases: then `known` is None. `act` names what was done in
    one; `order` decides which of several facts of one name counts."""

    at: datetime
    act: str
    fact: int
    name: str
    visit: str
    order: tuple[str, int]
    known: Known | Absent | None


@dataclass(kw_only=True)
class Firings:
    """`settled`: fired, and in order again later."""

    fired: int = 0
    settled: int = 0
    by_month: Counter[str] = field(default_factory=Counter)


def replayed(protocol: Protocol, people: Iterable[Iterable[Change]]) -> dict[str, Firings]:
    """By rule; of each participant the changes, oldest first."""
    found = {rule.id: Firings() for rule in protocol.rules}
    looks_at = {rule.id: leaves(rule, protocol) for rule in protocol.rules}
    for changes in people:
        broken: dict[str, set[str]] = {rule.id: set() for rule in protocol.rules}
        for at, touched, known in moments(changes):
            for rule in protocol.rules:
                if touched & looks_at[rule.id]:
                    now = visits_breaking(rule, protocol, known)
                    note(found[rule.id], broken[rule.id], now, f"{at:%Y-%m}")
                    broken[rule.id] = now
    return found


def leaves(rule: Rule, protocol: Protocol) -> frozenset[str]:
    names = names_in(rule.expect)
    return names | {leaf for name in names for leaf in recorded_for(name, protocol.facts)}


def moments(changes: Iterable[Change]) -> Iterator[tuple[datetime, set[str], ByVisit]]:
    """After each act: when, which facts it touched, and what was held true then."""
    standing: dict[int, Change] = {}
    for (at, _act), together in groupby(changes, key=lambda one: (one.at, one.act)):
        touched = set()
        for one in together:
            touched.add(one.name)
            standing.pop(one.fact, None)
            if one.known is not None:
                standing[one.fact] = one
        yield at, touched, by_visit(standing.values())


def by_visit(standing: Iterable[Change]) -> ByVisit:
    found: ByVisit = {"": {}}
    for one in sorted(standing, key=lambda one: one.order):
        if one.known is not None:
            found.setdefault(one.visit, {})[one.name] = one.known
    return found


def visits_breaking(rule: Rule, protocol: Protocol, known: ByVisit) -> set[str]:
    return {
        visit for visit, finding in findings(rule, protocol, known) if finding.truth is Truth.FALSE
    }


def note(firings: Firings, before: set[str], now: set[str], month: str) -> None:
    firings.fired += len(now - before)
    firings.settled += len(before - now)
    firings.by_month[month] += len(now - before)
