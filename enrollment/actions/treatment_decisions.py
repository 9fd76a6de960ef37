"""Record which strategy was chosen; at the landmark, lock which one was received."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from audit.domain.signing import Signing
from casebook import sources
from casebook.actions import locks
from casebook.actions.conflicts import check_version
from casebook.models import Lock, Participant
from casebook.policies import check_unlocked
from casebook.selectors.calendar import day_at
from enrollment.models import TreatmentDecision
from enrollment.selectors.assessments import governing_version
from enrollment.selectors.treatment_decisions import KIND, as_locked
from enrollment.treatment_policies import (
    UnableToDecideTreatment,
    check_can_lock,
    check_choice,
    check_compares_strategies,
)
from trials.domain.rights import Right
from trials.permissions import check_may

__all__ = ["Choice", "UnableToDecideTreatment", "correct", "lock", "record"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`decided_by` is the printed name of whoever decided, which may be a board."""

    strategy: str
    decided_date: date
    decided_by: str
    rationale: str


@act
def record(
    *, participant: Participant, choice: Choice, by: User, at: datetime
) -> TreatmentDecision:
    today = check_may_decide(participant, by=by, at=at)
    protocol = check_compares_strategies(participant, on=today)
    check_choice(participant, protocol, **asdict(choice), today=today)
    decision = TreatmentDecision(
        activation=participant.activation,
        participant=participant,
        protocol_version=governing_version(participant, on=today),
        **asdict(choice),
        entered_by=by,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise UnableToDecideTreatment(
            _("A decision of %(code)s is recorded already. Open it to correct it.")
            % {"code": participant.code}
        ) from error
    return decision


@act
def correct(
    *,
    record: TreatmentDecision,
    choice: Choice,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> TreatmentDecision:
    """Until it is locked; the history keeps what stood before."""
    today = check_may_decide(record.participant, by=by, at=at)
    row = TreatmentDecision.objects.select_for_update(of=("self",)).get(pk=record.pk)
    check_unlocked(row)
    check_version(row, expected_version)
    if not reason.strip():
        raise UnableToDecideTreatment(_("Say why the decision is corrected."))
    protocol = check_compares_strategies(row.participant, on=today)
    check_choice(row.participant, protocol, **asdict(choice), today=today)
    for name, value in asdict(choice).items():
        setattr(row, name, value)
    row.version += 1
    row.entered_by, row.entered_at = by, at
    row.save()
    return row


@act
def lock(*, record: TreatmentDecision, signing: Signing, by: User, at: datetime) -> Lock:
    """Sign what was received, as worked out today, which must be what this person saw. From here
    on analysis may learn the prediction."""
    today = check_may_decide(record.participant, by=by, at=at)
    row = TreatmentDecision.objects.select_for_update(of=("self",)).get(pk=record.pk)
    check_unlocked(row)
    said = check_can_lock(row.participant, on=today)
    row = as_locked(row, said)
    row.save()
    made = locks.lock(
        record=row,
        kind=str(Lock.Kind.DECISION),
        record_kind=KIND,
        signing=signing,
        by=by,
        at=at,
    )
    sources.restate_followers(row.participant, of=KIND)
    return made


def check_may_decide(participant: Participant, *, by: User, at: datetime) -> date:
    """Today at the site, for an investigator there."""
    today = day_at(participant.activation, at)
    check_may(by, Right.LOCK_TREATMENT_DECISION, activation=participant.activation, on=today)
    return today
