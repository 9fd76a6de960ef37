"""The participants of a data cut, as the endpoints need them."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.domain.sets import Person
from analysis.models import DataCut
from analysis.selectors.cuts import read_table
from casebook.domain.fact_values import from_json
from trials.domain.derivations import with_derived
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Known, Source


@dataclass(frozen=True, kw_only=True)
class CutPerson:
    """`facts` is what stood last; `earlier` keeps every standing value of facts that move on.

    `arm` is empty unless the sealed part was opened.
    """

    id: int
    code: str
    activation: int
    facts: Mapping[str, Known | Absent]
    earlier: Mapping[str, list[Known]] = field(default_factory=dict)
    arm: str = ""

    @property
    def person(self) -> Person:
        return Person(participant=self.id, facts=self.facts)


def people_of(cut: DataCut, protocol: Protocol, *, sealed: bool) -> list[CutPerson]:
    """Everybody in the cut, in order of id. `sealed` opens who is in which arm."""
    rows = read_table(cut, "casebook.fact")
    if sealed:
        rows += read_table(cut, "casebook.fact", part="sealed")
    said = standing_facts(rows)
    return [
        person_of(row, said.get(row["id"], []), protocol)
        for row in read_table(cut, "casebook.participant")
    ]


def standing_facts(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Facts outside visits that nothing has superseded, earliest first."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["superseded_by_id"] is None and not row["retracted"] and not row["occasion"]:
            found[row["participant_id"]].append(row)
    for of_one in found.values():
        of_one.sort(key=lambda row: (row["date"], row["id"]))
    return found


def person_of(row: dict[str, Any], facts: list[dict[str, Any]], protocol: Protocol) -> CutPerson:
    latest: dict[str, Known | Absent] = {}
    earlier: dict[str, list[Known]] = defaultdict(list)
    for fact in facts:
        known = known_of(fact)
        latest[fact["name"]] = known
        if isinstance(known, Known):
            earlier[fact["name"]].append(known)
    arm = latest.get("arm")
    return CutPerson(
        id=row["id"],
        code=row["code"],
        activation=row["activation_id"],
        facts=with_derived(protocol.facts, latest),
        earlier=earlier,
        arm=str(arm.value) if isinstance(arm, Known) else "",
    )


def known_of(row: dict[str, Any]) -> Known | Absent:
    source = Source(kind=row["source_kind"], id=row["source_id"], hash=row["source_hash"])
    if row["missing"]:
        return Absent(reason=row["missing"], source=source)
    return Known(
        value=from_json(json.loads(row["value"])),
        unit=row["unit"] or None,
        date=PartialDate.parse(row["date"]) if row["date"] else None,
        source=source,
    )
