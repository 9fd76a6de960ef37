"""The limits of normal of a site's laboratory: which stood on a day, in the unit of a value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from followup.domain.laboratory.measuring import Unit, unit_of
from followup.domain.laboratory.results import Limits
from followup.domain.laboratory.rules import Analyte, analytes
from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate

ANYBODY = ""


@dataclass(frozen=True, kw_only=True)
class Range:
    """In force from `first` until the next of the same analyte and sex; `sex` is empty where the
    laboratory makes no difference."""

    analyte: str
    unit: str
    first: date
    lower: Decimal | None = None
    upper: Decimal | None = None
    sex: str = ANYBODY


LimitsOf = Callable[[Analyte, str, PartialDate], Limits]


def limits_by(ranges: Iterable[Range], *, sex: str) -> LimitsOf:
    """The limits for a person of that sex; none where no range stands, where it cannot be told
    which of two stood on the day, or where the units are not of one kind."""
    known = list(ranges)

    def limits_of(analyte: Analyte, unit: str, day: PartialDate) -> Limits:
        mine = [one for one in known if one.analyte == analyte.id]
        then = in_force(mine, day.earliest(), sex)
        if then is None or in_force(mine, day.latest(), sex) is not then:
            return Limits()
        return converted(then, analyte, unit)

    return limits_of


def in_force(ranges: Iterable[Range], day: date, sex: str) -> Range | None:
    """What is said of one sex goes before what is said of everybody."""
    begun = [one for one in ranges if one.first <= day and one.sex in (ANYBODY, sex)]
    return max(begun, key=lambda one: (one.sex != ANYBODY, one.first), default=None)


def converted(found: Range, analyte: Analyte, unit: str) -> Limits:
    theirs, fault = unit_of(found.unit, analyte)
    wanted, fault_of_value = unit_of(unit, analyte)
    if fault or fault_of_value or theirs is None or wanted is None:
        return Limits()
    if theirs.kind != wanted.kind:
        return Limits()
    return Limits(
        lower=in_unit(found.lower, theirs, wanted), upper=in_unit(found.upper, theirs, wanted)
    )


def in_unit(number: Decimal | None, theirs: Unit, wanted: Unit) -> Decimal | None:
    return None if number is None else number * theirs.factor / wanted.factor


def fault(given: Range, *, today: date) -> Message | None:
    """Why it can be no range; None where it can."""
    analyte = analytes().get(given.analyte)
    if analyte is None:
        return _("Choose what is measured.")
    if given.first > today:
        return _("{day} is in the future. Enter limits once they are in force.", day=given.first)
    if given.lower is None and given.upper is None:
        return _("Give a lower limit, an upper limit, or both.")
    if given.lower is not None and given.upper is not None and given.lower >= given.upper:
        return _("The lower limit lies below the upper one. Check both.")
    return unit_of(given.unit, analyte)[1] if given.unit.strip() else needs_unit(analyte)


def needs_unit(analyte: Analyte) -> Message | None:
    if analyte.needs_no_unit:
        return None
    return _("Give the unit. Accepted: {accepted}.", accepted=", ".join(analyte.units))
