"""Adverse events, deaths and surgery of a data cut, as the safety tables need them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from analysis.domain.safety import AdverseEventRow
from analysis.domain.safety_listings import SafetyPerson
from analysis.domain.tables import Label, RowRef
from analysis.models import DataCut
from analysis.selectors.cut_people import CutPerson
from analysis.selectors.cuts import read_table
from followup.domain.grade_course import course_from
from followup.domain.treatment_windows import Graded
from trials.domain.ctcae.terms import class_label, term
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.text import Text
from trials.domain.values import day_of


def adverse_events_of(cut: DataCut) -> list[AdverseEventRow]:
    return [event_of(row) for row in read_table(cut, "followup.adverseevent")]


def event_of(row: dict[str, Any]) -> AdverseEventRow:
    known = term(row["term"])
    causality = json.loads(row["causality"])
    return AdverseEventRow(
        id=row["id"],
        participant=row["participant_id"],
        term=known.name,
        soc=known.organ_class,
        grade=row["grade"],
        serious=row["serious"],
        related=("related" in causality.values()) if causality else None,
        onset=PartialDate.parse(row["onset"]),
        course=course_of(row),
        judged=frozenset(causality),
        blamed=frozenset(agent for agent, said in causality.items() if said == "related"),
        actions=json.loads(row.get("action_taken") or "{}"),
        term_label=Text(en=known.name, zh=known.label("zh")),
        soc_label=Text(en=known.organ_class, zh=class_label(known.organ_class, "zh")),
        outcome=row["outcome"],
    )


def course_of(row: dict[str, Any]) -> tuple[Graded, ...]:
    """Empty in a cut older than the courses."""
    stored = json.loads(row.get("grades") or "[]")
    course = course_from(stored, onset=row["onset"], grade=row["grade"])
    return course.graded if stored else ()


def safety_people_of(
    cut: DataCut, people: Iterable[CutPerson], protocol: Protocol, *, by_arm: bool
) -> list[SafetyPerson]:
    deaths = death_rows(cut)
    arms: Mapping[str, Label] = {arm.id: arm.short_label for arm in protocol.arms}
    return [
        safety_person(one, deaths.get(one.id), arms.get(one.arm) if by_arm else None)
        for one in people
    ]


def death_rows(cut: DataCut) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in read_table(cut, "followup.vitalstatus"):
        day = PartialDate.parse(row["status_date"])
        if row["vital_status"] == "dead" and day.earliest() <= cut.events_to:
            found[row["participant_id"]] = row
    return found


def safety_person(one: CutPerson, death: dict[str, Any] | None, arm: Label | None) -> SafetyPerson:
    return SafetyPerson(
        participant=one.id,
        code=one.code,
        arm=arm,
        first_dose=full(one, "first_dose"),
        last_dose=full(one, "last_dose"),
        surgery=full(one, "surgery_date"),
        last_known_alive=full(one, "last_contact"),
        death=PartialDate.parse(death["status_date"]) if death else None,
        cause_of_death=death["cause_of_death"] if death else None,
        death_ref=RowRef("followup.vitalstatus", death["id"]) if death else None,
    )


def full(one: CutPerson, name: str) -> date | None:
    day = day_of(one.facts, name)
    return day.full if day else None
