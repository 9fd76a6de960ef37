"""A laboratory result as it came, and what its grade is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from followup.domain.laboratory.rules import Rule
from trials.domain.messages import Message, gettext_noop


@dataclass(frozen=True, kw_only=True)
class Limits:
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """`compare` is the sign of a value beyond what the device measures: "<" or ">".

    The limits and the baseline are in the unit of the value, unless the baseline says its own.
    `baseline_limits` are those of the laboratory on the day of the baseline.
    """

    value: Decimal
    unit: str = ""
    compare: str = ""
    limits: Limits = Limits()
    baseline: Decimal | None = None
    baseline_unit: str = ""
    baseline_limits: Limits = Limits()
    on_anticoagulant: bool | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Graded:
    """`grade` 0: the number reaches none. None: it cannot be told, and `possible` says what could
    be. `higher` says which clinical findings, unknown to a number, would raise the grade."""

    rule: Rule
    grade: int | None
    possible: tuple[int, ...]
    passed: Message | None = None
    missing: tuple[str, ...] = ()
    unit_fault: Message | None = None
    higher: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


MISSING_LABELS: Mapping[str, str] = {
    "unit": gettext_noop("the unit"),
    "lower_limit": gettext_noop("the lower limit of normal"),
    "upper_limit": gettext_noop("the upper limit of normal"),
    "baseline": gettext_noop("the baseline value"),
    "baseline_lower_limit": gettext_noop("the lower limit of normal at baseline"),
    "baseline_upper_limit": gettext_noop("the upper limit of normal at baseline"),
    "exact_value": gettext_noop("the value itself, not only that it lies beyond a measuring limit"),
}

CLINICAL_LABELS: Mapping[str, str] = {
    "symptoms": gettext_noop("symptoms"),
    "intervention": gettext_noop("a treatment begun or needed for it"),
    "hospital": gettext_noop("a stay in hospital"),
    "life_threatening": gettext_noop("a threat to life"),
    "bleeding": gettext_noop("bleeding"),
    "infarction": gettext_noop("a level the maker calls a myocardial infarction"),
    "proteinuria": gettext_noop("protein in the urine"),
}

ASSUMED_LABELS: Mapping[str, str] = {
    "no_anticoagulant": gettext_noop("Taken as on no anticoagulant: nothing says otherwise."),
    "corrected_for_albumin": gettext_noop("Taken as calcium corrected for albumin."),
}
