"""What the registry says of a trial, and the settings the platform runs it with."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trials.domain.text import Name, Part, Text, Words

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class StudyType(StrEnum):
    INTERVENTIONAL = "interventional"
    OBSERVATIONAL = "observational"


class Direction(StrEnum):
    PROSPECTIVE = "prospective"
    RETROSPECTIVE = "retrospective"
    # Both, in parts that are never counted together.
    HYBRID = "hybrid"


class Dates(StrEnum):
    """Nominal: the source has days only, counted from an invented start that is not a real date."""

    CALENDAR = "calendar"
    NOMINAL = "nominal"


class RegistryFact(Part):
    """One line of the registry record, as the synopsis shows it."""

    id: Name
    label: Text
    value: Text
    printed: Words | None = None


class Trial(Part):
    slug: Slug
    version: Words
    title: Text
    short_title: Text
    summary: Text
    registry: Words | None
    study_type: StudyType
    direction: Direction
    dates: Dates = Dates.CALENDAR
    ctcae: Literal["5.0"] | None
    target: int | None
    sponsor: Text | None
    eligibility_complete: bool = True
    registry_facts: tuple[RegistryFact, ...] = ()
    references: tuple[Words, ...] = ()


class ConsentBasis(StrEnum):
    SIGNED = "signed"
    WAIVER = "waiver"


class StudyPart(Part):
    """One of several parts with a denominator of its own; nobody is in two of them."""

    id: Name
    label: Text
    direction: Literal[Direction.PROSPECTIVE, Direction.RETROSPECTIVE]
    target: int | None
    consent_basis: ConsentBasis
    printed: Words | None = None


class DataUse(StrEnum):
    """What the platform does with what a participant gives, beyond writing it down."""

    IMAGING = "imaging"
    SLIDES = "slides"
    SAMPLES = "samples"
    MODEL_USE = "model_use"
    # By others, or for another question, after this trial.
    REUSE = "reuse"


class ConsentScope(Part):
    """One box of the consent form. A use that some box covers needs one of these boxes ticked; a
    use that none covers is part of taking part."""

    label: Text
    required: bool = False
    covers: tuple[DataUse, ...] = ()


class Consent(Part):
    basis: ConsentBasis
    note: Text
    scopes: dict[Name, ConsentScope] = Field(default_factory=dict)

    def covering(self, use: DataUse) -> dict[str, ConsentScope]:
        return {name: one for name, one in self.scopes.items() if use in one.covers}


class ContactLadder(Part):
    """Nobody is lost before this was tried: attempts, each on another day, then a vital-status
    sweep."""

    attempts: int = Field(default=3, ge=1)
    on_distinct_days: bool = True
    vital_status_sweep: bool = True


class RecurrenceSource(StrEnum):
    """Whose word on recurrence counts: the site's, or the readers' who saw neither arm nor
    outcome."""

    INVESTIGATOR = "investigator"
    CENTRAL = "central"


class Settings(Part):
    contact_ladder: ContactLadder = ContactLadder()
    reading: Literal["single", "double"] = "single"
    # An ambiguity of this name has the last word: see Protocol.recurrence_source.
    recurrence_source: RecurrenceSource = RecurrenceSource.INVESTIGATOR
    predictors: tuple[Name, ...] = ()
    retention_years: int | None = None
