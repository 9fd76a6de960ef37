"""Clinical scores and stages, each a pure function of its components, in canonical units."""

from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum

from trials.domain.partial_dates import PartialDate


class Ascites(StrEnum):
    NONE = "none"
    MILD = "mild"
    MODERATE_SEVERE = "moderate_severe"


class Encephalopathy(StrEnum):
    NONE = "none"
    GRADE_1_2 = "grade_1_2"
    GRADE_3_4 = "grade_3_4"


@dataclass(frozen=True, kw_only=True)
class ChildPugh:
    """Points 1 to 3 for each component, 5 to 15 in all."""

    bilirubin: int
    albumin: int
    inr: int
    ascites: int
    encephalopathy: int

    @property
    def score(self) -> int:
        return self.bilirubin + self.albumin + self.inr + self.ascites + self.encephalopathy

    @property
    def grade(self) -> str:
        """Class A is 5 and 6, B 7 to 9, C 10 and more."""
        if self.score <= 6:
            return "A"
        return "B" if self.score <= 9 else "C"


def child_pugh(
    *,
    bilirubin_umol_l: Decimal,
    albumin_g_l: Decimal,
    inr: Decimal,
    ascites: Ascites,
    encephalopathy: Encephalopathy,
) -> ChildPugh:
    """Pugh 1973 as printed in SI units: bilirubin 34 and 51 umol/L, albumin 35 and 28 g/L, INR 1.7
    and 2.3; the middle band includes both its bounds.

    In mg/dL the bilirubin bounds are printed as 2 and 3, which are 34.2 and 51.3 umol/L: between
    51 and 51.3 umol/L the two printings differ, and here the one in umol/L counts.
    """
    return ChildPugh(
        bilirubin=points(bilirubin_umol_l, 34, 51),
        # Albumin falls as the liver fails, so its band is read from the other side.
        albumin=4 - points(albumin_g_l, 28, 35),
        inr=points(inr, Decimal("1.7"), Decimal("2.3")),
        ascites=1 + list(Ascites).index(ascites),
        encephalopathy=1 + list(Encephalopathy).index(encephalopathy),
    )


def points(value: Decimal, low: Decimal | int, high: Decimal | int) -> int:
    """1 below the band, 2 inside it (bounds included), 3 above it."""
    if value < low:
        return 1
    return 2 if value <= high else 3


@dataclass(frozen=True, kw_only=True)
class Albi:
    score: Decimal

    @property
    def grade(self) -> int:
        if self.score <= Decimal("-2.60"):
            return 1
        return 2 if self.score <= Decimal("-1.39") else 3


def albi(*, bilirubin_umol_l: Decimal, albumin_g_l: Decimal) -> Albi:
    """Johnson 2015: 0.66 log10 bilirubin (umol/L) - 0.085 albumin (g/L), unrounded."""
    if bilirubin_umol_l <= 0:
        raise ValueError("bilirubin must be above zero")
    logarithm = bilirubin_umol_l.log10(Context(prec=12))
    return Albi(score=Decimal("0.66") * logarithm - Decimal("0.085") * albumin_g_l)


def bclc(
    *,
    tumor_count: int,
    largest_diameter_mm: Decimal,
    vascular_invasion: bool,
    extrahepatic_spread: bool,
    ecog: int,
    child_pugh_class: str,
) -> str:
    """The Barcelona stage 0, A, B, C or D by the letter (2022 update, performance status strict).

    The letter makes every ECOG 1 or 2 stage C and every Child-Pugh C stage D; that the symptom is
    not the tumor's, or that a transplant is possible, is the investigator's to record.
    """
    if ecog >= 3 or child_pugh_class == "C":
        return "D"
    if ecog >= 1 or vascular_invasion or extrahepatic_spread:
        return "C"
    if tumor_count == 1:
        is_very_early = largest_diameter_mm <= 20 and child_pugh_class == "A"
        return "0" if is_very_early else "A"
    return "A" if tumor_count <= 3 and largest_diameter_mm <= 30 else "B"


def age_on(*, birth: PartialDate | date, on: PartialDate | date) -> int | None:
    """Completed years: 75 until the day of the 76th birthday. None where the known parts of the
    dates leave two ages possible.

    Born on 29 February, one turns a year older on 1 March of a common year.
    """
    birth, on = as_partial(birth), as_partial(on)
    youngest = completed_years(birth.latest(), on.earliest())
    oldest = completed_years(birth.earliest(), on.latest())
    return youngest if youngest == oldest else None


def as_partial(day: PartialDate | date) -> PartialDate:
    return PartialDate.of(day) if isinstance(day, date) else day


def completed_years(birth: date, on: date) -> int:
    birthday_is_ahead = (on.month, on.day) < (birth.month, birth.day)
    return on.year - birth.year - birthday_is_ahead
