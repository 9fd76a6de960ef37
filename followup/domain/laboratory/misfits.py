"""Limits of normal that cannot be in the unit they are given in: 100-300 platelets a microliter."""

from collections.abc import Iterator
from functools import lru_cache

from followup.domain.laboratory.bounds import highest, steps_of
from followup.domain.laboratory.measuring import scaled, side, unit_of
from followup.domain.laboratory.results import Limits
from followup.domain.laboratory.rules import Against, Analyte, When, rules
from trials.domain.messages import Message
from trials.domain.messages import message as _

# No laboratory calls normal what would keep a patient in hospital.
SEVERE = 3


@lru_cache(maxsize=4096)
def misfit(analyte: Analyte, unit: str, limits: Limits) -> Message | None:
    """The grade is told all the same: the table is held to what it says."""
    grade = max(grades_of_limits(analyte, unit, limits), default=0)
    if grade < SEVERE:
        return None
    return _(
        "The limits of normal do not fit the unit “{unit}”: the limit itself would be grade "
        "{grade}. Check both.",
        unit=unit,
        grade=grade,
    )


def grades_of_limits(analyte: Analyte, unit: str, limits: Limits) -> Iterator[int]:
    known, _fault = unit_of(unit, analyte)
    for rule in rules():
        if known is None or rule.analyte is not analyte:
            continue
        limit = scaled(side(limits, rule.direction), known.factor)
        for scale in rule.scales:
            if scale.against is Against.ABSOLUTE and scale.when is When.ALWAYS:
                steps = steps_of(scale, analyte, known.kind)
                if steps is not None and limit is not None:
                    yield highest(limit, steps, scale, rule.direction)
