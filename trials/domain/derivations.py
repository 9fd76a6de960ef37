"""Facts derived from facts: the named functions a protocol's `facts` section may call.

A protocol writes `child_pugh_score: {from: child_pugh, needs: [bilirubin, albumin, ...]}`; the
needs stand in the order of the function's arguments.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import Any, Protocol

from trials.domain import scores, timing, tnm
from trials.domain.clinical_response import Digital, Endoscopic, worst_of_three
from trials.domain.partial_dates import PartialDate
from trials.domain.units import convert
from trials.domain.values import Absent, Facts, Known, Source, Value


class Declared(Protocol):
    """As much of a protocol's fact as matters here."""

    @property
    def from_(self) -> str | None: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> str | None: ...


@dataclass(frozen=True)
class Incomplete(Absent):
    """Not derived, for want of these facts: absent themselves, or not yet recorded."""

    missing: tuple[str, ...] = ()


INCOMPLETE, NOT_COMPUTABLE = "incomplete", "not_computable"


@dataclass(frozen=True, kw_only=True)
class Argument:
    """What a function takes: a measurement in this unit, one of these codes, or any value."""

    unit: str | None = None
    analyte: str | None = None
    codes: type[StrEnum] | None = None

    def read(self, known: Known) -> Any:
        if self.codes is not None:
            return self.codes(str(known.value))
        if self.unit is None or known.unit is None:
            return known.value
        value = Decimal(str(known.value))
        return convert(value, unit=known.unit, to=self.unit, analyte=self.analyte)


@dataclass(frozen=True)
class Derivation:
    function: Callable[..., Value | None]
    takes: tuple[Argument, ...]

    def value(self, known: Sequence[Known]) -> Value | None:
        """None where the values are known and yet give no answer, as TX gives no stage."""
        try:
            return self.function(*(to.read(one) for to, one in zip(self.takes, known, strict=True)))
        except ValueError:
            return None


def child_pugh(*components: Any) -> scores.ChildPugh:
    names = ("bilirubin_umol_l", "albumin_g_l", "inr", "ascites", "encephalopathy")
    return scores.child_pugh(**dict(zip(names, components, strict=True)))


def albi(bilirubin: Decimal, albumin: Decimal) -> scores.Albi:
    return scores.albi(bilirubin_umol_l=bilirubin, albumin_g_l=albumin)


def albi_score(bilirubin: Decimal, albumin: Decimal) -> Decimal:
    # Ten digits after the point: the grade's cut points have two, so none is crossed by rounding.
    return Context(prec=12).create_decimal(albi(bilirubin, albumin).score)


def bclc(*components: Any) -> str:
    count, diameter, invasion, spread, ecog, grade = components
    return scores.bclc(
        tumor_count=count,
        largest_diameter_mm=diameter,
        vascular_invasion=invasion,
        extrahepatic_spread=spread,
        ecog=int(ecog),
        child_pugh_class=grade,
    )


def count_of(chosen: tuple[str, ...]) -> int:
    return len(chosen)


def days_between(start: PartialDate, end: PartialDate) -> int | None:
    """None unless both days are known: a guessed day would be a guessed interval."""
    if start.full is None or end.full is None:
        return None
    return (end.full - start.full).days


ANY = Argument()
BILIRUBIN = Argument(unit="umol/L", analyte="bilirubin")
ALBUMIN = Argument(unit="g/L")
LENGTH = Argument(unit="mm")
CHILD_PUGH = (
    BILIRUBIN,
    ALBUMIN,
    ANY,
    Argument(codes=scores.Ascites),
    Argument(codes=scores.Encephalopathy),
)

DERIVATIONS: Mapping[str, Derivation] = {
    "age_on": Derivation(lambda birth, on: scores.age_on(birth=birth, on=on), (ANY, ANY)),
    "albi": Derivation(albi_score, (BILIRUBIN, ALBUMIN)),
    "albi_grade": Derivation(lambda *needs: albi(*needs).grade, (BILIRUBIN, ALBUMIN)),
    "bclc_computed": Derivation(bclc, (ANY, LENGTH, ANY, ANY, ANY, ANY)),
    "child_pugh": Derivation(lambda *needs: child_pugh(*needs).score, CHILD_PUGH),
    "child_pugh_class": Derivation(lambda *needs: child_pugh(*needs).grade, CHILD_PUGH),
    "count_of_phases": Derivation(count_of, (ANY,)),
    "days_between": Derivation(days_between, (ANY, ANY)),
    "timing_band": Derivation(timing.timing_band, (ANY, ANY)),
    "tnm_stage": Derivation(tnm.stage_group, (ANY, ANY, ANY)),
    "worst_of_three": Derivation(
        worst_of_three, (Argument(codes=Digital), Argument(codes=Endoscopic), ANY, ANY)
    ),
    "weeks_between": Derivation(timing.weeks_between, (ANY, ANY)),
}


def derive(
    name: str, facts: Facts, needs: Sequence[str], unit: str | None = None
) -> Known | Absent:
    """Call the named function on the facts it needs; `unit` is the unit of its answer."""
    known = [facts.get(need) for need in needs]
    missing = tuple(
        need for need, one in zip(needs, known, strict=True) if not isinstance(one, Known)
    )
    if missing:
        return Incomplete(INCOMPLETE, missing=missing)
    present = [one for one in known if isinstance(one, Known)]
    value = DERIVATIONS[name].value(present)
    source = Source(kind="derived", id=name)
    if value is None:
        return Absent(NOT_COMPUTABLE, source=source)
    return Known(value, unit=unit, date=latest_date(present), source=source)


def latest_date(known: Sequence[Known]) -> PartialDate | None:
    """A score is as recent as the last of its components."""
    dates = [one.date for one in known if one.date is not None]
    return max(dates, key=lambda day: (day.latest(), day.earliest()), default=None)


def with_derived(declared: Mapping[str, Declared], facts: Facts) -> "WithDerived":
    """Add every derived fact whose needs are all recorded.

    While a need has not been recorded the derived fact stays out as well: absent would say that it
    will never come.
    """
    return WithDerived(declared, facts)


class WithDerived(Mapping[str, Known | Absent]):
    """A derived fact is worked out when somebody asks for it, and once. What is recorded
    meanwhile is seen: a fact whose needs were not yet there may come."""

    def __init__(self, declared: Mapping[str, Declared], facts: Facts) -> None:
        self.declared, self.facts = declared, facts
        self.derived: dict[str, Known | Absent] = {}

    def find(self, name: str) -> Known | Absent | None:
        found = self.facts.get(name) or self.derived.get(name)
        return found or self.work_out(name)

    def work_out(self, name: str) -> Known | Absent | None:
        fact = self.declared.get(name)
        if fact is None or fact.from_ is None:
            return None
        if any(self.find(need) is None for need in fact.needs):
            return None
        self.derived[name] = derive(fact.from_, self, fact.needs, fact.unit)
        return self.derived[name]

    def get(self, name: str, default: Any = None) -> Any:
        found = self.find(name)
        return default if found is None else found

    def __getitem__(self, name: str) -> Known | Absent:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self.facts
        for name in self.declared:
            if name not in self.facts and self.find(name) is not None:
                yield name

    def __len__(self) -> int:
        return sum(1 for _name in self)


def wanting(name: str, declared: Mapping[str, Declared], facts: Facts) -> tuple[str, ...]:
    """What must be recorded for the fact to become known; for a derived one, its missing needs."""
    if isinstance(facts.get(name), Known):
        return ()
    fact = declared.get(name)
    if fact is None or fact.from_ is None:
        return (name,)
    leaves = (leaf for need in fact.needs for leaf in wanting(need, declared, facts))
    return tuple(dict.fromkeys(leaves)) or (name,)


def recorded_for(name: str, declared: Mapping[str, Declared]) -> tuple[str, ...]:
    """The recorded facts a value is computed from; a recorded one stands for itself."""
    fact = declared.get(name)
    if fact is None or fact.from_ is None:
        return (name,)
    leaves = (leaf for need in fact.needs for leaf in recorded_for(need, declared))
    return tuple(dict.fromkeys(leaves))
