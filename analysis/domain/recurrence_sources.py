"""Whose word on recurrence counts: the investigator's of each site, or the verdict of the readers
who saw neither arm nor outcome.

The protocol names one. Its facts stand under the plain names; the other's stand beside them, and
the sensitivity analysis derives the endpoint from those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.domain.endpoints import EndpointSpec
from analysis.domain.tables import Label
from followup.domain.central_course import CentralCourse, Settled
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.trial import RecurrenceSource
from trials.domain.values import Absent, Known, Source

RECURRENCE, CLEAR = "recurrence", "last_adequate_imaging"
READ = (RECURRENCE, CLEAR)
OTHERS = {name: f"other_{name}" for name in READ}
LABELS: Mapping[RecurrenceSource, Label] = {
    RecurrenceSource.INVESTIGATOR: _("Recurrence as the investigator read it"),
    RecurrenceSource.CENTRAL: _("Recurrence by the central verdict"),
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """`facts` is what stood last, `earlier` every standing value."""

    facts: Mapping[str, Known | Absent]
    earlier: Mapping[str, list[Known]]


def said_by_readers(course: CentralCourse) -> Said:
    earlier = {CLEAR: [known(one) for one in course.clear]}
    if course.recurrence is not None:
        earlier[RECURRENCE] = [known(course.recurrence)]
    earlier = {name: values for name, values in earlier.items() if values}
    return Said(facts={name: values[-1] for name, values in earlier.items()}, earlier=earlier)


def known(scan: Settled) -> Known:
    day = PartialDate.of(scan.day)
    return Known(day, date=day, source=Source(kind="tumor_assessment", id=str(scan.scan)))


def with_both(investigator: Said, central: Said | None, *, counts: RecurrenceSource) -> Said:
    """`central` is None where no scan of the participant has a verdict."""
    readers = central or Said(facts={}, earlier={})
    if counts is RecurrenceSource.CENTRAL:
        return beside(replaced(investigator, readers), investigator)
    return beside(investigator, readers)


def replaced(said: Said, by: Said) -> Said:
    """An unread scan never means "no event": what the site read does not stand in for it."""
    facts = {name: value for name, value in said.facts.items() if name not in READ}
    earlier = {name: value for name, value in said.earlier.items() if name not in READ}
    return Said(facts={**facts, **by.facts}, earlier={**earlier, **by.earlier})


def beside(said: Said, other: Said) -> Said:
    facts = {OTHERS[name]: value for name, value in other.facts.items() if name in READ}
    earlier = {OTHERS[name]: value for name, value in other.earlier.items() if name in READ}
    return Said(facts={**said.facts, **facts}, earlier={**said.earlier, **earlier})


def by_the_other(spec: EndpointSpec) -> EndpointSpec:
    def renamed(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(OTHERS.get(name, name) for name in names)

    return replace(
        spec,
        events=renamed(spec.events),
        competing=renamed(spec.competing),
        censor_at=OTHERS.get(spec.censor_at, spec.censor_at),
    )


def is_told_otherwise(facts: Mapping[str, object]) -> bool:
    """Has the other source said anything of this participant?"""
    return any(name in facts for name in OTHERS.values())


def rests_on_reading(spec: EndpointSpec) -> bool:
    return bool({*spec.ends, spec.censor_at} & set(READ))
