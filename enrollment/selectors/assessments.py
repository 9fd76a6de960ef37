"""Where a participant stands against the protocol, now."""

from collections.abc import Mapping
from datetime import date

from casebook.models import Participant
from casebook.selectors.facts import facts_of
from casebook.selectors.identities import person_of
from casebook.selectors.protocols import version_for
from enrollment.domain.eligibility import Assessment, assess
from enrollment.models import Enrollment
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.scores import age_on
from trials.domain.values import Facts, Known
from trials.models import ProtocolVersion
from trials.selectors.readings import chosen_since, read_by


def governing_version(participant: Participant, *, on: date) -> ProtocolVersion:
    """A decision is judged by the version of its day, also after a later consent."""
    return version_for(participant, on=on)


def protocol_to_judge(participant: Participant, *, on: date) -> Protocol:
    """By the readings that count now; who is enrolled stays judged by those of that day."""
    version = governing_version(participant, on=on)
    chosen = chosen_since(version.trial_id)
    if chosen and (enrolled := Enrollment.objects.filter(participant=participant).first()):
        chosen = enrolled.readings
    return read_by(version, chosen)


def assessment_of(participant: Participant, *, on: date) -> Assessment:
    protocol = protocol_to_judge(participant, on=on)
    return assess(protocol=protocol, facts=facts_to_judge(participant, on=on), on=on)


def facts_to_judge(participant: Participant, *, on: date) -> Facts:
    return with_age(facts_of(participant), birth=birth_of(participant), on=on)


def birth_of(participant: Participant) -> date | None:
    person = person_of(participant)
    return person.birth_date if person else None


def with_age(facts: Facts, *, birth: date | None, on: date) -> Facts:
    """Before enrollment the age at enrollment is the age on the day of judgment."""
    return {**age_on_day(birth, on=on), **facts}


def age_on_day(birth: date | None, *, on: date) -> Mapping[str, Known]:
    years = age_on(birth=birth, on=on) if birth else None
    return {} if years is None else {"age_at_enrollment": Known(years, date=PartialDate.of(on))}
