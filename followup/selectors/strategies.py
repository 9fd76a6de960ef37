"""Which strategy a participant received, at the protocol's landmark."""

from datetime import date

from casebook.models import Participant
from casebook.selectors.facts import facts_of
from enrollment.domain.strategies import StrategyReceived
from enrollment.selectors.assessments import governing_version
from followup.domain.strategy import strategy_in
from trials.domain.protocol.analyses import landmark_day
from trials.selectors.readings import protocol_as_read


def strategy_of(participant: Participant, *, known_to: date) -> StrategyReceived:
    protocol = protocol_as_read(governing_version(participant, on=known_to))
    assert protocol.concordance is not None  # only such a protocol has treatment decisions
    days = landmark_day(protocol.ambiguity(protocol.concordance.landmark).chosen)
    assert days is not None  # the protocol's check refuses a reading that names no day
    return strategy_in(facts_of(participant), landmark_days=days, known_to=known_to)
