"""Endpoints: from when, until what, and where observation ends."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from trials.domain.condition_nodes import Condition
from trials.domain.text import Code, Name, Part, Text, Words


class Standing(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    EXPLORATORY = "exploratory"


class Alternative(Part):
    """The endpoint once more with another clock or another end; what is not given stays."""

    id: Name
    label: Text
    reading: Name | None = None
    origin: Name | None = None
    events: tuple[Name, ...] | None = None
    competing: tuple[Name, ...] | None = None
    censor_at: Name | None = None
    horizon_months: int | None = None


class EndpointBase(Part):
    id: Name
    title: Text
    short: Text
    definition: Text
    role: Standing
    # Analysis sets, the one for the headline first.
    sets: tuple[Name, ...] = Field(min_length=1)
    readings: tuple[Name, ...] = ()
    # False: the platform's own, not found in the source.
    printed: bool
    printed_text: Words | None = None


class TimeToEvent(EndpointBase):
    """Days from `origin` to the first of `events`, else to `censor_at`."""

    kind: Literal["time_to_event"]
    origin: Name
    events: tuple[Name, ...] = Field(min_length=1)
    competing: tuple[Name, ...] = ()
    censor_at: Name
    # Follow-up beyond it is cut off; counted from the first of `horizon_from` that is known,
    # from the origin when none is given.
    horizon_months: int | None = None
    horizon_from: tuple[Name, ...] = ()
    # Months at which the curve is read off.
    at_months: tuple[int, ...] = ()
    sensitivity: tuple[Alternative, ...] = ()


class AdverseEventProportion(EndpointBase):
    """The share with at least one related event of `min_grade` or worse that reached it between
    `window_from` and `window_to` plus `plus_days`, both days included."""

    kind: Literal["adverse_event_proportion"]
    arms: tuple[Code, ...] = Field(min_length=1)
    min_grade: int = Field(ge=1, le=5)
    related_to: tuple[Name, ...] = Field(min_length=1)
    window_from: Name
    window_to: Name
    plus_days: int


class Proportion(EndpointBase):
    """Of those for whom `among` holds, the share for whom `when` holds.

    Who cannot be told yet, on either question, is not evaluable: listed, and in no denominator.
    """

    kind: Literal["proportion"]
    among: Condition
    when: Condition


Endpoint = Annotated[TimeToEvent | AdverseEventProportion | Proportion, Discriminator("kind")]
