"""Say that answers were compared with their source document."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.content import sha256_of
from casebook import other_records
from casebook.actions.conflicts import check_version
from casebook.models import Record, Verification
from casebook.selectors.calendar import day_at
from casebook.selectors.verifications import answers_in, is_verified, verifications_on
from trials.domain.rights import Right
from trials.permissions import check_may


class UnableToVerify(Refusal):
    """Nothing was marked as verified."""


@act
def verify(
    *, record: Record, items: Collection[str], expected_version: int, by: User, at: datetime
) -> list[Verification]:
    """Mark these answers as they stand in the version that was on the screen."""
    today = day_at(record.activation, at)
    check_may(by, Right.VERIFY_SOURCE, activation=record.activation, on=today)
    row = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    check_version(row, expected_version)
    answers = answers_in(row)
    unknown = [one for one in items if one not in answers]
    if unknown or not items:
        raise UnableToVerify(_("Tick the answers you compared; only what is answered can be."))
    latest = verifications_on(row)
    return [
        Verification.objects.create(
            activation=row.activation,
            participant=row.participant,
            **other_records.columns(row),
            item=item,
            value_sha256=sha256_of(answers[item]),
            verified_by=by,
            verified_at=at,
        )
        for item in dict.fromkeys(items)
        if not is_verified(answers[item], latest.get(item))
    ]
