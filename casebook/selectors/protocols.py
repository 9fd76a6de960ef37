"""Which protocol a participant's page or record follows."""

from datetime import date

from casebook.models import Consent, Participant, Record
from casebook.selectors.consents import consents_of
from trials.domain.protocol.protocol import Protocol
from trials.models import ProtocolVersion, Trial
from trials.selectors.protocols import latest_version, protocol_of, version_in_force


def version_for(participant: Participant, *, on: date) -> ProtocolVersion:
    """What the participant has agreed to by that day; before consent, what the site works by.

    An amendment reaches nobody by itself: it counts from the day of their new consent.
    """
    agreed = consents_of(participant).filter(consent_date__lte=on).last()
    return agreed.protocol_version if agreed else version_in_force(participant.activation, on=on)


def protocol_for(participant: Participant, *, on: date) -> Protocol:
    return protocol_of(version_for(participant, on=on))


def screens_people(trial: Trial) -> bool:
    """Not where consent is waived: the records of such a trial come from archives, by import."""
    basis = protocol_of(latest_version(trial)).consent.basis
    return str(basis) != Consent.Basis.WAIVER


def protocol_behind(record: Record) -> Protocol:
    """An amendment changes no form that was filled in before it."""
    return protocol_of(record.protocol_version)
