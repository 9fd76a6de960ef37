"""Each part of the comparison as the report prints it, in the order the plan names them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analysis.domain.blocks import Block, Blocks
from analysis.domain.comparison.adjusted import adjusted
from analysis.domain.comparison.agreement_tables import agreement_by, direction_table
from analysis.domain.comparison.cohort import Placed, Rows, rows_of
from analysis.domain.comparison.landmarks import landmark_table, received_at
from analysis.domain.comparison.predicted import Foretold, foretold_table
from analysis.domain.comparison.sides import COHORTS
from analysis.domain.comparison.value_tables import e_value_table, value_table
from analysis.domain.comparison.weighing_tables import counted_table, positivity_table
from analysis.domain.comparison.weighted_blocks import contrast_blocks
from analysis.domain.comparison.within_tables import within_table
from analysis.domain.concordance import Pair, Pairs
from analysis.domain.endpoints import Derived
from analysis.domain.estimates import NotEstimable
from analysis.domain.tables import Label, Table
from analysis.domain.weighting.weights import Scheme
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis, Method, landmark_day
from trials.domain.protocol.endpoints import TimeToEvent

DESCRIPTIVE = _("Descriptive; not a treatment effect.")


class Person(Placed, Protocol):
    """A participant of the cut."""


class Foretelling(Protocol):
    """What was said of one participant, besides the strategy."""

    @property
    def recommended(self) -> str | None: ...
    @property
    def late(self) -> bool: ...
    @property
    def quarter(self) -> str: ...
    @property
    def release(self) -> str: ...
    @property
    def event_free(self) -> Mapping[str, Mapping[str, float]]: ...


@dataclass(frozen=True, kw_only=True)
class Question:
    """One analysis with everything it reads; `pairs` and `derived` are of the same people."""

    analysis: Analysis
    endpoint: TimeToEvent
    protocol: protocols.Protocol
    people: Sequence[Person]
    pairs: Pairs
    derived: Sequence[Derived]
    said: Mapping[int, Foretelling]
    sites: Mapping[int, Label]
    strategies: Mapping[str, Label]
    landmark_days: int
    cut: date
    source: Label

    @property
    def key(self) -> str:
        return self.analysis.id

    def rows(self) -> Rows:
        return self.rows_at(self.pairs, self.landmark_days)

    def rows_at(self, pairs: Pairs, landmark_days: int) -> Rows:
        return rows_of(
            pairs,
            self.derived,
            self.people,
            self.analysis,
            self.protocol,
            strategies=list(self.strategies),
            landmark_days=landmark_days,
        )


def agreement_tables(asked: Question) -> tuple[Table, ...]:
    """Which way the inconsistent went, and how stable the agreement is."""
    concordance = asked.protocol.concordance
    assert concordance is not None
    return (
        direction_table(
            asked.pairs, asked.strategies, concordance.components, key=f"{asked.key}_direction"
        ),
        *(
            agreement_by(
                asked.pairs,
                {one: place for place, _label, who in groups for one in who},
                {place: label for place, label, _who in groups},
                key=f"{asked.key}_by_{name}",
                stub=stub,
            )
            for name, stub, groups in groupings(asked)
        ),
    )


def blocks_of(asked: Question) -> Blocks:
    """What each of the analysis's methods prints, one after the other."""
    return tuple(
        block
        for method, section in SECTIONS.items()
        if method in asked.analysis.methods
        for block in section(asked)
    )


def within_blocks(asked: Question) -> list[Block]:
    cohort = asked.rows().cohort
    return [
        DESCRIPTIVE,
        *(
            within_table(cohort, asked.strategies, months, key=f"{asked.key}_within")
            for months in asked.analysis.at_months
        ),
    ]


def weighted_blocks(asked: Question) -> list[Block]:
    rows, key = asked.rows(), asked.key
    counted = counted_table(rows, asked.protocol, key=f"{key}_counted")
    found = adjusted(rows.cohort)
    if isinstance(found, NotEstimable):
        return [counted, _("Not estimable: {why}", why=found.detail)]
    return [
        counted,
        positivity_table(rows.cohort, found, asked.strategies, key=f"{key}_positivity"),
        *contrast_blocks(
            asked.analysis,
            asked.endpoint,
            asked.protocol,
            rows.cohort,
            found,
            names=COHORTS,
            strategies=asked.strategies,
            source=asked.source,
        ),
    ]


def value_blocks(asked: Question) -> list[Block]:
    cohort = asked.rows().cohort
    return [
        value_table(cohort, asked.strategies, months, key=f"{asked.key}_value")
        for months in asked.analysis.at_months
    ]


def e_value_blocks(asked: Question) -> list[Block]:
    cohort = asked.rows().cohort
    found = adjusted(cohort, schemes=(Scheme.OVERLAP,))
    term = found if isinstance(found, NotEstimable) else found.by(Scheme.OVERLAP).hazard_ratio
    return [
        e_value_table(
            term,
            events=cohort.times.events,
            participants=len(cohort),
            key=f"{asked.key}_e_value",
        )
    ]


def landmark_blocks(asked: Question) -> list[Block]:
    concordance = asked.protocol.concordance
    assert concordance is not None
    readings = asked.protocol.ambiguity(concordance.landmark).readings
    found = []
    for reading in readings:
        days = landmark_day(reading)
        assert days is not None
        pairs = [pair_at(one, asked, days) for one in asked.people]
        found.append((days, pairs, asked.rows_at(pairs, days)))
    return [
        landmark_table(found, months, key=f"{asked.key}_landmarks")
        for months in asked.analysis.at_months
    ]


def pair_at(one: Person, asked: Question, days: int) -> Pair:
    """As the chosen landmark judges it, but for what was received by another day."""
    said = asked.said.get(one.id)
    received, why = received_at(one.facts, days, known_to=asked.cut)
    return Pair(
        participant=one.id,
        recommended=said.recommended if said and not said.late else None,
        received=received,
        why_not=why or None,
    )


def performance_blocks(asked: Question) -> list[Block]:
    judged = {pair.participant: pair for pair in asked.pairs if not pair.why_not and pair.received}
    people = [
        Foretold(
            derived=one,
            free={
                months: by[received]
                for months, by in asked.said[one.participant].event_free.items()
                if (received := judged[one.participant].received or "") in by
            },
        )
        for one in asked.derived
        if one.participant in judged and one.participant in asked.said
    ]
    foretold = [
        months
        for months in asked.analysis.at_months
        if any(str(months) in one.free for one in people)
    ]
    if not foretold:
        return [_("No release here predicts an outcome by strategy.")]
    return [
        foretold_table(people, groups, months, key=f"{asked.key}_by_{name}", stub=stub)
        for months in foretold
        for name, stub, groups in groupings(asked)
    ]


def groupings(
    asked: Question,
) -> list[tuple[str, Label, list[tuple[str, Label, frozenset[int]]]]]:
    """By center, quarter and release, each with its participants."""
    of_site = {one.id: str(one.activation) for one in asked.people}
    of_quarter = {one: said.quarter for one, said in asked.said.items()}
    of_release = {one: said.release for one, said in asked.said.items()}
    sites = {str(pk): label for pk, label in asked.sites.items()}
    return [
        ("center", _("Center"), grouped(of_site, sites)),
        (
            "quarter",
            _("Quarter"),
            grouped(of_quarter, {q: q for q in sorted(set(of_quarter.values()))}),
        ),
        (
            "release",
            _("Release"),
            grouped(of_release, {r: r for r in sorted(set(of_release.values()))}),
        ),
    ]


def grouped(
    of: Mapping[int, str], labels: Mapping[str, Label]
) -> list[tuple[str, Label, frozenset[int]]]:
    return [
        (name, label, frozenset(one for one, group in of.items() if group == name))
        for name, label in labels.items()
        if name
    ]


SECTIONS = {
    Method.WITHIN_RECOMMENDATION: within_blocks,
    Method.WEIGHTED_CONTRAST: weighted_blocks,
    Method.POLICY_VALUE: value_blocks,
    Method.E_VALUE: e_value_blocks,
    Method.LANDMARKS: landmark_blocks,
    Method.PREDICTED_OUTCOME: performance_blocks,
}
