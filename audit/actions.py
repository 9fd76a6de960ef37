"""Sign, and note what the database knows."""

from datetime import datetime
from typing import Any

from django.db import connection

from audit import catalog
from audit.acts import Person, Refusal, SystemActor, act, acting
from audit.content import sha256_of
from audit.models import Signature, Tick


class UnableToSign(Refusal):
    """The signature was not given."""


@act
def sign(*, content: Any, meaning: str, password: str, by: Person, at: datetime) -> Signature:
    """Bind this person's signature to exactly this content; the password is asked each time."""
    if not by.check_password(password):
        raise UnableToSign("The password is not right. Nothing was signed; type it again.")
    return Signature.objects.create(
        user=by,
        printed_name=by.printed_name or by.username,
        meaning=meaning,
        content_sha256=sha256_of(content),
        signed_at=at,
    )


def note_tick(*, at: datetime) -> Tick:
    """Note the current snapshot, so that a cut can later be taken as of this minute."""
    with acting(by=SystemActor("tick"), action="audit.note_tick"):
        snapshot, highest = read_snapshot()
        return Tick.objects.create(noted_at=at, snapshot=snapshot, highest_events=highest)


def read_snapshot() -> tuple[str, dict[str, int]]:
    """The snapshot and each history's highest id, as this transaction sees them.

    Read in one statement so that both describe the same instant. The highest id comes from the
    sequence, which the row policies do not hide; ids above it did not exist yet.
    """
    tables = sorted(model._meta.db_table for model in catalog.histories())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        snapshot = cursor.fetchone()[0]
        cursor.execute(
            "SELECT t, coalesce(pg_sequence_last_value(pg_get_serial_sequence(t, 'pgh_id')"
            "::regclass), 0) FROM unnest(%s::text[]) AS t",
            [tables],
        )
        return snapshot, dict(cursor.fetchall())
