"""Which protocol a participant's page or record follows."""

from datetime import date

from casebook.models import Participant, Record
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of, version_in_force


def version_for(participant: Participant, *, on: date) -> ProtocolVersion:
    """What the site works by that day."""
    return version_in_force(participant.activation, on=on)


def protocol_for(participant: Participant, *, on: date) -> Protocol:
    return protocol_of(version_for(participant, on=on))


def protocol_behind(record: Record) -> Protocol:
    """An amendment changes no form that was filled in before it."""
    return protocol_of(record.protocol_version)
