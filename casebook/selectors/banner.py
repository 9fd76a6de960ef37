"""Whose page it is: what stands on top of every page about one participant."""

from dataclasses import dataclass
from datetime import date

from casebook.domain.standing import STANDING_LABELS, TONES, Standing, standing
from casebook.models import Consent, Participant, Withdrawal
from casebook.selectors.consents import latest_consent, withdrawal_date
from casebook.selectors.facts import facts_of
from casebook.selectors.protocols import protocol_for
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts, Known


@dataclass(frozen=True, kw_only=True)
class Banner:
    """Never a name. `arm` is a text of the protocol, empty before allocation."""

    participant: Participant
    standing: Standing
    arm: object = ""
    consent: Consent | None = None

    @property
    def label(self) -> str:
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        return TONES[self.standing]


def banner_of(participant: Participant, *, today: date) -> Banner:
    consent = latest_consent(participant)
    facts = facts_of(participant)
    withdrew_on = withdrawal_date(participant, str(Withdrawal.Scope.FOLLOW_UP))
    return Banner(
        participant=participant,
        standing=standing(facts, has_consented=consent is not None, withdrew_on=withdrew_on),
        arm=arm_of(facts, protocol_for(participant, on=today)),
        consent=consent,
    )


def arm_of(facts: Facts, protocol: Protocol) -> object:
    arm = facts.get("arm")
    return protocol.word("arm", arm.value) if isinstance(arm, Known) else ""
