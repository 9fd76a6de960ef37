"""Read a scan blind. What was read is final: there is no correcting it, only another reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook.selectors.calendar import day_at
from followup.domain.read_lesions import as_stored, fault_of_lesions
from followup.domain.reads import Read, Seat, fault
from followup.domain.recist.lesions import Lesion
from followup.models import BlindRead, TumorAssessment
from followup.permissions import check_reads_blind
from followup.selectors.reads import as_scan, has_read, own_reads, scans_at, seat_for
from trials.wording import worded

PLACE_OF_THE_THIRD = 3


class UnableToRead(Refusal):
    """The read was not kept."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`lesions` as RECIST follows them; the first scan of a reader chooses the targets."""

    adequate: bool
    finding: str
    inadequate_reason: str = ""
    location: str = ""
    lesions: Sequence[Lesion] = ()


@act
def read(*, scan: TumorAssessment, seen: Seen, by: User, at: datetime) -> BlindRead:
    check_reads_blind(by, scan.activation, on=day_at(scan.activation, at))
    TumorAssessment.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    row = scans_at([scan.activation]).get(pk=scan.pk)
    seat = seat_for(row, by)
    if seat is None:
        raise UnableToRead(_("You have read this scan already, or nobody is asked to read it."))
    check_order(row, by)
    check_seen(row, seen, seat, by=by, at=at)
    return BlindRead.objects.create(
        activation=row.activation,
        scan=row,
        reader=by,
        seat=seat.value,
        place=PLACE_OF_THE_THIRD if seat is Seat.ADJUDICATOR else row.reads.count() + 1,
        adequate=seen.adequate,
        inadequate_reason=seen.inadequate_reason.strip(),
        finding=seen.finding,
        location=seen.location,
        lesions=[as_stored(one) for one in seen.lesions],
        read_at=at,
    )


def check_order(scan: TumorAssessment, by: User) -> None:
    """What a later scan shows must not color an earlier one."""
    for other in scans_at([scan.activation]).filter(participant=scan.participant_id):
        if other.scan_date > scan.scan_date and has_read(by, other):
            raise UnableToRead(
                _("You have read the later scan of %(day)s. Another reader has to read this one.")
                % {"day": other.scan_date}
            )


def check_seen(scan: TumorAssessment, seen: Seen, seat: Seat, *, by: User, at: datetime) -> None:
    given = Read(
        reader=by.pk,
        at=at,
        adequate=seen.adequate,
        finding=seen.finding,
        location=seen.location,
        seat=seat,
    )
    earlier = [as_scan(one) for one in own_reads(by, scan) if one.lesions]
    found = fault(
        given,
        why_inadequate=seen.inadequate_reason,
        locations=TumorAssessment.Location.values,
    ) or fault_of_lesions(seen.lesions, baseline=earlier[0] if earlier else None)
    if found is not None:
        raise UnableToRead(worded(found))
