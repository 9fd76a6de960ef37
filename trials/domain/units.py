"""Units of measurement: every number reaches its canonical unit exactly.

Units are UCUM codes. Arithmetic runs in fractions; a result that no finite decimal can hold is
rounded, half to even, to twelve significant digits, far beyond what any laboratory reports.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cache
from typing import Any

from trials.domain.messages import Message
from trials.domain.messages import message as _
from trials.domain.plain_units import ratio

# Grams per mole, from the standard atomic weights of the formula beside each.
MOLAR_MASSES = {
    "bilirubin": Decimal("584.66"),  # C33H36N4O6: 1 mg/dL is 17.104 umol/L
    "direct_bilirubin": Decimal("584.66"),
    "creatinine": Decimal("113.12"),  # C4H7N3O: 1 mg/dL is 88.40 umol/L
    "glucose": Decimal("180.16"),  # C6H12O6: 1 mmol/L is 18.016 mg/dL
    "urea": Decimal("60.06"),  # CH4N2O: the whole molecule, not its nitrogen (BUN)
    "uric_acid": Decimal("168.11"),  # C5H4N4O3
    "cholesterol": Decimal("386.65"),  # C27H46O
    "ammonia": Decimal("17.031"),  # NH3
    "calcium": Decimal("40.078"),
}

# How laboratories print a unit, and the UCUM code they mean.
SPELLINGS = {
    "10^9/L": "10*9/L",
    "10^12/L": "10*12/L",
    "10^3/uL": "10*3/uL",
    "IU/L": "[IU]/L",
    "IU/mL": "[IU]/mL",
    "mIU/mL": "m[IU]/mL",
    "mIU/L": "m[IU]/L",
    "mmHg": "mm[Hg]",
    "°C": "Cel",
    "℃": "Cel",
}

# UCUM takes l and L for a liter, and laboratories print both: mg/dl, umol/l, g / L.
SPACED = re.compile(r"\s*/\s*")
SMALL_LITER = re.compile(r"/([dcmunpf]?)l$")

EXACT = Context(prec=28)
ROUNDED = Context(prec=12)


class UnknownUnit(ValueError):
    """A unit that is no UCUM code, or that this measurement is not reported in."""

    def __init__(self, unit: str, accepted: Collection[str] = ()) -> None:
        self.message = unknown_unit(unit, accepted)
        super().__init__(self.message)


class UnconvertibleUnit(ValueError):
    """Two units of different kinds, with no molar mass to bridge them."""

    def __init__(self, unit: str, to: str) -> None:
        self.message = _("A value in {unit} cannot be expressed in {to}.", unit=unit, to=to)
        super().__init__(self.message)


def unknown_unit(unit: str, accepted: Collection[str]) -> Message:
    if not accepted:
        return _("“{unit}” is not a UCUM unit.", unit=unit)
    return _(
        "“{unit}” is not a unit for this value. Accepted: {accepted}.",
        unit=unit,
        accepted=", ".join(accepted),
    )


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The unit a measurement is kept in, and the others it may be entered in."""

    unit: str
    also: tuple[str, ...] = ()
    analyte: str | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        return (self.unit, *self.also)

    def canonical(self, value: Decimal, unit: str) -> Decimal:
        """Express a value as entered in the unit it is kept in."""
        if unit == self.unit:
            return value
        if code(unit) not in {code(known) for known in self.accepted}:
            raise UnknownUnit(unit, self.accepted)
        return convert(value, unit=unit, to=self.unit, analyte=self.analyte)


def code(unit: str) -> str:
    """The UCUM code of a unit as a laboratory may print it."""
    plain = unit.strip().replace("\u00b5", "u").replace("\u03bc", "u")
    plain = plain.removeprefix("\u00d7").removeprefix("x10").strip()
    plain = f"10{plain}" if plain.startswith("^") else plain
    plain = SMALL_LITER.sub(r"/\1L", SPACED.sub("/", plain))
    return SPELLINGS.get(plain, plain)


def convert(value: Decimal, *, unit: str, to: str, analyte: str | None = None) -> Decimal:
    """Express the value in another unit; mass and amount of an analyte meet by its molar mass."""
    if code(unit) == code(to):
        return value
    mass = MOLAR_MASSES.get(analyte or "")
    plain = ratio(code(unit), code(to), None if mass is None else Fraction(mass))
    if plain is not None:
        return decimal(Fraction(value) * plain)
    return by_table(value, unit=unit, to=to, analyte=analyte)


def by_table(value: Decimal, *, unit: str, to: str, analyte: str | None) -> Decimal:
    one, target = parse(unit), parse(to)
    source = ucum().Quantity(Fraction(value) * Fraction(one.magnitude), one.units)
    for candidate in (source, *bridged(source, analyte)):
        if candidate.check(target):
            return decimal(candidate.to(target.units).magnitude / Fraction(target.magnitude))
    raise UnconvertibleUnit(unit, to)


def convertible(unit: str, to: str, analyte: str | None = None) -> bool:
    try:
        convert(Decimal(1), unit=unit, to=to, analyte=analyte)
    except UnconvertibleUnit:
        return False
    return True


def bridged(source: Any, analyte: str | None) -> list[Any]:
    if analyte not in MOLAR_MASSES or source.check("[temperature]"):
        return []
    molar_mass = ucum().Quantity(Fraction(MOLAR_MASSES[analyte]), "gram / mole")
    return [source / molar_mass, source * molar_mass]


def decimal(exact: Fraction) -> Decimal:
    EXACT.clear_flags()
    numerator, denominator = Decimal(exact.numerator), Decimal(exact.denominator)
    quotient = EXACT.divide(numerator, denominator)
    return ROUNDED.divide(numerator, denominator) if EXACT.flags[Inexact] else quotient


@cache
def parse(unit: str) -> Any:
    """One of the unit, as a Pint quantity; reading a code takes milliseconds."""
    # Loading the parser takes a second, so it waits for the first conversion.
    from ucumvert import InvalidUcumError  # type: ignore[import-untyped, unused-ignore]

    try:
        quantity = ucum().from_ucum(code(unit))
        return ucum().Quantity(quantity.magnitude, quantity.units)
    except (InvalidUcumError, AttributeError) as error:  # no code, or a bare {annotation}
        raise UnknownUnit(unit) from error


@cache
def ucum() -> Any:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry(non_int_type=Fraction)
