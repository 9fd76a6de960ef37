"""Record a scan: adequate or not, recurrence or none."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.models import TumorAssessment

KIND = "tumor_assessment"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """`first_seen_date`: the scan that first showed, equivocally, what this one confirms."""

    scan_date: date
    modality: str
    adequate: bool
    finding: str
    inadequate_reason: str = ""
    location: str = ""
    first_seen_date: date | None = None

    @classmethod
    def of(cls, row: TumorAssessment) -> "Scan":
        return cls(**row.as_values())


@act
def record(*, participant: Participant, scan: Scan, by: User, at: datetime) -> TumorAssessment:
    today = recording.check_may_record(participant, by=by, at=at)
    check_scan(participant, scan, today=today)
    row = recording.create(TumorAssessment, participant, asdict(scan), by=by, at=at)
    recording.hand_down(participant, kind=KIND, by=by, at=at)
    return row


@act
def correct(
    *,
    record: TumorAssessment,
    scan: Scan,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> TumorAssessment:
    today = recording.check_may_record(record.participant, by=by, at=at)
    check_scan(record.participant, scan, today=today)
    row = recording.correct(
        record, asdict(scan), expected_version=expected_version, reason=reason, by=by, at=at
    )
    recording.hand_down(row.participant, kind=KIND, by=by, at=at)
    return row


def check_scan(participant: Participant, scan: Scan, *, today: date) -> None:
    recording.check_day(participant, scan.scan_date, today=today, what=_("Scan"))
    if scan.modality not in TumorAssessment.Modality.values:
        raise UnableToRecord(_("Choose what kind of scan it was."))
    if scan.finding not in TumorAssessment.Finding.values:
        raise UnableToRecord(_("Say what the scan shows: no new lesion, equivocal or recurrence."))
    if not scan.adequate and not scan.inadequate_reason.strip():
        raise UnableToRecord(_("Say why the scan is not adequate."))
    check_recurrence(participant, scan)


def check_recurrence(participant: Participant, scan: Scan) -> None:
    is_recurrence = scan.finding == TumorAssessment.Finding.RECURRENCE
    if is_recurrence and scan.location not in TumorAssessment.Location.values:
        raise UnableToRecord(_("Say where the recurrence is."))
    if scan.first_seen_date is None:
        return
    if not is_recurrence:
        raise UnableToRecord(_("Only a recurrence was first seen on an earlier scan."))
    earlier = TumorAssessment.objects.filter(
        participant=participant, scan_date=scan.first_seen_date
    )
    if scan.first_seen_date > scan.scan_date or not earlier.exists():
        raise UnableToRecord(
            _("No scan of %(day)s is recorded. Record the scan that first showed the lesion.")
            % {"day": scan.first_seen_date}
        )
