"""Shares of participants, with exact limits: who counts, who does not, who cannot be told yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analysis.domain.estimates import Limits, NotEstimable, Reason
from analysis.domain.sets import Person
from trials.domain.conditions import NO_READINGS, Readings, truth_of
from trials.domain.derivations import Declared, with_derived
from trials.domain.messages import message as _
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.endpoints import Proportion
from trials.domain.truth import Truth
from trials.domain.values import Absent, Facts, Known

# Why somebody stands in no denominator.
OUTSIDE, MEMBERSHIP_OPEN, ANSWER_OPEN = "outside", "membership_open", "answer_open"


@dataclass(frozen=True, kw_only=True)
class Share:
    """Participants in ascending order; `left_out` by reason. `yes` and `no` are the denominator."""

    yes: tuple[int, ...]
    no: tuple[int, ...]
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def denominator(self) -> int:
        return len(self.yes) + len(self.no)

    @property
    def value(self) -> float | None:
        return len(self.yes) / self.denominator if self.denominator else None

    def limits(self, confidence: float = 0.95) -> Limits | NotEstimable:
        return clopper_pearson(len(self.yes), self.denominator, confidence=confidence)

    def among(self, participants: Iterable[int]) -> "Share":
        """The same share among these only."""
        chosen = set(participants)
        return Share(
            yes=tuple(one for one in self.yes if one in chosen),
            no=tuple(one for one in self.no if one in chosen),
            left_out={
                why: tuple(one for one in who if one in chosen)
                for why, who in self.left_out.items()
            },
        )


def clopper_pearson(yes: int, of: int, *, confidence: float = 0.95) -> Limits | NotEstimable:
    """The exact binomial interval (Clopper and Pearson, Biometrika 1934; 26: 404)."""
    from scipy.special import betaincinv

    if of == 0:
        return NotEstimable(Reason.NO_PARTICIPANTS, _("Nobody is in this group."))
    tail = (1 - confidence) / 2
    lower = float(betaincinv(yes, of - yes + 1, tail)) if yes else 0.0
    upper = float(betaincinv(yes + 1, of - yes, 1 - tail)) if yes < of else 1.0
    return Limits(lower=lower, upper=upper, confidence=confidence)


def share_of(
    endpoint: Proportion,
    people: Sequence[Person],
    *,
    declared: Mapping[str, Declared],
    cut: date,
    readings: Readings = NO_READINGS,
) -> Share:
    """`declared` are the protocol's facts: what is derived is derived anew, from what the cut
    shows."""
    found: dict[str, list[int]] = {"yes": [], "no": []}
    for person in sorted(people, key=lambda one: one.participant):
        facts = with_derived(declared, known_by(cut, person.facts, declared))
        found.setdefault(answer_of(endpoint, facts, readings), []).append(person.participant)
    yes, no = found.pop("yes"), found.pop("no")
    return Share(
        yes=tuple(yes), no=tuple(no), left_out={why: tuple(found[why]) for why in sorted(found)}
    )


def answer_of(endpoint: Proportion, facts: Facts, readings: Readings) -> str:
    asked = truth_of(endpoint.among, facts, readings)
    if asked is not Truth.TRUE:
        return OUTSIDE if asked is Truth.FALSE else MEMBERSHIP_OPEN
    answer = truth_of(endpoint.when, facts, readings)
    if answer is Truth.UNKNOWN:
        return ANSWER_OPEN
    return "yes" if answer is Truth.TRUE else "no"


def known_by(
    cut: date, facts: Facts, declared: Mapping[str, Declared]
) -> dict[str, Known | Absent]:
    """Leave out what is dated after the cut, and whatever was derived from it."""
    return {
        name: value
        for name, value in facts.items()
        if not is_derived(name, declared) and not is_later(value, cut)
    }


def is_derived(name: str, declared: Mapping[str, Declared]) -> bool:
    return name in declared and declared[name].from_ is not None


def is_later(value: Known | Absent, cut: date) -> bool:
    if not isinstance(value, Known):
        return False
    days = (value.date, value.value)
    return any(isinstance(day, PartialDate) and day.earliest() > cut for day in days)
