"""Endpoints and analyses: dates to count from and to, sets, arms and levels that exist."""

from collections.abc import Iterator

from trials.domain.protocol.analyses import OF_CONCORDANCE, Analysis, Method
from trials.domain.protocol.checks.names import check_date_fact, check_fact, check_known
from trials.domain.protocol.endpoints import (
    AdverseEventProportion,
    Alternative,
    Endpoint,
    TimeToEvent,
)
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol


def check_endpoints(protocol: Protocol) -> Iterator[Fault]:
    for index, endpoint in enumerate(protocol.endpoints):
        yield from check_endpoint(endpoint, protocol, ("endpoints", index))
    for index, analysis in enumerate(protocol.analyses):
        yield from check_analysis(analysis, protocol, ("analyses", index))


def check_endpoint(endpoint: Endpoint, protocol: Protocol, path: Path) -> Iterator[Fault]:
    yield from check_sets(endpoint.sets, protocol, path)
    if endpoint.printed and endpoint.printed_text is None:
        line = "the endpoint says it is printed and quotes nothing"
        yield Fault((*path, "printed"), line, "printed_text, or printed: false")
    if isinstance(endpoint, TimeToEvent):
        yield from check_clock(endpoint, protocol, path)
        for index, other in enumerate(endpoint.sensitivity):
            yield from check_clock(other, protocol, (*path, "sensitivity", index))
    elif isinstance(endpoint, AdverseEventProportion):
        yield from check_window(endpoint, protocol, path)


def check_sets(sets: tuple[str, ...], protocol: Protocol, path: Path) -> Iterator[Fault]:
    for index, name in enumerate(sets):
        yield from check_known(name, protocol.sets, "analysis set", (*path, "sets", index))


def check_clock(
    clock: TimeToEvent | Alternative, protocol: Protocol, path: Path
) -> Iterator[Fault]:
    for key in ("origin", "censor_at"):
        name = getattr(clock, key)
        if name is not None:
            yield from check_date_fact(name, protocol, (*path, key))
    for key in ("events", "competing", "horizon_from"):
        for index, name in enumerate(getattr(clock, key, None) or ()):
            yield from check_date_fact(name, protocol, (*path, key, index))
    both = set(clock.events or ()) & set(clock.competing or ())
    if both:
        line = f"{', '.join(sorted(both))} is both event and competing"
        yield Fault((*path, "competing"), line, "one of the two")


def check_window(
    endpoint: AdverseEventProportion, protocol: Protocol, path: Path
) -> Iterator[Fault]:
    arms = {arm.id for arm in protocol.arms}
    agents = {agent.id for agent in protocol.agents}
    for index, arm in enumerate(endpoint.arms):
        yield from check_known(arm, arms, "arm", (*path, "arms", index))
    for index, agent in enumerate(endpoint.related_to):
        yield from check_known(agent, agents, "agent", (*path, "related_to", index))
    yield from check_date_fact(endpoint.window_from, protocol, (*path, "window_from"))
    yield from check_date_fact(endpoint.window_to, protocol, (*path, "window_to"))


def check_analysis(analysis: Analysis, protocol: Protocol, path: Path) -> Iterator[Fault]:
    endpoints = {endpoint.id for endpoint in protocol.endpoints}
    yield from check_known(analysis.endpoint, endpoints, "endpoint", (*path, "endpoint"))
    yield from check_sets(analysis.sets, protocol, path)
    if analysis.predictor is not None:
        rule = "disclosure rule for"
        yield from check_known(analysis.predictor, protocol.disclosure, rule, (*path, "predictor"))
    for key in ("covariates", "strata", "comparators"):
        for index, name in enumerate(getattr(analysis, key)):
            yield from check_fact(name, protocol, (*path, key, index))
    for index, name in enumerate(analysis.also):
        yield from check_known(name, endpoints, "endpoint", (*path, "also", index))
    if Method.RESPONSE_PREDICTION in analysis.methods and analysis.threshold is None:
        line = "a response is predicted, and from which score is not said"
        yield Fault((*path, "methods"), line, "threshold")
    for index, name in enumerate(analysis.logged):
        yield from check_known(
            name, set(analysis.covariates), "covariate", (*path, "logged", index)
        )
    if OF_CONCORDANCE & set(analysis.methods) and protocol.concordance is None:
        line = "recommended and received are compared, and no concordance is declared"
        yield Fault((*path, "methods"), line, "a section concordance")
    if (analysis.by is None) is not (analysis.reference is None):
        yield Fault((*path, "by"), "groups need a reference level", "by and reference together")
    elif analysis.by is not None:
        yield from check_groups(analysis, protocol, path)


def check_groups(analysis: Analysis, protocol: Protocol, path: Path) -> Iterator[Fault]:
    assert analysis.by is not None
    assert analysis.reference is not None
    if analysis.by not in protocol.names:
        yield from check_fact(analysis.by, protocol, (*path, "by"))
    else:
        codes = protocol.declaration(analysis.by).codes
        where = (*path, "reference")
        yield from check_known(analysis.reference, codes, f"level of '{analysis.by}'", where)
