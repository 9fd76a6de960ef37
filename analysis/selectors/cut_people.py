"""The participants of a data cut, as the endpoints need them."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analysis.domain.recurrence_sources import Said, said_by_readers, with_both
from analysis.domain.sets import Person
from analysis.models import DataCut
from analysis.selectors.cut_reads import central_courses
from analysis.selectors.cuts import read_table
from casebook.domain.fact_values import from_json
from enrollment.domain.exclusions import later_criteria
from followup.domain.central_course import CentralCourse
from trials.domain.derivations import with_derived
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Known, Source, day_of

# Cuts taken before exclusions were recorded have no such table.
EXCLUSIONS = "enrollment.exclusion"


@dataclass(frozen=True, kw_only=True)
class CutPerson:
    """`facts` is what stood last; `earlier` keeps every standing value of facts that move on.

    `arm` is empty unless the sealed part was opened. `exclusions` are the criteria by which
    somebody had confirmed an exclusion after enrollment that stood when the cut was taken.
    """

    id: int
    code: str
    activation: int
    facts: Mapping[str, Known | Absent]
    earlier: Mapping[str, list[Known]] = field(default_factory=dict)
    arm: str = ""
    exclusions: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        return Person(participant=self.id, facts=self.facts, exclusions=self.exclusions)


def begun_on(one: CutPerson) -> date | None:
    """The day of enrollment, where it is known to the day."""
    day = day_of(one.facts, "enrolled")
    return day.full if day else None


def people_of(cut: DataCut, protocol: Protocol, *, sealed: bool) -> list[CutPerson]:
    """Everybody in the cut, in order of id. `sealed` opens who is in which arm."""
    rows = read_table(cut, "casebook.fact")
    if sealed:
        rows += read_table(cut, "casebook.fact", part="sealed")
    said, excluded = standing_facts(rows), standing_exclusions(cut, protocol)
    central = central_courses(cut)
    return [
        person_of(
            row,
            said.get(row["id"], []),
            protocol,
            excluded.get(row["id"], ()),
            central=central.get(row["id"]),
        )
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


def standing_exclusions(cut: DataCut, protocol: Protocol) -> Mapping[int, tuple[str, ...]]:
    """Confirmed and not taken back, in the order of the protocol, by criteria that still leave
    somebody out: under the reading "not applied" they do not."""
    if EXCLUSIONS not in cut.manifest["content"]["open"]["tables"]:
        return {}
    found: dict[int, set[str]] = defaultdict(set)
    for row in read_table(cut, EXCLUSIONS):
        if row["reinstated_at"] is None:
            found[row["participant_id"]].add(row["criterion"])
    order = [one.id for one in later_criteria(protocol)]
    return {pk: tuple(one for one in order if one in ids) for pk, ids in found.items()}


def person_of(
    row: dict[str, Any],
    facts: list[dict[str, Any]],
    protocol: Protocol,
    exclusions: tuple[str, ...] = (),
    *,
    central: CentralCourse | None = None,
) -> CutPerson:
    latest: dict[str, Known | Absent] = {}
    earlier: dict[str, list[Known]] = defaultdict(list)
    for fact in facts:
        known = known_of(fact)
        latest[fact["name"]] = known
        if isinstance(known, Known):
            earlier[fact["name"]].append(known)
    arm = latest.get("arm")
    said = with_both(
        Said(facts=latest, earlier=earlier),
        said_by_readers(central) if central else None,
        counts=protocol.recurrence_source,
    )
    return CutPerson(
        id=row["id"],
        code=row["code"],
        activation=row["activation_id"],
        facts=with_derived(protocol.facts, said.facts),
        earlier=said.earlier,
        arm=str(arm.value) if isinstance(arm, Known) else "",
        exclusions=exclusions,
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
