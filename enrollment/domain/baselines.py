"""What was known of a participant before the arm was chosen, for the propensity model."""

from collections.abc import Mapping
from datetime import date

from trials.domain.derivations import with_derived
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known

NOT_RECORDED = "not_recorded"


def covariates_of(protocol: Protocol) -> tuple[str, ...]:
    """Those of every analysis of the plan, each once."""
    named = (name for analysis in protocol.analyses for name in analysis.covariates)
    return tuple(dict.fromkeys(named))


def baseline_on(day: date, *, facts: Facts, protocol: Protocol) -> Facts:
    """All that is recorded and not dated later than the choice, and every covariate: derived where
    the protocol derives it, and named as not recorded where nobody recorded it.

    A choice is often typed in days after it was made; what came between would explain it by its
    own consequences.
    """
    earlier = {name: fact for name, fact in facts.items() if not is_later(fact, day)}
    derived = with_derived(protocol.facts, earlier)
    return {**earlier, **covariates_in(derived, protocol)}


def covariates_in(facts: Facts, protocol: Protocol) -> Mapping[str, Known | Absent]:
    names = covariates_of(protocol)
    return {name: facts.get(name, Absent(NOT_RECORDED)) for name in names}


def is_later(fact: Known | Absent, day: date) -> bool:
    return isinstance(fact, Known) and fact.date is not None and fact.date.earliest() > day
