"""Arms, and the agents given in them."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from trials.domain.ctcae.terms import UnknownTerm, term
from trials.domain.text import Code, Name, Part, Text, Words
from trials.domain.values import Facts, Known


class Allocation(StrEnum):
    """How a participant comes to an arm."""

    BY_DECISION = "by_decision"
    IMPORTED = "imported"
    NONE = "none"


class AgentKind(StrEnum):
    DRUG = "drug"
    PROCEDURE = "procedure"


class Adjuvant(StrEnum):
    """What an agent counts as, begun after curative surgery and before any recurrence."""

    TACE = "tace"
    SYSTEMIC = "systemic"


Dose = Annotated[Decimal, Field(gt=0)]


class Planned(Part):
    """`dose` every so many days: 8 mg every day, 85 mg/m2 every 21 days. Where it depends on the
    participant (by weight), `by` names the fact that says so and `doses` the dose of each answer.
    """

    dose: Dose | None = None
    by: Name | None = None
    doses: dict[Code, Dose] = Field(default_factory=dict)
    unit: str
    every_days: int = Field(ge=1)
    printed: Words | None = None

    @model_validator(mode="after")
    def one_way_of_saying(self) -> Self:
        if (self.dose is None) is (self.by is None) or (self.by is None) is bool(self.doses):
            raise ValueError("give either a dose, or by and doses")
        return self

    def dose_for(self, facts: Facts) -> Decimal | None:
        """None where nobody said yet which dose it is to be."""
        if self.by is None:
            return self.dose
        said = facts.get(self.by)
        return self.doses.get(str(said.value)) if isinstance(said, Known) else None


class Agent(Part):
    """What is given or done, and may be blamed for an adverse event when `causality` is set."""

    id: Name
    label: Text
    kind: AgentKind
    # Given in sessions: each ends on the day it was given, unless somebody writes another end.
    session: bool = False
    neoadjuvant: bool = False
    adjuvant: Adjuvant | None = None
    causality: bool = True
    route: Text | None = None
    dose_units: tuple[str, ...] = ()
    # What a relative dose intensity is counted against; none where the source gives no dose.
    planned: Planned | None = None
    # Terms of CTCAE that the reference safety information lists: what is expected of this agent.
    listed: tuple[Words, ...] = ()
    # The protocol names a class only ("a PD-1 inhibitor"): each course says which product.
    product_named: bool = False
    printed: Words | None = None

    @field_validator("listed")
    @classmethod
    def known_terms(cls, listed: tuple[str, ...]) -> tuple[str, ...]:
        for name in listed:
            try:
                term(name)
            except UnknownTerm as unknown:
                raise ValueError(str(unknown)) from unknown
        return listed


class Arm(Part):
    id: Code
    label: Text
    short_label: Text
    description: Text
    agents: tuple[Name, ...] = ()
    # How many are planned for this arm; none where the source gives none, as hcc-neo's.
    target: int | None = Field(default=None, ge=1)
    is_comparator: bool = False
    printed: Words | None = None
