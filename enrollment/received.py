"""Which strategy a participant received, as whoever records treatment works it out.

    received.register(strategy_of)

The rule belongs to follow-up, one layer up, which registers it when its app is ready.
"""

from datetime import date
from typing import Protocol

from casebook.models import Participant
from enrollment.domain.strategies import StrategyReceived


class Rule(Protocol):
    def __call__(self, participant: Participant, *, known_to: date) -> StrategyReceived: ...


_rules: list[Rule] = []


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def received_by(participant: Participant, *, known_to: date) -> StrategyReceived:
    """At the protocol's landmark, of what is recorded up to this day."""
    (rule,) = _rules
    return rule(participant, known_to=known_to)
