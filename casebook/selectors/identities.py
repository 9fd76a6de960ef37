"""Who a code is. Every look is logged by whoever calls `unsealed` for a person to see."""

from collections.abc import Iterable, Mapping
from datetime import date

from casebook.domain.identity import Person
from casebook.keys import identity_keys
from casebook.models import Identity, IdentityMark, Participant
from trials.models import Trial


def owner_of(participant: Participant) -> str:
    """What the seal is bound to: this participant and no other."""
    return owner(participant.pk)


def owner(participant_pk: int) -> str:
    return f"participant:{participant_pk}"


def unsealed(identity: Identity) -> Person:
    text = identity_keys().open(identity.sealed, owner=owner_of(identity.participant))
    return Person.from_text(text)


def person_of(participant: Participant) -> Person | None:
    identity = Identity.objects.filter(participant=participant).first()
    return unsealed(identity) if identity else None


def births_of(participants: Iterable[Participant]) -> Mapping[int, date]:
    """To count ages by; in one query, and nobody is shown who they are."""
    keys = identity_keys()
    found = Identity.objects.filter(participant__in=list(participants))
    return {
        pk: Person.from_text(keys.open(sealed, owner=owner(pk))).birth_date
        for pk, sealed in found.values_list("participant_id", "sealed")
    }


def is_known(person: Person, *, trial: Trial) -> bool:
    """Is someone of this name and birth date in the trial already, at whatever site?"""
    indexes = identity_keys().indexes(person.fingerprint)
    return IdentityMark.objects.filter(trial=trial, blind_index__in=indexes).exists()
