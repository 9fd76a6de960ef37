"""Who has agreed to an older protocol version than the one their site works by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.domain.standing import Standing, standing
from casebook.models import Consent, Participant
from casebook.selectors.participants import facts_by, withdrawals_by
from enrollment.models import EligibilityDecision, Enrollment
from trials.models import VersionInForce

TAKING_PART = {Standing.ENROLLED, Standing.IN_SCREENING}


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A participant to be asked again, since the day the site's new version took effect."""

    participant: Participant
    consent: Consent
    in_force: VersionInForce

    def days(self, *, today: date) -> int:
        return (today - self.in_force.from_date).days


def awaiting(
    people: Iterable[Participant],
    *,
    consents: Mapping[int, Consent],
    in_force: Mapping[int, VersionInForce],
) -> list[Behind]:
    """The longest waiting first. Nobody is asked again who died, left, is lost or was screened out;
    a waiver is the ethics board's, so nobody is asked about it."""
    behind = [
        Behind(participant=one, consent=consents[one.pk], in_force=in_force[one.activation_id])
        for one in people
        if one.pk in consents and one.activation_id in in_force
        if is_older(consents[one.pk], in_force[one.activation_id])
    ]
    gone = no_longer_asked([one.participant.pk for one in behind])
    waiting = [one for one in behind if one.participant.pk not in gone]
    return sorted(waiting, key=lambda one: (one.in_force.from_date, one.participant.code))


def is_older(consent: Consent, in_force: VersionInForce) -> bool:
    return (
        consent.basis == Consent.Basis.SIGNED
        and consent.protocol_version_id != in_force.protocol_version_id
        and consent.consent_date < in_force.from_date
    )


def no_longer_asked(pks: list[int]) -> set[int]:
    if not pks:
        return set()
    facts, withdrew = facts_by(pks), withdrawals_by(pks)
    stands = {
        pk: standing(facts[pk], has_consented=True, withdrew_on=withdrew.get(pk)) for pk in pks
    }
    left = {pk for pk, one in stands.items() if one not in TAKING_PART}
    return left | screened_out(pks)


def screened_out(pks: list[int]) -> set[int]:
    """Those whose latest signed decision says not eligible, and who never were enrolled."""
    decisions = EligibilityDecision.objects.filter(participant_id__in=pks)
    latest = dict(decisions.order_by("decided_at", "pk").values_list("participant_id", "verdict"))
    failed = {pk for pk, one in latest.items() if one == EligibilityDecision.Verdict.INELIGIBLE}
    enrolled = Enrollment.objects.filter(participant_id__in=failed)
    return failed - set(enrolled.values_list("participant_id", flat=True))
