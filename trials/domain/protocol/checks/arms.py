"""Arms, agents, disclosure and settings point at each other rightly."""

from collections.abc import Iterator

from trials.domain.protocol.arms import Allocation
from trials.domain.protocol.checks.names import check_fact, check_known
from trials.domain.protocol.disclosure import FOR_SITES, Disclosure, Moment
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol


def check_arms(protocol: Protocol) -> Iterator[Fault]:
    if (protocol.allocation is Allocation.NONE) is bool(protocol.arms):
        line = f"allocation is {protocol.allocation} and there are {len(protocol.arms)} arms"
        yield Fault(("allocation",), line, "none without arms, by_decision or imported with them")
    agents = {agent.id for agent in protocol.agents}
    for index, arm in enumerate(protocol.arms):
        for number, agent in enumerate(arm.agents):
            yield from check_known(agent, agents, "agent", ("arms", index, "agents", number))
    yield from check_planned(protocol)
    yield from check_targets(protocol)
    yield from check_arm_codes(protocol)
    yield from check_disclosure(protocol)


def check_planned(protocol: Protocol) -> Iterator[Fault]:
    """A dose that depends on an answer names a question, and answers it has."""
    for index, agent in enumerate(protocol.agents):
        planned, path = agent.planned, ("agents", index, "planned")
        if planned is None or planned.by is None:
            continue
        faults = list(check_fact(planned.by, protocol, (*path, "by")))
        yield from faults
        codes = () if faults else protocol.declaration(planned.by).codes
        for code in planned.doses if not faults else ():
            yield from check_known(code, codes, f"code of {planned.by}", (*path, "doses", code))


def check_targets(protocol: Protocol) -> Iterator[Fault]:
    """Arms whose numbers are all given make up the trial's."""
    given, whole = [arm.target for arm in protocol.arms if arm.target], protocol.trial.target
    if whole is None or not given:
        return
    is_complete = len(given) == len(protocol.arms)
    if sum(given) > whole or (is_complete and sum(given) != whole):
        line = f"the targets of the arms add up to {sum(given)}, that of the trial is {whole}"
        yield Fault(("arms",), line, f"targets that add up to {whole}, or none")


def check_arm_codes(protocol: Protocol) -> Iterator[Fault]:
    arms = {arm.id for arm in protocol.arms}
    if "arm" in protocol.facts and set(protocol.facts["arm"].codes) != arms:
        line = "the codes of fact 'arm' are not the ids of the arms"
        yield Fault(("facts", "arm", "codes"), line, ", ".join(sorted(arms)) or "no fact 'arm'")


def check_disclosure(protocol: Protocol) -> Iterator[Fault]:
    for name, rule in protocol.disclosure.items():
        for index, fact in enumerate(rule.facts):
            yield from check_fact(fact, protocol, ("disclosure", name, "facts", index))
        yield from check_moments(rule, protocol, ("disclosure", name))
    for index, name in enumerate(protocol.settings.predictors):
        where = ("settings", "predictors", index)
        yield from check_known(name, protocol.disclosure, "disclosure rule for", where)


def check_moments(rule: Disclosure, protocol: Protocol, path: tuple[str, ...]) -> Iterator[Fault]:
    """Each moment that is named can come about by a lock."""
    if rule.open_to_sites not in FOR_SITES:
        line = f"nothing opens to sites at {rule.open_to_sites}"
        yield Fault((*path, "open_to_sites"), line, ", ".join(FOR_SITES))
    if rule.open_to_analysis is Moment.STRATEGY_LOCKED and protocol.concordance is None:
        line = "without a concordance section no strategy received is ever locked"
        yield Fault((*path, "open_to_analysis"), line, "a concordance section, or another moment")
    if bool(rule.by_forms) is not bool(rule.closed_by):
        named = ", ".join(rule.by_forms) or "no moment of it"
        line = f"{named} comes about by forms, and {len(rule.closed_by)} are named"
        yield Fault((*path, "closed_by"), line, "the forms whose lock is the moment, or none")
    forms = {form.id for form in protocol.forms}
    for index, form in enumerate(rule.closed_by):
        yield from check_known(form, forms, "form", (*path, "closed_by", index))
