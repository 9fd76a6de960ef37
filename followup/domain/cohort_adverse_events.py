"""The adverse events that one row of an archive tells of, held to what the page is held to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from followup.domain.cohort_cells import Row, after_death
from followup.domain.cohort_mapping import AdverseEventColumns, Column
from followup.domain.deaths import disagreement
from followup.domain.seriousness import (
    FATAL_GRADE,
    NOT_RELATED,
    RELATED,
    Criterion,
    contradictions,
)
from trials.domain.ctcae.terms import Term, all_terms
from trials.domain.messages import message as _
from trials.domain.partial_dates import Ordering, PartialDate

UNKNOWN_OUTCOME = "unknown"


@dataclass(frozen=True, kw_only=True)
class ArchivedAdverseEvent:
    """`term` is the name that CTCAE v5.0 has for it."""

    term: str
    grade: int
    onset: PartialDate
    outcome: str = UNKNOWN_OUTCOME
    end: PartialDate | None = None
    term_text: str = ""
    seriousness: tuple[str, ...] = ()
    causality: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AdverseEventReader:
    row: Row
    outcomes: Sequence[str]
    death: PartialDate | None

    def read(self, told: Sequence[AdverseEventColumns]) -> Iterator[ArchivedAdverseEvent]:
        for said in told:
            if not self.row.text(said.term):
                self.check_nothing_happened(said)
            elif found := self.one(said):
                self.check_days(said, found)
                self.check_death(said, found)
                yield found

    def check_nothing_happened(self, said: AdverseEventColumns) -> None:
        """A grade or a day without a term is half an event."""
        for place in (said.grade.place, said.onset.place):
            if place and self.row.cell(place):
                text = _("No term stands here, and something in {place}. Name it.", place=place)
                self.row.fault(said.term.place, text)
                return

    def one(self, said: AdverseEventColumns) -> ArchivedAdverseEvent | None:
        term = self.term(said.term)
        grade = self.grade(said.grade, term)
        self.row.needed(said.onset)
        onset = self.row.day(said.onset)
        text = self.text(said, term)
        if term is None or grade is None or onset is None:
            return None
        return ArchivedAdverseEvent(
            term=term.name,
            grade=grade,
            onset=onset,
            end=self.row.day(said.end) if said.end else None,
            term_text=text,
            outcome=self.outcome(said.outcome),
            seriousness=tuple(self.seriousness(said.seriousness)),
            causality=dict(self.causality(said.causality)),
        )

    def term(self, said: Column) -> Term | None:
        name = self.row.code(said) or self.row.text(said)
        found = by_any_name().get(plain(name))
        if found is None:
            text = _(
                "“{term}” is not a term of CTCAE v5.0. Write its English or Chinese name, or say "
                "in the codes of the column which term it is.",
                term=name,
            )
            self.row.fault(said.place, text)
        return found

    def grade(self, said: Column, term: Term | None) -> int | None:
        text = self.row.code(said)
        if text not in tuple("12345"):
            known = ", ".join(said.codes) or "1, 2, 3, 4, 5"
            given = self.row.text(said)
            self.row.fault(said.place, _("“{text}” is none of: {known}.", text=given, known=known))
            return None
        if term is not None and int(text) not in term.grades:
            none = _(
                "“{term}” has no grade {grade}. Its grades are: {grades}.",
                term=term.name,
                grade=text,
                grades=", ".join(map(str, term.grades)),
            )
            self.row.fault(said.place, none)
            return None
        return int(text)

    def text(self, said: AdverseEventColumns, term: Term | None) -> str:
        text = self.row.text(said.term_text) if said.term_text else ""
        if term is not None and term.needs_text and not text:
            place = said.term_text.place if said.term_text else said.term.place
            self.row.fault(place, _("“Other, specify” needs a text: say what it was."))
        return text

    def outcome(self, said: Column | None) -> str:
        if said is None or not self.row.text(said):
            return UNKNOWN_OUTCOME
        return self.row.one_of(said, self.outcomes)

    def seriousness(self, said: Column | None) -> Iterator[str]:
        """Nothing in the cell: not serious."""
        for part in self.row.text(said).split(said.separator) if said else ():
            text = part.strip()
            code = said.codes.get(text, text) if said else ""
            if code in set(Criterion):
                yield code
            elif text and said:
                known = ", ".join(said.codes) or ", ".join(Criterion)
                none = _("“{text}” is none of: {known}.", text=text, known=known)
                self.row.fault(said.place, none)

    def causality(self, said: Mapping[str, Column]) -> Iterator[tuple[str, str]]:
        """Nothing in the cell: nobody judged it."""
        for agent, column in said.items():
            if self.row.text(column):
                yield agent, self.row.one_of(column, (RELATED, NOT_RELATED))

    def check_days(self, said: AdverseEventColumns, found: ArchivedAdverseEvent) -> None:
        if self.death and found.onset.compare(self.death) is Ordering.AFTER:
            self.row.fault(said.onset.place, after_death(found.onset, self.death))
        if said.end and found.end and found.end.compare(found.onset) is Ordering.BEFORE:
            text = _("The event ends before it begins. Check both dates.")
            self.row.fault(said.end.place, text)

    def check_death(self, said: AdverseEventColumns, found: ArchivedAdverseEvent) -> None:
        """Grade, outcome and seriousness are judged apart, and tell of one death or of none."""
        criteria = {Criterion(one) for one in found.seriousness if one in set(Criterion)}
        columns = {"outcome": said.outcome, "seriousness": said.seriousness}
        for name, wrong in contradictions(
            grade=found.grade, outcome=found.outcome, criteria=criteria
        ):
            self.row.fault((columns[name] or said.grade).place, wrong)
        if found.grade == FATAL_GRADE:
            other = disagreement(onset=found.onset, end=found.end, death=self.death)
            if other is not None:
                self.row.fault(said.grade.place, other)


@cache
def by_any_name() -> Mapping[str, Term]:
    """By its proper name in either language, without regard to case and spaces."""
    return {plain(one.label(language)): one for one in all_terms() for language in ("zh", "en")}


def plain(name: str) -> str:
    return "".join(name.casefold().split())
