"""Look into an upload: in the background, with progress, in a child that may die of it."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inference.actions import series
from inference.actions.series import quarantine_of
from inference.ingest.quarantine import Quarantine, remove_old
from inference.ingest.reading import read
from inference.models import Upload
from jobs import actions as jobs
from jobs.models import Job
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob

INGEST = "inference.ingest"
# Reading the files is most of it; judging and keeping them is the rest.
READ_PERCENT = 90


def ask_to_ingest(*, upload: Upload, by: User, at: datetime) -> Job:
    """One job per upload; files that nobody came for in a day are cleared away on the way."""
    remove_old(settings.HOME, at=at)
    return jobs.submit(
        kind=INGEST, key=key_of(upload), payload={"upload_id": upload.pk}, by=by, at=at
    )


def key_of(upload: Upload) -> str:
    return f"{INGEST}:{upload.pk}"


@job(INGEST, title=_("Take in a scan"))
def ingest(*, job: RunningJob, upload_id: int) -> Effect:
    upload = Upload.objects.select_related("participant").get(pk=upload_id)
    quarantine = quarantine_of(upload.folder)
    assert isinstance(job.by, User)
    assert job.at is not None
    by, at = job.by, job.at

    def tell(done: int, of: int) -> None:
        job.progress(READ_PERCENT * done / of, str(_("Reading the files")))

    reading = read(quarantine, code=upload.participant.code, tell=tell)

    def write() -> Result:
        done = series.take_in(upload=upload, reading=reading, by=by, at=at)
        transaction.on_commit(partial(clear, quarantine, done))
        return {"url": address(done)}

    return write


def clear(quarantine: Quarantine, upload: Upload) -> None:
    """Of a refused upload the names of the files stay for a day, to be read beside the reasons."""
    if upload.state == Upload.State.REFUSED:
        quarantine.remove_files()
    else:
        quarantine.remove()


def address(upload: Upload) -> str:
    participant = upload.participant
    words = [participant.activation.trial.slug, participant.code, upload.pk]
    return reverse("inference:upload", args=words)
