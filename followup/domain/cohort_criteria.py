"""Nobody enters a trial whose criteria they fail, archived or not; what is unknown stays open."""

from collections.abc import Collection, Iterator

from followup.domain.cohort_cells import Row
from followup.domain.cohort_mapping import CohortMapping
from followup.domain.cohort_memory import Memory
from trials.domain.conditions import evaluate
from trials.domain.derivations import with_derived
from trials.domain.messages import message as _
from trials.domain.protocol.criteria import Kind
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth
from trials.domain.values import Facts

FAILS = {Kind.INCLUSION: Truth.FALSE, Kind.EXCLUSION: Truth.TRUE}


def check_criteria(row: Row, memory: Memory, facts: Facts) -> None:
    protocol = memory.protocol
    known = with_derived(protocol.facts, facts)
    for criterion in protocol.criteria:
        if not criterion.is_screening:
            continue
        if memory.ask(criterion.when, known) is FAILS[criterion.kind]:
            finding = evaluate(criterion.when, known, protocol.chosen_readings)
            asked = {leaf for name in finding.used for leaf in asked_for(name, protocol)}
            place = ", ".join(columns_behind(asked, row.mapping)) or criterion.id
            text = _("{id} is not met: {criterion}.", id=criterion.id, criterion=criterion.text)
            row.fault(place, text)


def asked_for(name: str, protocol: Protocol) -> Iterator[str]:
    """The answers behind a value: a stage is not asked for, T, N and M are."""
    fact = protocol.facts.get(name)
    if fact is None or not fact.needs:
        yield name
        return
    for need in fact.needs:
        yield from asked_for(need, protocol)


def columns_behind(asked: Collection[str], mapping: CohortMapping) -> list[str]:
    """In the order of the mapping, each once."""
    found = [
        column.column
        for filled in mapping.forms
        for name, column in filled.items.items()
        if name in asked and column.column
    ]
    return list(dict.fromkeys(found))
