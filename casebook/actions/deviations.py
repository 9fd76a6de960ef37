"""A breach found afterwards: record it, say what was done, judge how grave it is."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.models import Deviation, Participant
from casebook.selectors.calendar import day_at
from trials.domain.rights import Right
from trials.permissions import check_may


class UnableToRecordDeviation(Refusal):
    """The deviation stays as it was."""


class ChangedMeanwhile(UnableToRecordDeviation):
    """Somebody else wrote on it after this person had opened it."""

    status = 409


@dataclass(frozen=True, kw_only=True)
class Found:
    kind: str
    found_date: date
    what: str
    happened_date: date | None = None
    action_taken: str = ""
    reported_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A criterion met when the participant was enrolled, and what it is found to be now."""

    criterion: str
    was: str
    is_now: str


@act
def record(*, participant: Participant, found: Found, by: User, at: datetime) -> Deviation:
    today = day_at(participant.activation, at)
    check_may(by, Right.RECORD_DEVIATION, activation=participant.activation, on=today)
    check_found(found, today=today)
    return Deviation.objects.create(
        activation=participant.activation,
        participant=participant,
        **asdict(found),
        recorded_by=by,
        recorded_at=at,
    )


def check_found(found: Found, *, today: date) -> None:
    if found.kind not in Deviation.Kind.values:
        raise UnableToRecordDeviation(_("Choose what the deviation is about."))
    if not found.what.strip():
        raise UnableToRecordDeviation(_("Say what happened."))
    if found.found_date > today:
        raise UnableToRecordDeviation(
            _("It cannot be found on %(day)s: today is %(today)s.")
            % {"day": found.found_date, "today": today}
        )
    if found.happened_date is not None and found.happened_date > found.found_date:
        raise UnableToRecordDeviation(
            _(
                "It happened on %(day)s, after it was found. A deviation is found afterwards; "
                "nobody agrees to one in advance. Check both dates."
            )
            % {"day": found.happened_date}
        )


@act
def open_for(
    *, participant: Participant, breach: Breach, by: User, at: datetime
) -> Deviation | None:
    """The system's own, in the act of whoever corrected; one at a time for what is still open."""
    same = Deviation.objects.filter(
        participant=participant, criterion=breach.criterion, is_now=breach.is_now, severity=""
    )
    if same.exists():
        return None
    return Deviation.objects.create(
        activation=participant.activation,
        participant=participant,
        kind=Deviation.Kind.ELIGIBILITY,
        found_date=day_at(participant.activation, at),
        **asdict(breach),
        recorded_by=by,
        recorded_at=at,
    )


@act
def answer(
    *,
    deviation: Deviation,
    action_taken: str,
    reported_to: str,
    expected_version: int,
    by: User,
    at: datetime,
) -> Deviation:
    """Say what was done about it and who was told; the history keeps what stood before."""
    row = to_write(deviation, Right.RECORD_DEVIATION, expected_version, by=by, at=at)
    if not action_taken.strip():
        raise UnableToRecordDeviation(_("Say what was done about it."))
    row.action_taken, row.reported_to = action_taken.strip(), reported_to.strip()
    return kept(row)


@act
def classify(
    *, deviation: Deviation, severity: str, expected_version: int, by: User, at: datetime
) -> Deviation:
    row = to_write(deviation, Right.CLASSIFY_DEVIATION, expected_version, by=by, at=at)
    if severity not in Deviation.Severity.values:
        raise UnableToRecordDeviation(_("Choose how grave it is: minor or major."))
    row.severity, row.classified_by, row.classified_at = severity, by, at
    return kept(row)


def to_write(
    deviation: Deviation, right: Right, expected_version: int, *, by: User, at: datetime
) -> Deviation:
    today = day_at(deviation.activation, at)
    check_may(by, right, activation=deviation.activation, on=today)
    row = Deviation.objects.select_for_update(of=("self",)).get(pk=deviation.pk)
    if row.version != expected_version:
        raise ChangedMeanwhile(
            _("Somebody wrote on this after you opened it. Look at it again, then send yours.")
        )
    return row


def kept(row: Deviation) -> Deviation:
    row.version += 1
    row.save()
    return row
