"""Surgical complications by Clavien and Dindo: graded by what was done about them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trials.domain.messages import Message, gettext_noop
from trials.domain.messages import message as _


class ClavienDindo(StrEnum):
    """In order, the mildest first."""

    I = "I"  # noqa: E741 - the scale is printed in Roman numerals
    II = "II"
    IIIA = "IIIa"
    IIIB = "IIIb"
    IVA = "IVa"
    IVB = "IVb"
    V = "V"

    @property
    def rank(self) -> int:
        return list(ClavienDindo).index(self)

    @property
    def is_major(self) -> bool:
        """From IIIa on somebody had to intervene."""
        return self.rank >= ClavienDindo.IIIA.rank


GRADE_LABELS: Mapping[ClavienDindo, str] = {
    ClavienDindo.I: gettext_noop("Away from the normal course, no treatment beyond the simplest"),
    ClavienDindo.II: gettext_noop("Drugs, transfusion or feeding by vein"),
    ClavienDindo.IIIA: gettext_noop("An intervention without general anesthesia"),
    ClavienDindo.IIIB: gettext_noop("An intervention under general anesthesia"),
    ClavienDindo.IVA: gettext_noop("Life-threatening: one organ failing"),
    ClavienDindo.IVB: gettext_noop("Life-threatening: several organs failing"),
    ClavienDindo.V: gettext_noop("Death"),
}
WRITTEN = re.compile(r"(?:grade)?\s*(V|IV|I{1,3}|[1-5])\s*([ab]?)\s*[-, ]?\s*(d?)", re.IGNORECASE)
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}


class NotClavienDindo(ValueError):
    def __init__(self, text: str) -> None:
        self.message: Message = _(
            "“{text}” is no grade of Clavien-Dindo. Write one of: {grades}; d behind it marks a "
            "lasting disability.",
            text=text,
            grades=", ".join(ClavienDindo),
        )
        super().__init__(str(self.message))


@dataclass(frozen=True, kw_only=True)
class Complication:
    """`lasting`: the suffix d, a disability at discharge."""

    grade: ClavienDindo
    lasting: bool = False

    @property
    def code(self) -> str:
        """As it is stored: IIIad."""
        return f"{self.grade}d" if self.lasting else self.grade.value

    @property
    def shown(self) -> str:
        return f"{self.grade}-d" if self.lasting else self.grade.value


# Nothing said, or said that nothing happened.
UNCOMPLICATED = ("", "0")


def graded(text: str) -> Complication | None:
    """None where there was no complication, or nobody said."""
    return None if text in UNCOMPLICATED else parse(text)


def parse(text: str) -> Complication:
    """Read "IIIa", "3a" or "IIIb-d". A bare III or IV does not say which, and is refused."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise NotClavienDindo(text)
    number, letter, suffix = found.groups()
    try:
        grade = ClavienDindo(ROMAN.get(number, number.upper()) + letter.lower())
    except ValueError as error:
        raise NotClavienDindo(text) from error
    if grade is ClavienDindo.V and suffix:
        raise NotClavienDindo(text)
    return Complication(grade=grade, lasting=bool(suffix))


def worst(grades: Iterable[ClavienDindo]) -> ClavienDindo | None:
    return max(grades, key=lambda grade: grade.rank, default=None)


def proposed(
    *,
    died: bool = False,
    failing_organs: int = 0,
    intensive_care: bool = False,
    intervention: bool = False,
    general_anesthesia: bool = False,
    drugs: bool = False,
) -> ClavienDindo:
    """The grade of a complication by what was done about it; a person decides."""
    ladder = (
        (died, ClavienDindo.V),
        (failing_organs > 1, ClavienDindo.IVB),
        (failing_organs == 1 or intensive_care, ClavienDindo.IVA),
        (intervention and general_anesthesia, ClavienDindo.IIIB),
        (intervention, ClavienDindo.IIIA),
        (drugs, ClavienDindo.II),
    )
    return next((grade for is_so, grade in ladder if is_so), ClavienDindo.I)
