"""Hold the enrollment of a trial when its safety board asks for it; the sponsor decides on it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signing.printed import HOUSE_ZONE
from audit.actions import sign
from audit.acts import Refusal, act
from audit.domain.signing import Signing
from audit.models import Signature
from audit.submissions import wait_for
from enrollment.models import EnrollmentHold
from enrollment.selectors.holds import content_of, holding
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


class UnableToHold(Refusal):
    """The hold stays as it was."""


@act
def place(*, trial: Trial, kind: str, by: User, at: datetime) -> EnrollmentHold:
    """From this transaction on nobody is enrolled. Part of the act that signs the board's word."""
    check_may_in_trial(by, Right.SIGN_RECOMMENDATION, trial=trial, on=at.date())
    wait_for(holding(trial))
    return EnrollmentHold.objects.create(trial=trial, kind=kind, placed_by=by, placed_at=at)


@act
def confirm(
    *, hold: EnrollmentHold, reason: str, signing: Signing, by: User, at: datetime
) -> EnrollmentHold:
    """The sponsor agrees that it stays."""
    row = to_decide(hold, reason, by=by, at=at)
    if row.confirmed_at is not None:
        raise UnableToHold(_("This hold is confirmed already. Lift it, or leave it."))
    content, meaning = content_of(row), str(Signature.Meaning.HOLD)
    row.confirmation = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    row.confirmed_by, row.confirmed_at, row.confirmed_reason = by, at, reason.strip()
    row.save()
    return row


@act
def lift(
    *, hold: EnrollmentHold, reason: str, signing: Signing, by: User, at: datetime
) -> EnrollmentHold:
    """From now on participants may be enrolled again, unless another hold stands."""
    row = to_decide(hold, reason, by=by, at=at)
    content, meaning = content_of(row), str(Signature.Meaning.LIFTING)
    row.lifting = sign(content=content, meaning=meaning, signing=signing, by=by, at=at)
    row.lifted_by, row.lifted_at, row.lifted_reason = by, at, reason.strip()
    row.save()
    return row


@act
def note_ethics_informed(
    *, hold: EnrollmentHold, informed_date: date, by: User, at: datetime
) -> EnrollmentHold:
    """On that day the ethics committee was told; once noted it is not changed."""
    check_may_in_trial(by, Right.CONFIRM_HOLD, trial=hold.trial, on=at.date())
    row = EnrollmentHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if row.ethics_informed_date is not None:
        raise UnableToHold(
            _("It is noted already that ethics was informed on %(day)s.")
            % {"day": row.ethics_informed_date}
        )
    first, today = house_day(row.placed_at), house_day(at)
    if not first <= informed_date <= today:
        raise UnableToHold(
            _("Ethics was informed between %(first)s, when the hold began, and today, %(today)s.")
            % {"first": first, "today": today}
        )
    row.ethics_informed_date, row.ethics_noted_by, row.ethics_noted_at = informed_date, by, at
    row.save()
    return row


def house_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(HOUSE_ZONE)).date()


def to_decide(hold: EnrollmentHold, reason: str, *, by: User, at: datetime) -> EnrollmentHold:
    """The hold, kept until this act ends; somebody may have lifted it meanwhile."""
    check_may_in_trial(by, Right.CONFIRM_HOLD, trial=hold.trial, on=at.date())
    if not reason.strip():
        raise UnableToHold(_("Say why. The board, ethics and an inspector read it."))
    found = EnrollmentHold.objects.select_for_update(of=("self",)).select_related("trial")
    row: EnrollmentHold = found.get(pk=hold.pk)
    if row.lifted_at is not None:
        raise UnableToHold(
            _("%(name)s lifted this hold on %(day)s.")
            % {"name": row.lifted_by, "day": row.lifted_at.date()}
        )
    return row
