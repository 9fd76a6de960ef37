"""What a participant has agreed to, and what was taken back."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from casebook.models import Consent, Participant
from trials.models import ProtocolVersion


def first_consent(participant: Participant) -> Consent | None:
    """The consent the participant entered by; later ones agree to amendments."""
    return consents_of(participant).first()


def latest_consent(participant: Participant) -> Consent | None:
    return consents_of(participant).last()


def version_agreed_to(participant: Participant) -> ProtocolVersion:
    """Of whoever is known to have consented."""
    consent = latest_consent(participant)
    assert consent is not None  # check_has_consented stands before this
    return consent.protocol_version


def consents_of(participant: Participant) -> QuerySet[Consent]:
    found = participant.consents.select_related("protocol_version__trial", "consent_version")
    return found.defer("protocol_version__source")


def latest_consents(pks: Iterable[int]) -> Mapping[int, Consent]:
    """The latest consent of each of these participants who has given one, in one query."""
    found = Consent.objects.filter(participant_id__in=list(pks))
    found = found.select_related("protocol_version__trial").defer("protocol_version__source")
    ordered = found.order_by("consent_date", "pk")
    return {one.participant_id: one for one in ordered}


def withdrawal_date(participant: Participant, scope: str) -> date | None:
    found = participant.withdrawals.filter(scope=scope).first()
    return found.withdrawal_date if found else None
