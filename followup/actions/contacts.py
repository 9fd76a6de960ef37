"""Somebody was called and not reached; after enough of that, somebody is lost."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant
from followup.actions import recording, vital_status
from followup.actions.recording import UnableToRecord
from followup.actions.vital_status import Contact
from followup.domain.contact_ladder import Means
from followup.models import ContactAttempt, VitalStatus
from followup.selectors.contacts import climb_of


@act
def attempt(
    *, participant: Participant, means: str, attempt_date: date, by: User, at: datetime
) -> ContactAttempt:
    today = recording.check_may_record(participant, by=by, at=at)
    if means not in list(Means):
        raise UnableToRecord(
            _("Choose how it was tried: by telephone, message, letter, at home, or by a sweep.")
        )
    recording.check_day(participant, attempt_date, today=today, what=_("Attempt"))
    values = {"means": means, "attempt_date": attempt_date}
    return recording.create(ContactAttempt, participant, values, by=by, at=at)


@act
def declare_lost(*, participant: Participant, by: User, at: datetime) -> VitalStatus:
    """Once the ladder is climbed, dated to the last contact."""
    recording.check_may_record(participant, by=by, at=at)
    contact = Contact(
        vital_status=str(VitalStatus.Vital.LOST),
        status_date=climb_of(participant).contact,
        information_source=str(VitalStatus.InformationSource.TELEPHONE),
    )
    return vital_status.record(participant=participant, contact=contact, by=by, at=at)
