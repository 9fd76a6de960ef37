"""Background work of the follow-up app; importing it registers the kinds of job."""

from datetime import datetime

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.acts import SystemActor, acting
from followup import outlook_tasks
from followup.actions import cohort_uploads, cohorts, digests
from followup.actions.cohort_checks import check_file
from followup.domain.cohort_rows import Tell
from followup.models import CohortUpload
from followup.selectors.digests import readers
from followup.selectors.worklist import worklist
from jobs import actions as jobs
from jobs.models import Job
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob
from trials.models import SiteActivation

__all__ = ["outlook_tasks"]

CHECK, IMPORT = "followup.check_cohort", "followup.import_cohort"
NIGHT = SystemActor("night")
# Of a hundred: reading takes about this much of an import, writing the rest.
READING = 30


def ask_to_check(*, upload: CohortUpload, by: User, at: datetime) -> Job:
    return jobs.submit(
        kind=CHECK,
        key=f"{CHECK}:{upload.pk}:{at.isoformat()}",
        payload={"upload_id": upload.pk},
        by=by,
        at=at,
    )


def ask_to_import(*, upload: CohortUpload, hold: bool, by: User, at: datetime) -> Job:
    return jobs.submit(
        kind=IMPORT,
        key=f"{IMPORT}:{upload.pk}:{at.isoformat()}",
        payload={"upload_id": upload.pk, "hold": hold},
        by=by,
        at=at,
    )


def upload_of(upload_id: int) -> CohortUpload:
    found = CohortUpload.objects.select_related("trial", "activation__trial", "activation__site")
    return found.get(pk=upload_id)


@job(CHECK, title=_("Try a file of archived records"))
def check_cohort(*, job: RunningJob, upload_id: int) -> Effect:
    upload = upload_of(upload_id)
    by, at = asked(job)
    file = cohort_uploads.file_of(upload)
    places = cohort_uploads.places_of(upload, file, by=by, at=at)
    checked = check_file(
        places, file, by=by, at=at, tell=telling(job, _("Row %(done)s of %(of)s read"))
    )

    def write() -> Result:
        cohort_uploads.note_check(upload=upload, checked=checked, by=by, at=at)
        return {"url": address(upload)}

    return write


@job(IMPORT, title=_("Import archived records"))
def import_cohort(*, job: RunningJob, upload_id: int, hold: bool) -> Effect:
    """All of it happens in the transaction that marks the job done: a worker that dies in the
    middle leaves nothing."""
    upload = upload_of(upload_id)
    by, at = asked(job)
    file = cohort_uploads.file_of(upload)
    places = cohort_uploads.places_of(upload, file, by=by, at=at)

    def write() -> Result:
        cohorts.import_cohort(
            places=places,
            file=file,
            by=by,
            at=at,
            hold_bad_rows=hold,
            reason=upload.reason,
            tell=telling(job, _("Row %(done)s of %(of)s read"), most=READING),
            tell_written=telling(job, _("Row %(done)s of %(of)s written"), least=READING),
        )
        cohort_uploads.note_import(upload=upload, by=by, at=at)
        return {"url": reverse("followup:cohorts", args=[upload.trial.slug])}

    return write


@shared_task
def remove_old_uploads(**_: object) -> None:
    """Every night: a sealed file names people, so it stays no longer than it is needed."""
    everywhere = SiteActivation.objects.values_list("pk", flat=True)
    with acting(by=NIGHT, action="followup.remove_old_uploads", activations=everywhere):
        cohort_uploads.remove_abandoned(by=NIGHT, at=timezone.now())


@shared_task
def send_digests(**_: object) -> None:
    """Every morning, one letter a person and trial in which something waits. A second run of the
    day finds each noted and sends nothing."""
    now = timezone.now()
    for reader in readers(on=now.date()):
        with acting(by=NIGHT, action="followup.read_worklist", activations=reader.activations):
            tasks = worklist(
                reader.trial, activations=reader.activations, user=reader.user, now=now
            )
            noted = tasks and digests.note(
                user=reader.user,
                trial=reader.trial,
                day=now.date(),
                tasks=len(tasks),
                by=NIGHT,
                at=now,
            )
        if noted:
            digests.send(user=reader.user, trial=reader.trial, tasks=tasks)


def asked(job: RunningJob) -> tuple[User, datetime]:
    assert isinstance(job.by, User)
    assert job.at is not None
    return job.by, job.at


def telling(job: RunningJob, words: object, *, least: int = 0, most: int = 100) -> Tell:
    """This part of the job moves it from `least` percent to `most`."""

    def tell(done: int, of: int) -> None:
        said = str(words) % {"done": done, "of": of}
        job.progress(least + (most - least) * done / max(of, 1), said)

    return tell


def address(upload: CohortUpload) -> str:
    return reverse("followup:cohort_upload", args=[upload.trial.slug, upload.pk])
