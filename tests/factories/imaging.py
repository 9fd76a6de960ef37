"""Scans of participants, sent and taken in by the same acts as real ones."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from casebook.models import Participant
from inference.actions import series
from inference.actions.series import quarantine_of
from inference.imaging_tasks import clear
from inference.ingest.quarantine import Incoming
from inference.ingest.reading import read
from inference.models import Upload
from tests.factories import casebook
from tests.factories.casebook import instant, seeing
from tests.factories.phantom import SCANNED, incoming, written

MRI = "preoperative_mri"
SENT = date(2026, 1, 7)


def received(row: Participant, files: Iterable[Incoming], *, scan: str = MRI) -> Upload:
    """In quarantine, unread."""
    by = casebook.member(row.activation)
    with seeing(row.activation, by=by):
        return series.receive(participant=row, scan=scan, files=files, by=by, at=instant(SENT))


def read_in(upload: Upload) -> Upload:
    """As the job does it, without the job."""
    row = upload.participant
    by = casebook.member(row.activation)
    reading = read(quarantine_of(upload.folder), code=row.code)
    with seeing(row.activation, by=by):
        done = series.take_in(upload=upload, reading=reading, by=by, at=instant(SENT))
    clear(quarantine_of(done.folder), done)
    return done


def sent(row: Participant, files: Iterable[Incoming], *, scan: str = MRI) -> Upload:
    return read_in(received(row, files, scan=scan))


def liver_files(row: Participant, **changes: Any) -> list[Incoming]:
    """The phantom as this participant's scan. See tests.factories.phantom.written."""
    with TemporaryDirectory() as folder:
        changes = {"day": SCANNED, **changes}
        return incoming(written(Path(folder), code=row.code, **changes))


def scanned(row: Participant, **changes: Any) -> Upload:
    return sent(row, liver_files(row, **changes))
