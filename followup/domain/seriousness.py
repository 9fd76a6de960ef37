"""Serious or not: the regulatory test, which severity does not answer.

ICH E2A asks six questions. A grade 4 neutropenia may be not serious; a grade 1 event that prolongs
a hospital stay is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from trials.domain.messages import Message, gettext_noop
from trials.domain.messages import message as _


class Criterion(StrEnum):
    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITALIZATION = "hospitalization"
    DISABILITY = "disability"
    CONGENITAL_ANOMALY = "congenital_anomaly"
    MEDICALLY_IMPORTANT = "medically_important"


CRITERION_LABELS: Mapping[Criterion, str] = {
    Criterion.DEATH: gettext_noop("Results in death"),
    Criterion.LIFE_THREATENING: gettext_noop("Is life-threatening"),
    Criterion.HOSPITALIZATION: gettext_noop("Requires or prolongs a stay in hospital"),
    Criterion.DISABILITY: gettext_noop("Results in persistent or significant disability"),
    Criterion.CONGENITAL_ANOMALY: gettext_noop("Is a congenital anomaly or birth defect"),
    Criterion.MEDICALLY_IMPORTANT: gettext_noop("Is medically important in another way"),
}

RELATED, NOT_RELATED = "related", "not_related"

FATAL_GRADE = 5
FATAL_OUTCOME = "fatal"

# The site tells the sponsor at once; where the protocol gives no hours, a day is counted down.
REPORT_WITHIN = timedelta(hours=24)


def hours_later(start: datetime, hours: timedelta, zone: tzinfo | None) -> datetime:
    """As they pass, whatever the clocks of the zone are put forward or back meanwhile."""
    return (start.astimezone(UTC) + hours).astimezone(zone)


def contradictions(
    *, grade: int, outcome: str, criteria: Collection[Criterion]
) -> list[tuple[str, Message]]:
    """What cannot all be so, by the field to look at first.

    A death shows in three places, and each is judged by itself: none is filled in from another.
    """
    is_death = Criterion.DEATH in criteria
    found = []
    if (grade == FATAL_GRADE) != (outcome == FATAL_OUTCOME):
        found.append(("outcome", _("Grade 5 is a death: grade and outcome must say the same.")))
    if is_death != (grade == FATAL_GRADE):
        found.append(
            ("seriousness", _("“Results in death” goes with grade 5, and grade 5 with it."))
        )
    return found


def related(causality: Mapping[str, str], *, agents: Collection[str]) -> bool | None:
    """Whether any agent is blamed; False only once each that can be was cleared by name."""
    if RELATED in causality.values():
        return True
    return False if agents and all(causality.get(one) == NOT_RELATED for one in agents) else None


@dataclass(frozen=True, kw_only=True)
class ReportClock:
    """Runs from the moment the site came to know until the report to the sponsor."""

    aware_at: datetime
    reported_at: datetime | None = None
    within: timedelta = REPORT_WITHIN

    @property
    def due_at(self) -> datetime:
        return hours_later(self.aware_at, self.within, self.aware_at.tzinfo)

    @property
    def is_running(self) -> bool:
        return self.reported_at is None

    def hours_left(self, now: datetime) -> int:
        """Whole hours; negative once the report is late: -1 within the first hour after."""
        return self.left(now) // timedelta(hours=1)

    def left(self, now: datetime) -> timedelta:
        return self.due_at.astimezone(UTC) - now.astimezone(UTC)
