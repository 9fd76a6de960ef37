"""Parts of a trial, and the comparison of recommended with received."""

from collections.abc import Iterator

from trials.domain.protocol.analyses import landmark_day
from trials.domain.protocol.checks.names import check_fact, check_known
from trials.domain.protocol.forms import ItemType
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import Direction


def check_parts(protocol: Protocol) -> Iterator[Fault]:
    hybrid = protocol.trial.direction is Direction.HYBRID
    if hybrid is not bool(protocol.parts):
        line = f"direction is {protocol.trial.direction} and there are {len(protocol.parts)} parts"
        yield Fault(("parts",), line, "parts in a hybrid trial, and there only")
    parts = {part.id for part in protocol.parts}
    codes = set(protocol.facts["part"].codes) if "part" in protocol.facts else set()
    if codes != parts:
        line = "the codes of fact 'part' are not the ids of the parts"
        yield Fault(("facts", "part", "codes"), line, ", ".join(sorted(parts)) or "no fact 'part'")


def check_concordance(protocol: Protocol) -> Iterator[Fault]:
    plan = protocol.concordance
    if plan is None:
        return
    register = {one.id: one for one in protocol.ambiguities}
    endpoints = {endpoint.id for endpoint in protocol.endpoints}
    where = ("concordance",)
    rule = "disclosure rule for"
    yield from check_known(plan.predictor, protocol.disclosure, rule, (*where, "predictor"))
    yield from check_known(plan.endpoint, endpoints, "endpoint", (*where, "endpoint"))
    yield from check_known(plan.landmark, register, "ambiguity", (*where, "landmark"))
    yield from check_fact(plan.received, protocol, (*where, "received"))
    if plan.received in protocol.names and (
        protocol.declaration(plan.received).type is not ItemType.CHOICE
    ):
        yield Fault((*where, "received"), f"'{plan.received}' is no choice", "a fact with codes")
    elif plan.received in protocol.names:
        codes = set(protocol.declaration(plan.received).codes)
        for code in plan.components:
            yield from check_known(code, codes, "strategy", (*where, "components", code))
    if plan.landmark in register:
        for name in register[plan.landmark].readings:
            if landmark_day(name) is None:
                line = f"reading '{name}' of {plan.landmark} names no day"
                yield Fault((*where, "landmark"), line, "readings such as day_90")
