"""Sign, and note what the database knows."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from audit import catalog
from audit.acts import Person, Refusal, SystemActor, act, acting
from audit.domain.signing import Content, Signing
from audit.models import RefusedSigning, Signature, Tick


class UnableToSign(Refusal):
    """The signature was not given."""


class ChangedSinceShown(UnableToSign):
    """What would be signed now is not what the person saw."""

    def __init__(self, names: Iterable[str]) -> None:
        what = ", ".join(names) or _("the record")
        super().__init__(
            _("Changed since you opened this page: %(what)s. Nothing was signed; look again.")
            % {"what": what}
        )


@act
def sign(
    *, content: Content, meaning: str, signing: Signing, by: Person, at: datetime
) -> Signature:
    """Bind this person's signature to exactly this content, which must be what was shown."""
    if signing.proof.user != by.pk:
        raise UnableToSign(_("Somebody else was identified. Nothing was signed; sign in again."))
    if signing.shown.differs_from(content):
        raise ChangedSinceShown(signing.shown.changed_in(content))
    return Signature.objects.create(
        user=by,
        printed_name=by.printed_name or by.username,
        meaning=meaning,
        content_sha256=content.sha256,
        components=" ".join(signing.proof.components),
        signed_at=at,
    )


@act
def note_refused_signing(*, why: str, by: Person, at: datetime) -> RefusedSigning:
    """Who tried to sign and when; never what was typed."""
    return RefusedSigning.objects.create(user=by, why=why, refused_at=at)


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
