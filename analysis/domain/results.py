"""What an analysis of the plan yields, whatever its endpoint: numbers to keep, tables to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from analysis.domain import incidence_results, plan, share_results
from analysis.domain.arms.asked import Asked
from analysis.domain.arms.discordance import discordance_table
from analysis.domain.arms.incidence_sensitivity import incidence_sensitivity_table
from analysis.domain.arms.sections import blocks_of as groups_blocks
from analysis.domain.arms.sensitivity import sensitivity_table
from analysis.domain.blocks import Blocks, BlocksResult, contents_of
from analysis.domain.comparison.sections import Question, agreement_tables, blocks_of
from analysis.domain.concordance_results import (
    Compared,
    ConcordanceResult,
    cohort_curves,
    pair_of,
)
from analysis.domain.endpoints import derive, spec_of
from analysis.domain.groups import level_of, sides_of
from analysis.domain.incidence_results import IncidenceResult
from analysis.domain.plan import Participant, SurvivalResult, chosen, derive_each
from analysis.domain.proportions import Share, share_of
from analysis.domain.safety import AdverseEventRow
from analysis.domain.scores import tables as scores_tables
from analysis.domain.scores.compared import ScoredSet
from analysis.domain.scores.ranked import ranked
from analysis.domain.scores.response import denominator, response_table
from analysis.domain.share_results import Line, ShareResult
from analysis.domain.tables import Label
from analysis.domain.treatment_related import related_share
from trials.domain.messages import message as _
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import (
    OF_CONCORDANCE,
    OF_PREDICTIONS,
    Analysis,
    Method,
    landmark_day,
)
from trials.domain.protocol.endpoints import (
    AdverseEventProportion,
    Endpoint,
    Proportion,
    TimeToEvent,
)

# A curve under the title of another method would say what it does not show.
COMPUTED = {
    Method.KAPLAN_MEIER,
    Method.LOG_RANK,
    Method.COX,
    Method.CUMULATIVE_INCIDENCE,
}
AnyResult = SurvivalResult | IncidenceResult | ShareResult | ConcordanceResult | BlocksResult


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What every analysis of one cut rests on; `closed` readers see groups beside each other."""

    protocol: protocols.Protocol
    people: Sequence[Participant]
    events: Sequence[AdverseEventRow]
    cut: date
    source: Label
    closed: bool
    compared: Mapping[int, Compared] = field(default_factory=dict)
    sites: Mapping[int, Label] = field(default_factory=dict)
    # By predictor: the score of each participant whose prediction is open to analysis.
    scores: Mapping[str, Mapping[int, float]] = field(default_factory=dict)


def result_of(analysis: Analysis, basis: Basis) -> AnyResult | None:
    """None where the reader may not see it, or where nothing asked for is computed here."""
    endpoint = basis.protocol.endpoint(analysis.endpoint)
    if is_closed(analysis, endpoint) and not basis.closed:
        return None
    match endpoint:
        case Proportion() if Method.RESPONSE_PREDICTION in analysis.methods:
            return predicted_response(analysis, endpoint, basis)
        case Proportion():
            return share(analysis, endpoint, basis)
        case AdverseEventProportion():
            return related(analysis, endpoint, basis)
    return of_times(analysis, endpoint, basis)


def of_times(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> AnyResult | None:
    if OF_CONCORDANCE & set(analysis.methods):
        return compared(analysis, endpoint, basis)
    if Method.DISCRIMINATION in analysis.methods:
        return discrimination(analysis, endpoint, basis)
    return of_groups(analysis, endpoint, basis)


def is_closed(analysis: Analysis, endpoint: Endpoint) -> bool:
    """What cannot be told without arms, strategies or predictions."""
    # Who is in which arm is part of the question.
    if isinstance(endpoint, AdverseEventProportion):
        return True
    # Which recommendation was followed is as closed as the recommendation itself.
    if (OF_CONCORDANCE | OF_PREDICTIONS) & set(analysis.methods):
        return True
    return bool(analysis.covariates) and analysis.by is not None


def of_groups(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> AnyResult | None:
    """A curve where the plan names a method that draws one, and what else it asks of the groups."""
    asked = asked_of(analysis, endpoint, basis)
    blocks = groups_blocks(asked)
    if analysis.covariates or not COMPUTED & set(analysis.methods):
        return BlocksResult(analysis=analysis, blocks=blocks) if blocks else None
    if Method.CUMULATIVE_INCIDENCE in analysis.methods:
        return incidence(asked, basis, blocks)
    found = plan.run(
        analysis,
        protocol=basis.protocol,
        people=basis.people,
        cut=basis.cut,
        source=basis.source,
        closed=basis.closed,
        derived=asked.derived,
    )
    beside = (sensitivity_table(asked, basis.people), discordance_table(asked))
    blocks = (*blocks, *(one for one in beside if one is not None))
    numbers = found.numbers | {"tables": contents_of(blocks)}
    return replace(found, blocks=blocks, numbers=numbers)


def asked_of(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> Asked:
    members, counted = chosen(analysis, basis.protocol, basis.people)
    return Asked(
        analysis=analysis,
        endpoint=endpoint,
        protocol=basis.protocol,
        people=counted,
        derived=tuple(derive_each(endpoint, counted, basis.cut)),
        sides=sides_of(analysis, counted, basis.protocol, closed=basis.closed),
        members_label=basis.protocol.sets[members.name].label,
        cut=basis.cut,
        source=basis.source,
    )


def share(analysis: Analysis, endpoint: Proportion, basis: Basis) -> ShareResult:
    protocol = basis.protocol
    members, counted = chosen(analysis, protocol, basis.people)
    found = asked_of_share(endpoint, counted, basis)
    sides = sides_of(analysis, counted, protocol, closed=basis.closed)
    return ShareResult(
        analysis=analysis,
        endpoint=endpoint,
        members_label=protocol.sets[members.name].label,
        asked=members.asked,
        lines=share_results.lines_of(found, sides),
    )


def predicted_response(analysis: Analysis, endpoint: Proportion, basis: Basis) -> BlocksResult:
    """By the shares named beside it, by its own, and by its own with the open ones imputed."""
    protocol, scores = basis.protocol, dict(basis.scores.get(analysis.predictor or "", {}))
    _members, counted = chosen(analysis, protocol, basis.people)
    others = [protocol.endpoint(name) for name in analysis.also]
    found = [
        denominator(one.id, one.short, asked_of_share(one, counted, basis), scores)
        for one in (*others, endpoint)
        if isinstance(one, Proportion)
    ]
    own = asked_of_share(endpoint, counted, basis)
    label = _("{endpoint}, the open ones imputed", endpoint=endpoint.short)
    found.append(denominator("imputed", label, own, scores, with_open=True))
    return BlocksResult(analysis=analysis, blocks=(response_table(found, analysis),))


def asked_of_share(endpoint: Proportion, people: Sequence[Participant], basis: Basis) -> Share:
    return share_of(
        endpoint,
        [one.person for one in people],
        declared=basis.protocol.facts,
        cut=basis.cut,
        readings=basis.protocol.chosen_readings,
    )


def related(analysis: Analysis, endpoint: AdverseEventProportion, basis: Basis) -> ShareResult:
    members, counted = chosen(analysis, basis.protocol, basis.people)
    of_arms = [one.person for one in counted if one.arm in endpoint.arms]
    found = related_share(endpoint, of_arms, basis.events, cut=basis.cut)
    return ShareResult(
        analysis=analysis,
        endpoint=endpoint,
        members_label=basis.protocol.sets[members.name].label,
        asked=members.asked,
        lines=(
            Line(key="assigned", label=_("All in the arm"), share=found.assigned),
            Line(key="treated", label=_("At least one dose"), share=found.treated),
        ),
    )


def compared(
    analysis: Analysis, endpoint: TimeToEvent, basis: Basis
) -> ConcordanceResult | BlocksResult:
    if Method.CONCORDANCE in analysis.methods:
        return concordance(analysis, endpoint, basis)
    asked = question_of(analysis, endpoint, basis)
    return BlocksResult(analysis=analysis, blocks=blocks_of(asked))


def concordance(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> ConcordanceResult:
    """Everybody of the endpoint's first set is paired or listed with the reason why not."""
    asked = question_of(analysis, endpoint, basis)
    assert basis.protocol.concordance is not None
    curves = cohort_curves(
        analysis,
        endpoint,
        asked.pairs,
        asked.derived,
        landmark_days=asked.landmark_days,
        since=basis.protocol.label(endpoint.origin),
        source=basis.source,
    )
    return ConcordanceResult(
        analysis=analysis,
        endpoint=endpoint,
        landmark_days=asked.landmark_days,
        strategies=asked.strategies,
        pairs=asked.pairs,
        curves=curves,
        tables=agreement_tables(asked),
        said=basis.compared,
    )


def question_of(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> Question:
    protocol = basis.protocol
    comparison = protocol.concordance
    assert comparison is not None  # the checker of protocols asks for it
    day = landmark_day(protocol.ambiguity(comparison.landmark).chosen)
    assert day is not None
    everybody = analysis.model_copy(update={"sets": endpoint.sets})
    _members, counted = chosen(everybody, protocol, basis.people)
    return Question(
        analysis=analysis,
        endpoint=endpoint,
        protocol=protocol,
        people=counted,
        pairs=[
            pair_of(one.id, level_of(one.facts, comparison.received), basis.compared.get(one.id))
            for one in counted
        ],
        derived=tuple(derive_each(endpoint, counted, basis.cut)),
        said=basis.compared,
        sites=basis.sites,
        strategies=protocol.declaration(comparison.received).codes,
        landmark_days=day,
        cut=basis.cut,
        source=basis.source,
    )


def discrimination(analysis: Analysis, endpoint: TimeToEvent, basis: Basis) -> BlocksResult:
    """In each set of the plan, followed to the last of its horizons."""
    spec = replace(spec_of(endpoint), horizon_months=max(analysis.at_months))
    found = []
    for name in analysis.sets:
        one_set = analysis.model_copy(update={"sets": (name,)})
        _members, counted = chosen(one_set, basis.protocol, basis.people)
        derived = [
            derive(spec, participant=one.id, facts=one.facts, cut=basis.cut, earlier=one.earlier)
            for one in counted
        ]
        scores = basis.scores.get(analysis.predictor or "", {})
        rows = ranked(counted, derived, scores, analysis, basis.protocol)
        label = basis.protocol.sets[name].label
        found.append(ScoredSet(name=name, label=label, rows=rows))
    blocks = tuple(scores_tables.blocks_of(found, analysis, basis.protocol))
    return BlocksResult(analysis=analysis, blocks=blocks)


def incidence(asked: Asked, basis: Basis, blocks: Blocks) -> IncidenceResult:
    members, _counted = chosen(asked.analysis, basis.protocol, basis.people)
    beside = incidence_sensitivity_table(asked, basis.people)
    return IncidenceResult(
        analysis=asked.analysis,
        endpoint=asked.endpoint,
        members_label=asked.members_label,
        asked=members.asked,
        lines=incidence_results.lines_of(tuple(asked.derived), asked.sides),
        blocks=blocks if beside is None else (*blocks, beside),
    )
