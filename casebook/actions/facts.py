"""Facts flow down: whoever owns a record hands over its facts in the record's own transaction."""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from audit.content import sha256_of
from casebook.corrections import watched
from casebook.domain.fact_values import to_json
from casebook.models import Fact, Participant
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Value

# By the kind and id of a source: its facts by name and occasion.
Standing = dict[tuple[str, str], dict[tuple[str, str], Fact]]


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """A value, or the reason why there is none, under a name of the protocol."""

    name: str
    value: Value | None = None
    missing: str = ""
    unit: str = ""
    date: PartialDate | None = None
    occasion: str = ""

    def columns(self) -> dict[str, Any]:
        return {
            "value": None if self.value is None else to_json(self.value),
            "missing": self.missing,
            "unit": self.unit,
            "date": self.date.iso() if self.date else "",
        }

    @cached_property
    def json(self) -> str:
        """Its columns, for a statement of many facts; the same fact of another person reads the
        same."""
        known = {"name": self.name, "occasion": self.occasion, **self.columns()}
        said = {name: value for name, value in known.items() if value is not None and value != ""}
        return json.dumps(said)


@dataclass(frozen=True, kw_only=True)
class FactSource:
    """The record that says so: its kind, its id and the hash of its content."""

    kind: str
    id: str
    content: Any = field(repr=False)

    @cached_property
    def hash(self) -> str:
        return sha256_of(self.content)


def hand_down(
    *, participant: Participant, source: FactSource, facts: Iterable[NewFact]
) -> list[Fact]:
    """Make this source say exactly these facts: new ones stand, changed ones supersede, dropped
    ones are retracted. Runs inside the act that writes the record."""
    return hand_down_all(participant=participant, said=[(source, facts)])


def hand_down_all(
    *, participant: Participant, said: Iterable[tuple[FactSource, Iterable[NewFact]]]
) -> list[Fact]:
    """The same for several sources, which are read at once: a third year of visits costs as little
    as the first."""
    sources = [(source, list(facts)) for source, facts in said]
    standing = standing_of(participant, [source for source, _ in sources])
    around = watched(participant) if corrects(sources, standing) else nullcontext()
    with around:
        return write(participant, sources, standing)


def corrects(sources: list[tuple[FactSource, list[NewFact]]], standing: Standing) -> bool:
    """Does any source change what it said, or say something no more?"""
    now = {
        (source.kind, source.id): {(fact.name, fact.occasion): fact for fact in facts}
        for source, facts in sources
    }
    return any(
        key not in now[source] or differs(before, now[source][key])
        for source, said in standing.items()
        for key, before in said.items()
    )


def differs(before: Fact, fact: NewFact) -> bool:
    return any(getattr(before, key) != value for key, value in fact.columns().items())


def write(
    participant: Participant, sources: list[tuple[FactSource, list[NewFact]]], standing: Standing
) -> list[Fact]:
    handed = [
        say(participant, source, fact, standing[source.kind, source.id])
        for source, facts in sources
        for fact in facts
    ]
    if fresh := [row for row in handed if row.pk is None]:
        Fact.objects.bulk_create(fresh)
    for left in standing.values():
        for dropped in left.values():
            dropped.retracted = True
            dropped.save(update_fields=["retracted"])
    return handed


def standing_of(participant: Participant, sources: list[FactSource]) -> Standing:
    """By source what it says until now, by name and occasion; empty where it said nothing."""
    found: Standing = {(source.kind, source.id): {} for source in sources}
    rows = Fact.objects.filter(
        participant=participant,
        source_kind__in={source.kind for source in sources},
        source_id__in={source.id for source in sources},
    )
    for row in rows.standing() if sources else ():
        if (row.source_kind, row.source_id) in found:
            found[row.source_kind, row.source_id][row.name, row.occasion] = row
    return found


def say(
    participant: Participant,
    source: FactSource,
    fact: NewFact,
    standing: dict[tuple[str, str], Fact],
) -> Fact:
    """Take the fact of that name off `standing` and put this one in its place, if it differs.

    Where none stood the new one comes back unsaved, to be stored together with others.
    """
    before = standing.pop((fact.name, fact.occasion), None)
    if before and not differs(before, fact):
        return before
    row = row_of(participant, source, fact)
    if before:
        supersede(before, row)
    return row


def supersede(before: Fact, row: Fact) -> None:
    # Two facts of one source under one name may not stand side by side, not even for a moment.
    before.retracted = True
    before.save(update_fields=["retracted"])
    row.save(force_insert=True)
    before.superseded_by = row
    before.retracted = False
    before.save(update_fields=["retracted", "superseded_by"])


def row_of(participant: Participant, source: FactSource, fact: NewFact) -> Fact:
    return Fact(
        activation_id=participant.activation_id,
        participant=participant,
        name=fact.name,
        occasion=fact.occasion,
        source_kind=source.kind,
        source_id=source.id,
        source_hash=source.hash,
        **fact.columns(),
    )
