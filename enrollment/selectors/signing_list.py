"""What of a participant waits for this person's signature."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.domain.signing import Content
from casebook.domain.occasions import find_form
from casebook.models import FormRecord, Participant, Record
from casebook.selectors.form_signatures import content_of, is_signed, signatures_by_record
from casebook.selectors.protocols import protocol_behind
from enrollment.policies import can_decide
from enrollment.selectors.decisions import to_sign
from trials.domain.rights import Right
from trials.permissions import may
from trials.wording import worded

ELIGIBILITY = "eligibility"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One line: `record` is None for eligibility. `was_signed`: an earlier signature is void."""

    key: str
    label: str
    content: Content
    record: FormRecord | None = None
    was_signed: bool = False


def waiting_for(participant: Participant, *, by: User, on: date) -> list[Waiting]:
    where: dict[str, Any] = {"activation": participant.activation, "on": on}
    lines: list[Waiting] = []
    if may(by, Right.SIGN_ELIGIBILITY, **where) and can_decide(participant, on=on):
        content = to_sign(participant, on=on)
        lines.append(Waiting(key=ELIGIBILITY, label=_("Eligibility"), content=content))
    if may(by, Right.SIGN_FORM, **where):
        lines += forms_waiting(participant)
    return lines


def forms_waiting(participant: Participant) -> Iterator[Waiting]:
    signatures = signatures_by_record(participant)
    complete = FormRecord.objects.filter(participant=participant).exclude(
        status=Record.Status.INCOMPLETE
    )
    found = complete.select_related("participant", "protocol_version__trial", "entered_by")
    for record in found.order_by("entered_at", "pk"):
        if not is_signed(record, signatures):
            yield Waiting(
                key=f"form-{record.pk}",
                label=label_of(record),
                content=content_of(record),
                record=record,
                was_signed=record.pk in signatures,
            )


def label_of(record: FormRecord) -> str:
    """As the casebook calls it; unlike any other line of the list."""
    protocol = protocol_behind(record)
    form = find_form(protocol, record.form_id)
    visit = worded(protocol.visit(record.visit).label) if record.visit else ""
    parts = [worded(form.label) if form else record.form_id, visit]
    name = ", ".join(part for part in parts if part)
    return f"{name} ({record.repeat})" if record.repeat > 1 else name


def content_of_list(lines: Iterable[Waiting]) -> Content:
    """All lines as one page shows them; each is signed by itself."""
    parts = {line.label: line.content.value for line in lines}
    return Content(value=parts, parts=parts)
