"""Carry out one analysis of the protocol's plan on the people of a cut.

Pooled results count everybody together; closed ones compare the levels of `by`. Every number is
plain data at full precision, so that it can be stored, hashed and compared; what cannot be
estimated says why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from analysis.domain.blocks import Blocks
from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.durations import RULE, months_in_days
from analysis.domain.endpoint_counts import counts_of, survival_times
from analysis.domain.endpoints import Derived, derive, spec_of
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.groups import Side, sides_of
from analysis.domain.history import Earlier
from analysis.domain.sets import Members, Person, members_of
from analysis.domain.survival.cox import CoxModel, hazard_ratios
from analysis.domain.survival.kaplan_meier import Curve, kaplan_meier, reverse_kaplan_meier
from analysis.domain.survival.log_rank import LogRank, log_rank
from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import Label
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis, Method
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.values import Facts

Numbers = dict[str, Any]
P = TypeVar("P", bound="Participant")


class Participant(Protocol):
    """As much of a participant of the cut as an analysis needs."""

    @property
    def id(self) -> int: ...
    @property
    def activation(self) -> int: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def arm(self) -> str: ...
    @property
    def earlier(self) -> Earlier: ...
    @property
    def person(self) -> Person: ...


@dataclass(frozen=True, kw_only=True)
class SurvivalResult:
    """One analysis: who was counted, each participant's time, the curves and the numbers."""

    analysis: Analysis
    endpoint: TimeToEvent
    members: Members
    members_label: Label
    derived: tuple[Derived, ...]
    curves: CurveSet
    numbers: Numbers
    # What else the plan asks of the same groups.
    blocks: Blocks = ()
    # The hazard ratios of the numbers, as a result that can be read in any language.
    ratios: CoxModel | NotEstimable | None = None


def run(
    analysis: Analysis,
    *,
    protocol: protocols.Protocol,
    people: Sequence[Participant],
    cut: date,
    source: Label,
    closed: bool,
    derived: Sequence[Derived] | None = None,
) -> SurvivalResult:
    """Analyze the first of the analysis's sets, the one for the headline. `derived` are the times
    of its people, where they were worked out already."""
    endpoint = protocol.endpoint(analysis.endpoint)
    assert isinstance(endpoint, TimeToEvent)
    members, counted = chosen(analysis, protocol, people)
    timed = tuple(derive_each(endpoint, counted, cut) if derived is None else derived)
    groups = compared(timed, sides_of(analysis, counted, protocol, closed=closed))
    curves = curves_of(analysis, endpoint, groups, source, since=protocol.label(endpoint.origin))
    ratios = ratios_of(analysis, {side.key: side.times for side in groups})
    return SurvivalResult(
        analysis=analysis,
        endpoint=endpoint,
        members=members,
        members_label=protocol.sets[members.name].label,
        derived=timed,
        curves=curves,
        numbers=numbers_of(analysis, members, timed, groups, ratios),
        ratios=ratios,
    )


def derive_each(
    endpoint: TimeToEvent, people: Iterable[Participant], cut: date
) -> Iterable[Derived]:
    spec = spec_of(endpoint)
    for one in people:
        yield derive(spec, participant=one.id, facts=one.facts, cut=cut, earlier=one.earlier)


def chosen(
    analysis: Analysis, protocol: protocols.Protocol, people: Sequence[P]
) -> tuple[Members, list[P]]:
    name = analysis.sets[0]
    members = members_of(
        name, protocol.sets[name], (one.person for one in people), protocol.chosen_readings
    )
    inside = set(members.members)
    return members, [one for one in people if one.id in inside]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One group with its participants' times."""

    key: str
    label: Label
    derived: tuple[Derived, ...]

    @property
    def times(self) -> SurvivalTimes:
        return survival_times(self.derived)


def compared(derived: Sequence[Derived], sides: Iterable[Side]) -> list[Compared]:
    return [
        Compared(
            key=side.key,
            label=side.label,
            derived=tuple(one for one in derived if one.participant in side.participants),
        )
        for side in sides
    ]


def curves_of(
    analysis: Analysis,
    endpoint: TimeToEvent,
    sides: Iterable[Compared],
    source: Label,
    *,
    since: Label,
) -> CurveSet:
    return CurveSet(
        key=analysis.id,
        title=analysis.title,
        of=endpoint.short,
        since=since,
        groups=tuple(group_of(side.key, side.label, side.times, side.derived) for side in sides),
        at_months=tuple(analysis.at_months),
        source=source,
    )


# --- numbers -------------------------------------------------------------------------------------


def numbers_of(
    analysis: Analysis,
    members: Members,
    derived: Sequence[Derived],
    sides: Sequence[Compared],
    ratios: CoxModel | NotEstimable | None,
) -> Numbers:
    counts = counts_of(derived)
    groups = {side.key: side.times for side in sides}
    found: Numbers = {
        "analysis": analysis.id,
        "endpoint": analysis.endpoint,
        "set": members.name,
        "asked": members.asked,
        "counted": len(members),
        "evaluable": counts.evaluable,
        "without_group": len(derived) - sum(len(side.derived) for side in sides),
        "events": dict(counts.events),
        "censored": dict(counts.censored),
        "left_out": {why: len(who) for why, who in counts.left_out.items()},
        "errors": {why: len(who) for why, who in counts.errors.items()},
        "rule": str(RULE),
        "groups": {key: group_numbers(times, analysis) for key, times in groups.items()},
    }
    if len(groups) > 1:
        found |= comparison(analysis, groups)
    return found if ratios is None else found | {"cox": cox_numbers(ratios)}


def group_numbers(times: SurvivalTimes, analysis: Analysis) -> Numbers:
    curve = kaplan_meier(times)
    found: Numbers = {"participants": len(times), "events": times.events}
    if isinstance(curve, NotEstimable):
        return found | {"curve": refusal(curve)}
    found["median_days"] = plain(curve.median())
    found["at_months"] = {str(month): at(curve, month) for month in analysis.at_months}
    if Method.REVERSE_KAPLAN_MEIER in analysis.methods:
        found["follow_up"] = follow_up(times)
    return found


def at(curve: Curve, months: int) -> Numbers:
    found = curve.at(months_in_days(months))
    return refusal(found) if isinstance(found, NotEstimable) else plain(found)


def follow_up(times: SurvivalTimes) -> Numbers:
    curve = reverse_kaplan_meier(times)
    return refusal(curve) if isinstance(curve, NotEstimable) else plain(curve.median())


def comparison(analysis: Analysis, groups: Mapping[str, SurvivalTimes]) -> Numbers:
    found: Numbers = {}
    if Method.LOG_RANK in analysis.methods:
        found["log_rank"] = plain_or_refusal(log_rank(groups))
    return found


def ratios_of(
    analysis: Analysis, groups: Mapping[str, SurvivalTimes]
) -> CoxModel | NotEstimable | None:
    if len(groups) < 2 or Method.COX not in analysis.methods or not analysis.reference:
        return None
    return hazard_ratios(groups, reference=analysis.reference)


def cox_numbers(model: CoxModel | NotEstimable) -> Numbers:
    if isinstance(model, NotEstimable):
        return refusal(model)
    return {name: plain(term) for name, term in model.terms.items()}


def plain_or_refusal(found: LogRank | NotEstimable) -> Numbers:
    return refusal(found) if isinstance(found, NotEstimable) else plain(found)


def refusal(found: NotEstimable) -> Numbers:
    return {"not_estimable": found.reason.value, "detail": str(found.detail)}


def plain(found: Any) -> Numbers:
    """A result's fields, each a number, a text, or the reason why there is none."""
    return {name: plain_value(value) for name, value in vars(found).items()}


def plain_value(value: Any) -> Any:
    if isinstance(value, NotEstimable):
        return refusal(value)
    if isinstance(value, Limits):
        return {"lower": value.lower, "upper": value.upper, "confidence": value.confidence}
    if isinstance(value, Mapping):
        return dict(value)
    return value
