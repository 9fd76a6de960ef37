"""What a consent says of its participant."""

from collections.abc import Iterator

from casebook.actions.facts import FactSource, NewFact, hand_down
from casebook.domain.identity import Person
from casebook.models import Consent, Participant
from casebook.selectors.consents import consents_of
from casebook.selectors.identities import person_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.scores import age_on
from trials.domain.values import Missing
from trials.selectors.protocols import protocol_of

SOURCE_KIND = "consent"


def hand_down_consent(participant: Participant) -> None:
    for source, facts in said_by_consents(participant):
        hand_down(participant=participant, source=source, facts=facts)


def said_by_consents(participant: Participant) -> Iterator[tuple[FactSource, list[NewFact]]]:
    """Date and age are the first consent's: agreeing to an amendment moves neither. Each says what
    was agreed to then; the latest counts."""
    person = person_of(participant)
    for place, consent in enumerate(consents_of(participant)):
        facts = facts_of_consent(consent, person=person, is_first=place == 0)
        yield source_of(consent), facts


def source_of(consent: Consent) -> FactSource:
    return FactSource(kind=SOURCE_KIND, id=str(consent.pk), content=content_of(consent))


def content_of(consent: Consent) -> dict[str, object]:
    """Without the birth date: a hash of one can be guessed."""
    return {
        "protocol_version": consent.protocol_version.version,
        "basis": consent.basis,
        "consent_date": consent.consent_date,
        "language": consent.language,
        "explained_by": consent.explained_by,
        "scopes": consent.scopes,
    }


def facts_of_consent(
    consent: Consent, *, person: Person | None, is_first: bool = True
) -> list[NewFact]:
    """Those that the protocol has a use for."""
    protocol = protocol_of(consent.protocol_version)
    who = [
        dated(consent),
        age(consent, person),
        NewFact(name="sex", value=consent.participant.sex, date=day_of(consent)),
    ]
    scopes = [scope(name, agreed, consent) for name, agreed in consent.scopes.items()]
    facts = [*who, *scopes] if is_first else scopes
    return [fact for fact in facts if is_declared(fact.name, protocol)]


def is_declared(name: str, protocol: Protocol) -> bool:
    # A form may ask for the sex itself; then the form is its source.
    return name in protocol.facts


def dated(consent: Consent) -> NewFact:
    if consent.basis == Consent.Basis.WAIVER:
        return NewFact(name="consent_date", missing=Missing.NOT_APPLICABLE)
    return NewFact(name="consent_date", value=day_of(consent), date=day_of(consent))


def age(consent: Consent, person: Person | None) -> NewFact:
    """Completed years: 75 until the day of the 76th birthday."""
    if person is None or consent.basis == Consent.Basis.WAIVER:
        return NewFact(name="age_at_consent", missing=Missing.NOT_APPLICABLE)
    years = age_on(birth=person.birth_date, on=consent.consent_date)
    declared = protocol_of(consent.protocol_version).facts.get("age_at_consent")
    unit = declared.unit or "" if declared else ""
    return NewFact(name="age_at_consent", value=years, unit=unit, date=day_of(consent))


def scope(name: str, agreed: bool, consent: Consent) -> NewFact:
    return NewFact(name=f"consent_{name}", value=agreed, date=day_of(consent))


def day_of(consent: Consent) -> PartialDate:
    return PartialDate.of(consent.consent_date)
