"""What was given, cut and measured, of a data cut: courses, operations, laboratory values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from analysis.domain.actions_table import Surgeries
from analysis.domain.complications import Operation
from analysis.domain.exposure_table import Course
from analysis.domain.laboratory import LabValue
from analysis.domain.tables import Label, RowRef
from analysis.models import DataCut
from analysis.selectors.cut_conduct import rows_in
from analysis.selectors.cut_people import CutPerson, known_of
from followup.domain.clavien_dindo import graded
from followup.domain.exposure import Given
from followup.domain.laboratory.proposals import Value, analyte_of
from followup.domain.laboratory.ranges import LimitsOf, Range, limits_by
from followup.selectors.laboratory import is_number
from trials.domain.messages import message as _
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Known, day_of

# What hcc-neo's forms call the day and the reason, and the day that was planned.
GIVEN_UP, WHY, PLANNED = "no_resection_date", "no_resection_reason", "planned_surgery_date"


def courses_in(cut: DataCut, protocol: Protocol) -> list[Course]:
    daily = {
        one.id for one in protocol.agents if one.planned is not None and one.planned.every_days == 1
    }
    return [
        Course(
            participant=row["participant_id"],
            given=Given(
                agent=row["agent"],
                first=row["start_date"],
                last=row["end_date"],
                dose=Decimal(row["dose"]) if row["dose"] else None,
                unit=row["dose_unit"],
                is_daily=row["agent"] in daily,
            ),
            ref=RowRef("followup.treatmentcourse", row["id"]),
        )
        for row in rows_in(cut, "followup.treatmentcourse")
    ]


def operations_in(cut: DataCut) -> list[Operation]:
    return [
        Operation(
            participant=row["participant_id"],
            ref=RowRef("followup.surgery", row["id"]),
            complication=graded(row["clavien_dindo"]),
            clear=row["clavien_dindo"] == "0",
        )
        for row in rows_in(cut, "followup.surgery")
        if row["surgery_date"] <= cut.events_to
    ]


def surgeries_of(people: Iterable[CutPerson], protocol: Protocol) -> Surgeries | None:
    """None where the protocol asks for no decision against resection."""
    if GIVEN_UP not in protocol.names:
        return None
    reasons: dict[str, set[int]] = defaultdict(set)
    delayed = set()
    for one in people:
        if isinstance(one.facts.get(GIVEN_UP), Known):
            why = one.facts.get(WHY)
            reasons[str(why.value) if isinstance(why, Known) else ""].add(one.id)
        if was_delayed(one):
            delayed.add(one.id)
    given_up = {label_of(why, protocol): frozenset(who) for why, who in sorted(reasons.items())}
    return Surgeries(given_up=given_up, delayed=frozenset(delayed))


def label_of(why: str, protocol: Protocol) -> Label:
    return protocol.declaration(WHY).codes.get(why, why) if why else _("Not stated yet")


def was_delayed(one: CutPerson) -> bool:
    planned, done = day_of(one.facts, PLANNED), day_of(one.facts, "surgery_date")
    return planned is not None and done is not None and done.earliest() > planned.latest()


# --- laboratory -----------------------------------------------------------------------------------


def laboratory_in(cut: DataCut, protocol: Protocol) -> list[LabValue]:
    """Standing numbers with a day and a unit or none, of whatever the protocol calls an analyte."""
    names = [name for name in protocol.names if analyte_of(name) is not None]
    found = []
    for row in rows_in(cut, "casebook.fact", only=("name", names)):
        if row["superseded_by_id"] is None and not row["retracted"] and not row["missing"]:
            value = lab_value(row)
            found += [value] if value else []
    return found


def lab_value(row: Mapping[str, Any]) -> LabValue | None:
    known = known_of(dict(row))
    if not isinstance(known, Known) or known.date is None or not is_number(known.value):
        return None
    value = Value(
        name=row["name"], value=Decimal(str(known.value)), unit=known.unit or "", day=known.date
    )
    return LabValue(
        participant=row["participant_id"], value=value, ref=RowRef("casebook.fact", row["id"])
    )


def limits_in(cut: DataCut, people: Sequence[CutPerson]) -> dict[int, LimitsOf]:
    """By participant: the limits of the laboratory of the site, for the sex."""
    ranges: dict[int, list[Range]] = defaultdict(list)
    for row in rows_in(cut, "followup.referencerange"):
        if not row["struck_reason"]:
            ranges[row["activation_id"]].append(range_of(row))
    return {one.id: limits_by(ranges[one.activation], sex=sex_of(one)) for one in people}


def range_of(row: Mapping[str, Any]) -> Range:
    return Range(
        analyte=row["analyte"],
        unit=row["unit"],
        first=row["from_date"],
        lower=Decimal(row["lower"]) if row["lower"] else None,
        upper=Decimal(row["upper"]) if row["upper"] else None,
        sex=row["sex"],
    )


def sex_of(one: CutPerson) -> str:
    said = one.facts.get("sex")
    return str(said.value) if isinstance(said, Known) else ""
