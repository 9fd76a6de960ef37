"""An investigator signs a completed form record."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import UnableToSign, sign
from audit.acts import act
from audit.domain.signing import Signing
from audit.models import Signature
from casebook.actions.closings import close_due
from casebook.models import FormRecord, FormSignature, Record
from casebook.selectors.calendar import day_at
from casebook.selectors.form_signatures import content_of, signature_on
from trials.domain.rights import Right
from trials.permissions import check_may


@act
def sign_form(*, record: FormRecord, signing: Signing, by: User, at: datetime) -> FormSignature:
    """Bind a review signature to what the record says now."""
    today = day_at(record.activation, at)
    check_may(by, Right.SIGN_FORM, activation=record.activation, on=today)
    row = FormRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    check_can_sign(row)
    meaning = str(Signature.Meaning.REVIEW)
    made = FormSignature.objects.create(
        activation=row.activation,
        participant=row.participant,
        record=row,
        signature=sign(content=content_of(row), meaning=meaning, signing=signing, by=by, at=at),
    )
    close_due(participant=row.participant, by=by, at=at)
    return made


def check_can_sign(record: FormRecord) -> None:
    if record.status == Record.Status.INCOMPLETE:
        raise UnableToSign(
            _("%(form)s is incomplete. It is signed once it is complete.") % {"form": record}
        )
    found = signature_on(record)
    if found is not None and not found.is_void:
        raise UnableToSign(
            _("%(name)s signed %(form)s already, and nothing in it has changed since.")
            % {"name": found.signature.printed_name, "form": record}
        )
