"""Invented participants of hcc-adj with both strategies, for the comparison: no database.

The frail are given less and recur sooner. `effect` is what receiving the recommendation does to the
log hazard.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from analysis.domain.results import AnyResult, Basis, result_of
from analysis.selectors.cut_people import CutPerson
from analysis.selectors.cut_predictions import Compared
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

CUT = date(2029, 12, 31)
SURGERY = date(2026, 1, 2)
STRATEGIES = ("surgery_alone", "surgery_tace", "surgery_tace_systemic", "surgery_systemic")
BEGUN = {
    "surgery_alone": (),
    "surgery_tace": ("first_tace",),
    "surgery_tace_systemic": ("first_tace", "first_systemic"),
    "surgery_systemic": ("first_systemic",),
}


@dataclass(frozen=True, kw_only=True)
class World:
    people: list[CutPerson]
    compared: Mapping[int, Compared] = field(default_factory=dict)


def day(after: int) -> Known:
    found = SURGERY + timedelta(days=after)
    return Known(PartialDate(found.year, found.month, found.day))


def person(
    number: int, received: str | None, *, days: int, recurred: bool, site: int = 1, **facts
) -> CutPerson:
    """Followed, or free until the recurrence, for so many days after the operation."""
    known = {
        "part": Known("prospective"),
        "enrolled": day(14),
        "surgery_date": day(0),
        "last_adequate_imaging": day(days - 1 if recurred else days),
        "last_contact": day(days),
        **({"recurrence": day(days)} if recurred else {}),
        **({"strategy_received": Known(received)} if received else {}),
        **{name: day(40) for name in BEGUN.get(received or "", ())},
        **{name: Known(value) for name, value in facts.items()},
    }
    return CutPerson(id=number, code=f"A-{number}", activation=site, facts=known)


def told(strategy: str, **more) -> Compared:
    given = {"locked": True, "quarter": "2026-Q1", "release": "1.0", **more}
    return Compared(recommended=strategy, **given)


def world(size: int, *, seed: int = 7, effect: float = 0.0) -> World:
    chance = np.random.default_rng(seed)
    frail, tumor = chance.normal(size=size), chance.normal(size=size)
    wanted = drawn(0.6 * frail, chance)
    received = np.where(chance.random(size) < 0.4, wanted, drawn(0.9 * frail, chance))
    log_hazard = 0.7 * frail + 0.3 * tumor - effect * (wanted == received)
    event = 91 + chance.exponential(1300 * np.exp(-log_hazard)).astype(int)
    left = chance.integers(500, 1400, size)
    free = np.exp(-(730 - 91) / 1300 * np.exp(0.7 * frail + 0.3 * tumor))
    return World(
        people=[
            person(
                row + 1,
                STRATEGIES[received[row]],
                days=int(min(event[row], left[row])),
                recurred=bool(event[row] <= left[row]),
                site=1 + row % 3,
                age_at_consent=int(60 + 8 * frail[row]),
                specimen_tumor_size=Decimal(f"{30 + 9 * tumor[row]:.1f}"),
                microvascular_invasion="m1" if tumor[row] > 0.5 else "m0",
                earlier_tumor_treatment=bool(row % 7 == 0),
            )
            for row in range(size)
        ],
        compared={
            row + 1: told(
                STRATEGIES[wanted[row]],
                quarter=f"2026-Q{1 + row % 2}",
                event_free={"24": dict.fromkeys(STRATEGIES, round(float(free[row]), 4))},
            )
            for row in range(size)
        },
    )


def drawn(slope: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    odds = np.exp(np.column_stack([slope * (3 - place) / 3 for place in range(4)]))
    share = odds / odds.sum(axis=1, keepdims=True)
    return (share.cumsum(axis=1) > chance.random(len(slope))[:, None]).argmax(axis=1)


def answer(analysis: str, of: World, *, closed: bool = True) -> AnyResult | None:
    protocol = shipped("hcc-adj")
    found = next(one for one in protocol.analyses if one.id == analysis)
    basis = Basis(
        protocol=protocol,
        people=of.people,
        events=(),
        cut=CUT,
        source="Cut",
        closed=closed,
        compared=of.compared,
        sites={1: "S1", 2: "S2", 3: "S3"},
    )
    return result_of(found, basis)
