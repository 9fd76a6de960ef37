"""Keep a file that answers a question: checked, hashed, stored where no web address leads."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.stored_files import write_over
from casebook.consent_policies import check_scope
from casebook.domain.files import Reference, clean_name, kind_of, what_is_wrong
from casebook.models import FormFile, Participant
from casebook.permissions import check_can_enter
from casebook.policies import check_data_open, check_has_consented
from casebook.selectors.calendar import day_at
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.wording import worded


class UnableToKeepFile(Refusal):
    """The file was not stored."""

    status = 422


@act
def upload(
    *,
    participant: Participant,
    form: Form,
    item: str,
    name: str,
    data: bytes,
    by: User,
    at: datetime,
) -> Reference:
    """What the form then says. It counts once the form is saved."""
    today = day_at(participant.activation, at)
    asked = file_item(form, item)
    check_can_enter(by, activation=participant.activation, on=today, form=form)
    check_has_consented(participant)
    check_data_open(participant)
    if asked.needs_consent:
        check_scope(participant, asked.needs_consent, on=today)
    wrong = what_is_wrong(asked, data)
    if wrong is not None:
        raise UnableToKeepFile(worded(wrong))
    row = keep(participant, item, data, by=by, at=at)
    return Reference(row.sha256, clean_name(name))


def file_item(form: Form, name: str) -> Item:
    found = form.item(name)
    if found is None or found.type is not ItemType.FILE:
        raise UnableToKeepFile(
            _("The form has no question “%(item)s” that a file answers.") % {"item": name}
        )
    return found


def keep(participant: Participant, item: str, data: bytes, *, by: User, at: datetime) -> FormFile:
    """The same content again is the same file."""
    sha256 = hashlib.sha256(data).hexdigest()
    known: FormFile | None = FormFile.objects.filter(
        participant=participant, item=item, sha256=sha256
    ).first()
    if known is not None:
        return known
    path = f"answers/{participant.pk}/{item}-{sha256}"
    write_over(path, data)
    row: FormFile = FormFile.objects.create(
        activation=participant.activation,
        participant=participant,
        item=item,
        sha256=sha256,
        kind=kind_of(data) or "",
        size=len(data),
        path=path,
        uploaded_by=by,
        uploaded_at=at,
    )
    return row


def check_files_are_here(participant: Participant, form: Form, data: Mapping[str, Any]) -> None:
    """A hash somebody sends is no file yet."""
    for item in form.items:
        sha256 = data.get(item.id, {}).get("value") if item.type is ItemType.FILE else None
        if sha256 is None:
            continue
        kept = FormFile.objects.filter(participant=participant, item=item.id, sha256=sha256)
        if not kept.exists():
            raise UnableToKeepFile(
                _("%(question)s: this file was not uploaded for %(code)s. Upload it first.")
                % {"question": worded(item.label), "code": participant.code}
            )
