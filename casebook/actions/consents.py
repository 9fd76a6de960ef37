"""Record that a participant agreed, to which version, on which day; with it the identity enters."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.actions import identities
from casebook.actions.consent_facts import hand_down_consent
from casebook.domain.identity import Person
from casebook.models import Consent, ConsentVersion, Identity, Participant
from casebook.permissions import check_can_enter
from casebook.selectors.calendar import day_at
from casebook.selectors.consent_versions import consent_version_on
from casebook.selectors.consents import first_consent
from trials.domain.partial_dates import ImpossibleDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Right
from trials.domain.scores import age_on
from trials.models import ProtocolVersion
from trials.selectors.protocols import NoProtocolInForce, protocol_of, version_in_force


class UnableToConsent(Refusal):
    """The consent was not recorded."""


@act
def record(
    *,
    participant: Participant,
    consent_date: date,
    by: User,
    at: datetime,
    person: Person | None = None,
    scopes: Mapping[str, bool] | None = None,
    language: str = "",
    explained_by: str = "",
    reason: str = "",
) -> Consent:
    """Bind the consent to the version in force at the site that day.

    `person` enters with the first consent; `reason` says why a possible duplicate is someone else.
    """
    today = day_at(participant.activation, at)
    check_can_enter(
        by, activation=participant.activation, on=today, right=Right.RECORD_CLINICAL_EVENT
    )
    check_date(participant, consent_date, today=today)
    version = version_on(participant, consent_date)
    protocol = protocol_of(version)
    check_scopes(scopes or {}, protocol)
    check_not_recorded(participant, version)
    signed = version_signed(participant, version, on=consent_date, language=language)
    if first_consent(participant) is None:
        take_identity(participant, person, protocol, consent_date=consent_date, reason=reason)
    consent = Consent.objects.create(
        activation=participant.activation,
        participant=participant,
        protocol_version=version,
        consent_version=signed,
        basis=protocol.consent.basis.value,
        consent_date=consent_date,
        language=language,
        explained_by=explained_by.strip(),
        scopes=dict(scopes or {}),
        recorded_by=by,
        recorded_at=at,
    )
    hand_down_consent(participant)
    return consent


@act
def correct(
    *,
    consent: Consent,
    consent_date: date,
    scopes: Mapping[str, bool],
    reason: str,
    by: User,
    at: datetime,
) -> Consent:
    """Mend the day or what was agreed; the age at consent follows."""
    participant = consent.participant
    today = day_at(consent.activation, at)
    check_can_enter(by, activation=consent.activation, on=today, right=Right.CORRECT_DATA)
    if not reason.strip():
        raise UnableToConsent(_("Say why the consent is corrected."))
    check_date(participant, consent_date, today=today)
    version = version_on(participant, consent_date)
    check_scopes(scopes, protocol_of(version))
    consent.consent_version = version_signed(
        participant, version, on=consent_date, language=consent.language
    )
    consent.protocol_version = version
    consent.consent_date = consent_date
    consent.scopes = dict(scopes)
    consent.save()
    hand_down_consent(participant)
    return consent


def take_identity(
    participant: Participant,
    person: Person | None,
    protocol: Protocol,
    *,
    consent_date: date,
    reason: str,
) -> Identity | None:
    if person is None:
        check_waived(protocol)
        return None
    check_person(person, consent_date=consent_date)
    identities.check_new(person, participant=participant, reason=reason)
    return identities.seal(participant=participant, person=person)


def check_date(participant: Participant, consent_date: date, *, today: date) -> None:
    if consent_date > today:
        raise UnableToConsent(
            _("The consent date %(day)s is in the future. Today is %(today)s.")
            % {"day": consent_date, "today": today}
        )
    if consent_date < participant.screened_date:
        raise UnableToConsent(
            _(
                "The consent date %(day)s is before the screening date %(screened)s. "
                "One of the two is wrong; the screening entry can be corrected."
            )
            % {"day": consent_date, "screened": participant.screened_date}
        )


def version_on(participant: Participant, day: date) -> ProtocolVersion:
    try:
        return version_in_force(participant.activation, on=day)
    except NoProtocolInForce as missing:
        raise UnableToConsent(
            _("%(site)s had no protocol version in force on %(day)s. Check the date.")
            % {"site": participant.activation.site.code, "day": day}
        ) from missing


def version_signed(
    participant: Participant, version: ProtocolVersion, *, on: date, language: str
) -> ConsentVersion | None:
    """The document that was in force at the site that day; none where consent is waived."""
    if protocol_of(version).consent.basis == Consent.Basis.WAIVER:
        return None
    found = consent_version_on(participant.activation, version, on=on, language=language)
    if found is None:
        raise UnableToConsent(
            _(
                "%(site)s had no approved consent form for protocol version %(version)s in this "
                "language on %(day)s. Record it under “Consent forms”, or check the day."
            )
            % {"site": participant.activation.site.code, "version": version.version, "day": on}
        )
    return found


def check_scopes(scopes: Mapping[str, bool], protocol: Protocol) -> None:
    asked = protocol.consent.scopes
    if unknown := sorted(set(scopes) - set(asked)):
        raise UnableToConsent(
            _("The protocol does not ask for consent to: %(names)s.")
            % {"names": ", ".join(unknown)}
        )
    refused = [name for name, one in asked.items() if one.required and not scopes.get(name)]
    if refused:
        labels = (asked[name].label.in_language(get_language() or "en") for name in refused)
        raise UnableToConsent(
            _("Without this the participant cannot take part: %(labels)s.")
            % {"labels": "; ".join(labels)}
        )


def check_not_recorded(participant: Participant, version: ProtocolVersion) -> None:
    if participant.consents.filter(protocol_version=version).exists():
        raise UnableToConsent(
            _("%(code)s has already consented to version %(version)s.")
            % {"code": participant.code, "version": version.version}
        )


def check_waived(protocol: Protocol) -> None:
    if protocol.consent.basis != Consent.Basis.WAIVER:
        raise UnableToConsent(_("Give the name and the birth date of the participant."))


def check_person(person: Person, *, consent_date: date) -> None:
    if not person.name.strip():
        raise UnableToConsent(_("Give the name of the participant."))
    if not is_plausible_age(person, consent_date):
        raise UnableToConsent(
            _("The birth date does not fit the consent date %(day)s. Check both.")
            % {"day": consent_date}
        )


def is_plausible_age(person: Person, on: date) -> bool:
    try:
        years = age_on(birth=person.birth_date, on=on)
    except ImpossibleDate:
        return False
    return years is not None and 0 <= years <= 130
