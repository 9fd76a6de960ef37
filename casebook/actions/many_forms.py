"""Many filled-in forms in one statement: quoting ten thousand documents cell by cell is slow."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from accounts.models import User
from audit.guarded import check_acting
from casebook.actions.prepared import prepared
from casebook.models import FormRecord
from trials.models import ProtocolVersion, SiteActivation

INTO_FORMS = """
INSERT INTO casebook_formrecord (id, activation_id, participant_id, protocol_version_id, status,
    version, entered_by_id, entered_at, form_id, visit, repeat, data, not_done_reason)
SELECT form.id, %(activation)s, form.participant, %(protocol_version)s, %(status)s, 1,
    %(entered_by)s, %(entered_at)s, form.form_id, form.visit, 1, form.data, ''
FROM jsonb_to_recordset(%(forms)s::jsonb) AS form(id bigint, participant bigint, form_id text,
    visit text, data jsonb)
"""


class Sitting(Protocol):
    """Who enters them, when and where."""

    @property
    def activation(self) -> SiteActivation: ...
    @property
    def version(self) -> ProtocolVersion: ...
    @property
    def by(self) -> User: ...
    @property
    def at(self) -> datetime: ...


def line(*, key: int, participant: int, form_id: str, visit: str, data: str) -> str:
    """One of them for `statement`; `data` is JSON already."""
    place = f'"form_id":{json.dumps(form_id)},"visit":{json.dumps(visit)}'
    return f'{{"id":{key},"participant":{participant},{place},"data":{data}}}'


def statement(sitting: Sitting, lines: Sequence[str]) -> Callable[[], object]:
    """Writes them when called, by whichever thread: all new and complete, under keys drawn for
    them."""
    check_acting(FormRecord)
    values = {
        "activation": sitting.activation.pk,
        "protocol_version": sitting.version.pk,
        "status": str(FormRecord.Status.COMPLETE),
        "entered_by": sitting.by.pk,
        "entered_at": sitting.at,
        "forms": f"[{','.join(lines)}]",
    }
    return prepared(INTO_FORMS, values)
