"""What was given, what it led to, and what the laboratory found: pooled, or by arm."""

from collections.abc import Iterator, Sequence

from analysis.domain.actions_table import actions_table
from analysis.domain.complications import complications_table
from analysis.domain.exposure_table import exposure_table
from analysis.domain.laboratory import Course, courses_of
from analysis.domain.laboratory_tables import laboratory_table, severe_table
from analysis.domain.safety import Arm, Events
from analysis.domain.safety_listings import People
from analysis.domain.tables import Table
from analysis.models import DataCut
from analysis.selectors.cut_people import CutPerson
from analysis.selectors.cut_treatment import (
    courses_in,
    laboratory_in,
    limits_in,
    operations_in,
    surgeries_of,
)
from trials.domain.protocol.protocol import Protocol


def treatment_blocks(
    cut: DataCut,
    people: Sequence[CutPerson],
    protocol: Protocol,
    *,
    listed: People,
    events: Events,
    arms: Sequence[Arm],
    given: Sequence[Arm],
) -> Iterator[Table]:
    """`arms` split the safety set, `given` too where agents are told: pooled where arms have
    letters. A table of what a trial never asks for is left out."""
    courses, operations = courses_in(cut, protocol), operations_in(cut)
    if courses:
        facts = {one.id: one.facts for one in people}
        yield exposure_table(courses, given, protocol.agents, facts=facts, cut=cut.events_to)
    agents = {one.id: one.label for one in protocol.agents}
    if agents:
        yield actions_table(events, given, agents, surgeries_of(people, protocol))
    if operations:
        yield complications_table(operations, arms)
    values = laboratory_of(cut, people, protocol)
    if values:
        yield laboratory_table(values, arms)
        yield severe_table(values, listed)


def laboratory_of(cut: DataCut, people: Sequence[CutPerson], protocol: Protocol) -> list[Course]:
    limits = limits_in(cut, people)
    values = [one for one in laboratory_in(cut, protocol) if one.participant in limits]
    return courses_of(values, limits, cut=cut.events_to)
