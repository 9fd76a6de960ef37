"""Which reading of each ambiguity counts, once people have changed what the file chose."""

from collections.abc import Iterator, Mapping

from trials.domain.condition_nodes import Condition, readings_in
from trials.domain.protocol.endpoints import Proportion
from trials.domain.protocol.protocol import Protocol

Chosen = Mapping[str, str]
# The reading of an ambiguity under which a criterion leaves nobody out.
NOT_APPLIED = "not_applied"


def with_readings(protocol: Protocol, chosen: Chosen) -> Protocol:
    """An ambiguity or a reading that this text does not know changes nothing."""
    known = {one.id: one for one in protocol.ambiguities}
    for ambiguity, reading in sorted(chosen.items()):
        if ambiguity in known and reading in known[ambiguity].readings:
            protocol = protocol.with_reading(ambiguity, reading)
    return protocol


def decided_by_reading(protocol: Protocol) -> frozenset[str]:
    """The ambiguities whose chosen reading the platform computes by.

    Of the others every reading leads to the same numbers, or the text itself says what is computed
    (where an endpoint starts): another choice there takes a new text.
    """
    return frozenset(nodes(protocol)) | frozenset(settings(protocol))


def nodes(protocol: Protocol) -> Iterator[str]:
    for condition in conditions(protocol):
        for node in readings_in(condition):
            yield node.reading


def conditions(protocol: Protocol) -> Iterator[Condition]:
    yield from (one.when for one in protocol.criteria)
    yield from (one.when for one in protocol.sets.values())
    for endpoint in protocol.endpoints:
        if isinstance(endpoint, Proportion):
            yield from (endpoint.among, endpoint.when)


def settings(protocol: Protocol) -> Iterator[str]:
    """Read by name: the landmark, and whether a criterion is applied at all."""
    if protocol.concordance is not None:
        yield protocol.concordance.landmark
    for criterion in protocol.criteria:
        for name in criterion.readings:
            if NOT_APPLIED in protocol.ambiguity(name).readings:
                yield name
