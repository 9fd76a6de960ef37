"""Eligibility, atom by atom: one checkable question each, with the sentence it comes from."""

from enum import StrEnum

from trials.domain.condition_nodes import Condition
from trials.domain.text import Code, Name, Part, Text, Words


class Kind(StrEnum):
    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"


class KnowableAt(StrEnum):
    """The first moment at which anyone can answer."""

    SCREENING = "screening"
    SURGERY = "surgery"
    DAY_90 = "day_90"
    END = "end"


class Criterion(Part):
    """An inclusion is met when `when` holds; an exclusion applies when it holds."""

    id: Code
    kind: Kind
    # The printed item the atom belongs to: I7 for I7a to I7g.
    group: Code
    knowable_at: KnowableAt = KnowableAt.SCREENING
    text: Text
    printed: Words | None
    when: Condition
    missing_hint: Text | None = None
    readings: tuple[Name, ...] = ()

    @property
    def is_screening(self) -> bool:
        return self.knowable_at is KnowableAt.SCREENING
