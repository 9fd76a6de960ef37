"""What a data cut knows of one participant, as dates.

A fact dated after the cut is not seen. A date known in part gets its day here, between what is
known to have come before and after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.domain.imputation import Imputation, Imputed, day_after_last_clear, day_of
from trials.domain.partial_dates import PartialDate, Precision
from trials.domain.values import Facts, Known, Source

Earlier = Mapping[str, Sequence[Known]]
NOTHING_EARLIER: Earlier = {}

# A death known by its year only is asked for, never guessed: it would decide the endpoint.
NEVER_GUESSED_FROM_A_YEAR = frozenset({"death"})


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A fact on the day taken for it."""

    name: str
    day: date
    source: Source | None = None
    imputed: Imputed | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """`earlier` holds former values of facts that move on (each scan, each contact), so that a cut
    before the latest one finds the one that stood then."""

    facts: Facts
    cut: date
    earlier: Earlier
    dates: Imputation

    def recorded(self, name: str) -> PartialDate | None:
        """The date of a fact, unless all of it lies after the cut."""
        fact = self.facts.get(name)
        found = date_in(fact) if isinstance(fact, Known) else None
        return found if found and found.earliest() <= self.cut else None

    def is_undated(self, name: str) -> bool:
        fact = self.facts.get(name)
        return isinstance(fact, Known) and fact.value is not False and date_in(fact) is None

    def is_too_vague(self, name: str) -> bool:
        found = self.recorded(name)
        year_only = found is not None and found.precision is Precision.YEAR
        return year_only and name in NEVER_GUESSED_FROM_A_YEAR

    def origin(self, name: str, *, ends: Sequence[str]) -> Dated | None:
        recorded = self.recorded(name)
        if recorded is None:
            return None
        return self.dated(name, recorded, not_before=date.min, followed_by=ends)

    def ends(self, names: Sequence[str], *, origin: date, clear_at: str) -> list[Dated]:
        """Date each of the named facts that happened, the days of clear assessments kept free."""
        clear = [found.full for found in self.assessments(clear_at) if found.full]
        return [
            self.dated(
                name,
                recorded,
                not_before=max(origin, day_after_last_clear(recorded, clear)),
                followed_by=["death"],
            )
            for name in names
            if (recorded := self.recorded(name)) and not self.is_too_vague(name)
        ]

    def last_assessment(self, name: str, *, origin: date) -> Dated | None:
        """Find the latest assessment up to the cut. Where only later ones are kept, the first of
        them still shows that the event had not happened by the cut."""
        known = self.assessments(name)
        seen = [found for found in known if found.earliest() <= self.cut]
        if seen:
            return self.dated(name, max(seen, key=PartialDate.latest), not_before=origin)
        if known:
            later = min(known, key=PartialDate.earliest)
            return Dated(name=name, day=later.earliest(), source=self.source(name, later))
        return None

    def assessments(self, name: str) -> list[PartialDate]:
        return [found for fact in self.values(name) if (found := date_in(fact))]

    def dated(
        self,
        name: str,
        recorded: PartialDate,
        *,
        not_before: date,
        followed_by: Sequence[str] = (),
    ) -> Dated:
        known = (self.recorded(other) for other in followed_by if other != name)
        later = [found.full for found in known if found and found.full]
        bounds = [self.cut, *(day for day in later if day >= recorded.earliest())]
        used = day_of(recorded, not_before=not_before, not_after=min(bounds), how=self.dates)
        return Dated(
            name=name,
            day=used,
            source=self.source(name, recorded),
            imputed=None if recorded.full else Imputed(fact=name, recorded=recorded, used=used),
        )

    def source(self, name: str, recorded: PartialDate) -> Source | None:
        return next(fact.source for fact in self.values(name) if date_in(fact) == recorded)

    def values(self, name: str) -> list[Known]:
        known = (*self.earlier.get(name, ()), self.facts.get(name))
        return [fact for fact in known if isinstance(fact, Known)]


def date_in(fact: Known) -> PartialDate | None:
    return fact.value if isinstance(fact.value, PartialDate) else fact.date
