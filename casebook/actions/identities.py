"""Seal who a participant is; look; mend."""

import os
from datetime import datetime

import structlog
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.submissions import wait_for
from casebook import sources
from casebook.actions import consent_facts
from casebook.domain.identity import Person
from casebook.domain.sealing import NONCE_BYTES
from casebook.keys import identity_keys
from casebook.models import Identity, IdentityMark, Participant
from casebook.permissions import check_can_enter, identity_grant
from casebook.selectors.calendar import day_at
from casebook.selectors.identities import is_known, owner_of, person_of
from trials.domain.rights import Grant, Right
from trials.models import Trial
from trials.permissions import NotPermitted, refusal_text

log = structlog.get_logger("concord.identity")


class UnableToIdentify(Refusal):
    """The identity was not stored or not shown."""


class PossibleDuplicate(Refusal):
    """Someone of this name and birth date is in the trial already; which site is not told."""


def check_new(person: Person, *, participant: Participant, reason: str) -> None:
    trial = participant.activation.trial
    queue_up(person, trial)
    if is_known(person, trial=trial) and not reason.strip():
        raise PossibleDuplicate(
            _(
                "Someone with this name and birth date is already in the trial. If this is another "
                "person, say how you know; otherwise ask the sponsor which record to go on with."
            )
        )


def queue_up(person: Person, trial: Trial) -> None:
    """Two sites that take in the same person at once queue here, and the second finds the first.
    No unique key could do it: two people may share a name and a birth date."""
    wait_for(f"identity:{trial.pk}:{identity_keys().index(person.fingerprint)}")


def seal(*, participant: Participant, person: Person) -> Identity:
    """Runs inside the act that takes the consent."""
    keys = identity_keys()
    index = keys.index(person.fingerprint)
    IdentityMark.objects.create(trial=participant.activation.trial, blind_index=index)
    return Identity.objects.create(
        activation=participant.activation,
        participant=participant,
        sealed=sealed_text(person, participant),
        blind_index=index,
    )


def sealed_text(person: Person, participant: Participant) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return identity_keys().seal(person.as_text(), owner=owner_of(participant), nonce=nonce)


@act
def see(*, participant: Participant, by: User, at: datetime, reason: str = "") -> Person:
    """Show who a code is, and leave a line about the look: who, whose, when, why."""
    activation = participant.activation
    grant = identity_grant(by, activation=activation, on=day_at(activation, at))
    if not grant:
        raise NotPermitted(refusal_text(Right.SEE_IDENTITY))
    if Grant.REASON in grant and not reason.strip():
        raise UnableToIdentify(_("Say why you need to know who this is."))
    person = person_of(participant)
    if person is None:
        raise UnableToIdentify(_("No identity is stored: it enters with the consent."))
    log.info("identity seen", participant=participant.code, user=str(by.pk), reason=reason)
    return person


@act
def correct(
    *, participant: Participant, person: Person, reason: str, by: User, at: datetime
) -> Identity:
    """Mend a name, number or birth date; the ages that follow from it follow at once."""
    activation = participant.activation
    check_can_enter(by, activation=activation, on=day_at(activation, at), right=Right.CORRECT_DATA)
    if not reason.strip():
        raise UnableToIdentify(_("Say why the identity is corrected."))
    identity = Identity.objects.select_for_update().get(participant=participant)
    replace_mark(identity, identity_keys().index(person.fingerprint))
    identity.sealed = sealed_text(person, participant)
    identity.save()
    sources.restate(participant, kind=consent_facts.SOURCE_KIND)
    sources.restate_followers(participant, of="identity")
    return identity


def replace_mark(identity: Identity, index: str) -> None:
    if identity.blind_index == index:
        return
    trial = identity.participant.activation.trial
    IdentityMark.objects.filter(trial=trial, blind_index=identity.blind_index).first().delete()
    IdentityMark.objects.create(trial=trial, blind_index=index)
    identity.blind_index = index
