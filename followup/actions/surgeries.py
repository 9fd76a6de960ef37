"""Record the resection and what pathology found."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.models import Participant
from casebook.selectors.facts import facts_of
from followup.actions import recording
from followup.actions.recording import UnableToRecord
from followup.domain.clavien_dindo import NotClavienDindo, graded
from followup.models import Surgery
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

KIND = "surgery"


@dataclass(frozen=True, kw_only=True)
class Operation:
    surgery_date: date
    procedure: str
    margin: str
    histology: str
    histology_date: date | None = None
    blood_loss_ml: int | None = None
    clavien_dindo: str = ""

    @classmethod
    def of(cls, row: Surgery) -> "Operation":
        return cls(**row.as_values())

    def columns(self) -> dict[str, Any]:
        """A complication in one way of writing, however it was sent: IIIb-d is kept as IIIbd."""
        found = graded(self.clavien_dindo)
        code = found.code if found else self.clavien_dindo
        return {**asdict(self), "clavien_dindo": code}


@act
def record(*, participant: Participant, operation: Operation, by: User, at: datetime) -> Surgery:
    today = recording.check_may_record(participant, by=by, at=at)
    check_enrolled(participant, operation.surgery_date)
    check_operation(participant, operation, today=today)
    row = recording.create(Surgery, participant, operation.columns(), by=by, at=at)
    recording.hand_down(participant, kind=KIND, by=by, at=at)
    return row


@act
def correct(
    *,
    record: Surgery,
    operation: Operation,
    expected_version: int,
    reason: str,
    by: User,
    at: datetime,
) -> Surgery:
    today = recording.check_may_record(record.participant, by=by, at=at)
    check_operation(record.participant, operation, today=today)
    row = recording.correct(
        record, operation.columns(), expected_version=expected_version, reason=reason, by=by, at=at
    )
    recording.hand_down(row.participant, kind=KIND, by=by, at=at)
    return row


def check_enrolled(participant: Participant, day: date) -> None:
    enrolled = facts_of(participant, "enrolled").get("enrolled")
    since = enrolled.value if isinstance(enrolled, Known) else None
    if not isinstance(since, PartialDate):
        raise UnableToRecord(
            _("%(code)s is not enrolled. Surgery is recorded after enrollment.")
            % {"code": participant.code}
        )
    if day < since.earliest():
        raise UnableToRecord(
            _(
                "The surgery of %(day)s is before enrollment on %(enrolled)s. Check the date. An"
                " operation before enrollment is recorded in the forms of the trial."
            )
            % {"day": day, "enrolled": since}
        )


def check_operation(participant: Participant, operation: Operation, *, today: date) -> None:
    recording.check_day(participant, operation.surgery_date, today=today, what=_("Surgery"))
    for value, choices, message in (
        (operation.procedure, Surgery.Procedure, _("Choose the procedure.")),
        (operation.margin, Surgery.Margin, _("Choose the margin.")),
        (operation.histology, Surgery.Histology, _("Choose the histology, or “pending”.")),
    ):
        if value not in choices.values:
            raise UnableToRecord(message)
    check_complication(operation.clavien_dindo)
    read = operation.histology_date
    if read is not None and not operation.surgery_date <= read <= today:
        raise UnableToRecord(_("The pathology report is dated between surgery and today."))


def check_complication(grade: str) -> None:
    try:
        graded(grade)
    except NotClavienDindo as error:
        raise UnableToRecord(error.message.render(_)) from error
