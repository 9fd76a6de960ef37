"""The protocol files we ship can be derived and their sets counted, to the last sensitivity."""

from datetime import date
from pathlib import Path

import pytest

from analysis.domain.endpoints import Outcome, derive, spec_of
from analysis.domain.sets import Person, members_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.protocol.loader import load
from trials.domain.values import Known

FILES = sorted((Path(__file__).parents[4] / "trials" / "protocols").glob("*.yaml"))


def specs(protocol):
    for endpoint in protocol.endpoints:
        if isinstance(endpoint, TimeToEvent):
            yield spec_of(endpoint)
            yield from (spec_of(endpoint, alternative) for alternative in endpoint.sensitivity)


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def protocol(request):
    return load(request.param.read_text(), name=request.param.name)


def test_each_endpoint_ends_at_its_first_event(protocol):
    for spec in specs(protocol):
        facts = {
            spec.origin: Known(PartialDate(2025, 1, 1)),
            spec.events[0]: Known(PartialDate(2025, 3, 2)),
        }

        found = derive(spec, participant=1, facts=facts, cut=date(2026, 6, 30))

        assert (found.outcome, found.days) == (Outcome.EVENT, 60), spec.id


def test_each_endpoint_is_censored_at_its_last_assessment(protocol):
    for spec in specs(protocol):
        facts = {
            spec.origin: Known(PartialDate(2025, 1, 1)),
            spec.censor_at: Known(PartialDate(2025, 3, 2)),
        }

        found = derive(spec, participant=1, facts=facts, cut=date(2026, 6, 30))

        assert (found.why, found.days) == (spec.censor_at, 60), spec.id


def test_nobody_gets_lost_between_the_sets(protocol):
    people = [
        Person(participant=1, facts={}),
        Person(participant=2, facts={"enrolled": Known(PartialDate(2025, 1, 1))}),
    ]
    for name, definition in protocol.sets.items():
        assert members_of(name, definition, people, protocol_readings(protocol)).asked == 2


def protocol_readings(protocol):
    return {one.id: one.chosen for one in protocol.ambiguities if one.chosen}
