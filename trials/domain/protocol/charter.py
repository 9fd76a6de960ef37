"""What the safety board watches, and when it would be advised to stop: its charter's settings.

There is no default limit. A boundary advises; the board decides.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from trials.domain.text import Code, Name, Part, Text, Words

Share = Annotated[float, Field(gt=0, lt=1)]
Positive = Annotated[float, Field(gt=0)]


class Watched(StrEnum):
    # Grade 3 or worse and not judged unrelated, among those who got a dose.
    SEVERE_RELATED_EVENT = "severe_related_event"
    TREATMENT_DEATH = "treatment_death"
    # Among the resected whose day 90 is known about.
    DEATH_BY_DAY_90 = "death_by_day_90"
    # Clavien-Dindo IIIb or worse, among the resected.
    SEVERE_COMPLICATION = "severe_complication"
    # Among those of whom it is decided.
    NOT_RESECTED = "not_resected"


class Looks(Part):
    """Group sequential looks at one contrast of the plan, by one spending function.

    `alpha` is one-sided; `information` are the planned shares of `planned_events`.
    """

    analysis: Name
    planned_events: int = Field(ge=2)
    information: tuple[Annotated[float, Field(gt=0, le=1)], ...] = Field(min_length=1)
    spending: Literal["obrien_fleming"] = "obrien_fleming"
    alpha: Share
    power: Share


class StoppingLimit(Part):
    """Advise to stop if P(risk > `limit` | data) > `certainty`, the prior being Beta(`prior`).

    `risks` are the true risks at which the rule's behavior is shown.
    """

    id: Name
    label: Text
    watches: Watched
    arm: Code | None = None
    limit: Share
    certainty: Share
    prior: tuple[Positive, Positive]
    most: int = Field(ge=1, le=2000)
    risks: tuple[Share, ...] = Field(min_length=2)


class Charter(Part):
    """`example` marks a charter that no board has adopted."""

    version: Words
    example: bool = False
    note: Text | None = None
    looks: Looks | None = None
    limits: tuple[StoppingLimit, ...] = ()
