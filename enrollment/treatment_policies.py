"""May a treatment decision be recorded or locked now?"""

from datetime import date

from django.utils.translation import gettext as _

from audit.acts import Refusal
from casebook.models import Participant
from casebook.policies import check_alive, check_data_open, check_has_consented, check_not_withdrawn
from casebook.selectors.facts import facts_of
from enrollment.domain.strategies import NOT_YET_LABELS, StrategyReceived
from enrollment.received import received_by
from enrollment.selectors.assessments import governing_version
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Known
from trials.selectors.readings import protocol_as_read


class UnableToDecideTreatment(Refusal):
    """The treatment decision was not recorded."""


class UnableToLockTreatment(Refusal):
    """The strategy received was not locked."""


def check_compares_strategies(participant: Participant, *, on: date) -> Protocol:
    protocol = protocol_as_read(governing_version(participant, on=on))
    if protocol.concordance is None:
        raise UnableToDecideTreatment(
            _("This protocol compares no strategies, so there is no treatment decision to record.")
        )
    return protocol


def check_choice(
    participant: Participant,
    protocol: Protocol,
    *,
    strategy: str,
    decided_date: date,
    decided_by: str,
    rationale: str,
    today: date,
) -> None:
    check_has_consented(participant)
    check_data_open(participant)
    check_enrolled(participant)
    codes = strategies_in(protocol)
    if strategy not in codes:
        raise UnableToDecideTreatment(
            _("Choose a strategy of the protocol: %(known)s.") % {"known": ", ".join(codes)}
        )
    check_decided_on(participant, decided_date, today=today)
    if not decided_by.strip():
        raise UnableToDecideTreatment(_("Name who decided."))
    if not rationale.strip():
        raise UnableToDecideTreatment(_("Say why this strategy was chosen."))


def strategies_in(protocol: Protocol) -> list[str]:
    assert protocol.concordance is not None
    return list(protocol.facts[protocol.concordance.received].codes)


def check_enrolled(participant: Participant) -> None:
    if not isinstance(facts_of(participant, "enrolled").get("enrolled"), Known):
        raise UnableToDecideTreatment(
            _("%(code)s is not enrolled yet. Enroll first.") % {"code": participant.code}
        )


def check_decided_on(participant: Participant, decided_date: date, *, today: date) -> None:
    surgery = facts_of(participant, "surgery_date").get("surgery_date")
    operated = surgery.value if isinstance(surgery, Known) else None
    if decided_date > today:
        raise UnableToDecideTreatment(
            _("The decision of %(day)s is in the future. Today is %(today)s. Check the date.")
            % {"day": decided_date, "today": today}
        )
    if isinstance(operated, PartialDate) and decided_date < operated.earliest():
        raise UnableToDecideTreatment(
            _("Adjuvant therapy is decided after surgery (%(surgery)s). Check both dates.")
            % {"surgery": operated}
        )
    check_not_withdrawn(participant, on=decided_date)
    check_alive(participant, on=decided_date)


def check_can_lock(participant: Participant, *, on: date) -> StrategyReceived:
    """What would be locked, once the landmark has come and everything it rests on is known."""
    check_compares_strategies(participant, on=on)
    said = received_by(participant, known_to=on)
    check_landmark_has_come(said, on=on)
    if said.not_yet is not None:
        raise UnableToLockTreatment(_(NOT_YET_LABELS[said.not_yet]))
    return said


def check_landmark_has_come(said: StrategyReceived, *, on: date) -> None:
    """Nobody is sorted before the landmark, not even who recurred: all are looked at on one day."""
    if said.landmark is not None and on < said.landmark:
        raise UnableToLockTreatment(
            _("The strategy received is locked at the landmark, from %(day)s on.")
            % {"day": said.landmark}
        )


def why_not_lock(participant: Participant, *, on: date) -> str:
    """The refusal that would come now; empty when it can be locked."""
    try:
        check_can_lock(participant, on=on)
    except Refusal as refusal:
        return str(refusal)
    return ""


def settled(said: StrategyReceived) -> str:
    """The one word of it: a strategy, or why there is none."""
    return str(said.code or said.not_assessable or "")
