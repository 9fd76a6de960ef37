"""Which data-quality rules a participant's facts break."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trials.domain.condition_nodes import names_in
from trials.domain.conditions import Finding, evaluate
from trials.domain.derivations import with_derived
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.rules import Rule
from trials.domain.truth import Truth
from trials.domain.values import Facts

# By visit, what is known there; under no code what belongs to none.
Known = Mapping[str, Facts]


@dataclass(frozen=True, kw_only=True)
class Breach:
    """`visit` is where it was found; empty where every fact stands for the whole participant."""

    rule: Rule
    visit: str
    used: Facts


@dataclass(kw_only=True)
class Tally:
    """How a rule fares over many participants."""

    broken: int = 0
    held: int = 0
    unknown: int = 0
    examples: list[str] = field(default_factory=list)


def breaches(protocol: Protocol, known: Known) -> Iterator[Breach]:
    for rule in protocol.rules:
        for visit, finding in findings(rule, protocol, known):
            if finding.truth is Truth.FALSE:
                yield Breach(rule=rule, visit=visit, used=finding.used)


def findings(rule: Rule, protocol: Protocol, known: Known) -> Iterator[tuple[str, Finding]]:
    """Once; or at each visit that knows something the rule speaks of."""
    names = names_in(rule.expect)
    general = known.get("", {})
    visits = [code for code, facts in known.items() if code and not names.isdisjoint(facts)]
    for code in visits or [""]:
        facts = with_derived(protocol.facts, {**general, **known.get(code, {})})
        yield code, evaluate(rule.expect, facts, protocol.chosen_readings)


def tallied(protocol: Protocol, people: Iterable[tuple[str, Known]]) -> dict[str, Tally]:
    """By rule: each participant once, broken if anywhere."""
    found = {rule.id: Tally() for rule in protocol.rules}
    for code, known in people:
        for rule in protocol.rules:
            count(found[rule.id], code, {one.truth for _, one in findings(rule, protocol, known)})
    return found


def count(tally: Tally, code: str, truths: set[Truth]) -> None:
    if Truth.FALSE in truths:
        tally.broken += 1
        tally.examples.append(code)
    elif Truth.UNKNOWN in truths:
        tally.unknown += 1
    else:
        tally.held += 1
