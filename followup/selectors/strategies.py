"""Which strategy a participant received, at the protocol's landmark and at every other reading."""

from collections.abc import Mapping
from datetime import date

from casebook.models import Participant
from casebook.selectors.facts import facts_of
from enrollment.domain.strategies import StrategyReceived
from enrollment.selectors.assessments import governing_version
from followup.domain.strategy import strategy_in
from trials.domain.protocol.analyses import landmark_day
from trials.domain.values import Facts
from trials.selectors.readings import protocol_as_read


def strategy_of(participant: Participant, *, known_to: date) -> StrategyReceived:
    protocol = protocol_as_read(governing_version(participant, on=known_to))
    assert protocol.concordance is not None  # only such a protocol has treatment decisions
    chosen = protocol.ambiguity(protocol.concordance.landmark).chosen
    return at_landmark(facts_of(participant), chosen, known_to=known_to)


def strategies_of(participant: Participant, *, known_to: date) -> Mapping[str, StrategyReceived]:
    """By reading of the landmark: day_60, day_90, day_120. The chosen one counts."""
    protocol = protocol_as_read(governing_version(participant, on=known_to))
    if protocol.concordance is None:
        return {}
    facts = facts_of(participant)
    readings = protocol.ambiguity(protocol.concordance.landmark).readings
    return {reading: at_landmark(facts, reading, known_to=known_to) for reading in readings}


def at_landmark(facts: Facts, reading: str, *, known_to: date) -> StrategyReceived:
    days = landmark_day(reading)
    assert days is not None  # the protocol's check refuses a reading that names no day
    return strategy_in(facts, landmark_days=days, known_to=known_to)
