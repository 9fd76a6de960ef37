"""What a registration says of its participant: the part of the trial."""

from collections.abc import Iterator

from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.domain.parts import PART, part_of
from casebook.models import Participant
from casebook.selectors.consents import first_consent
from trials.domain.protocol.protocol import Protocol
from trials.selectors.protocols import NoProtocolInForce, protocol_of, version_in_force

SOURCE_KIND = "participant"


def hand_down_part(participant: Participant) -> None:
    for source, facts in said_by_registration(participant):
        hand_down(participant=participant, source=source, facts=facts)


def said_by_registration(participant: Participant) -> Iterator[tuple[FactSource, list[NewFact]]]:
    protocol = protocol_registered_under(participant)
    if protocol is not None and protocol.parts:
        yield source_of(participant), facts_of_registration(participant, protocol)


def source_of(participant: Participant) -> FactSource:
    content = {"origin": str(participant.origin)}
    return FactSource(kind=SOURCE_KIND, id=str(participant.pk), content=content)


def facts_of_registration(participant: Participant, protocol: Protocol) -> list[NewFact]:
    """Undated: no cut is early enough to move somebody into the other part."""
    part = part_of(protocol, direction=str(participant.origin))
    return [NewFact(name=PART, value=part.id)] if part else []


def protocol_registered_under(participant: Participant) -> Protocol | None:
    """Archived records may be older than any version in force; their waiver names the version."""
    try:
        version = version_in_force(participant.activation, on=participant.screened_date)
    except NoProtocolInForce:
        consent = first_consent(participant)
        return protocol_of(consent.protocol_version) if consent else None
    return protocol_of(version)
