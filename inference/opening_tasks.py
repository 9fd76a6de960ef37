"""Open to the sites, after a database lock, what their protocol opens then."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casebook.models import DatabaseLock, Participant
from inference.actions.openings import OPEN, open_due
from inference.selectors.opened import to_open
from jobs import clock
from jobs.domain.queues import Queue
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob


@job(OPEN, title=_("Open predictions to the sites"), queue=Queue.REPORTS)
def open_to_sites(*, job: RunningJob, lock_id: int) -> Effect:
    trial = DatabaseLock.objects.select_related("trial").get(pk=lock_id).trial
    waiting = to_open([trial])

    def write() -> Result:
        for done, pk in enumerate(waiting):
            job.progress(100 * done / len(waiting), str(_("Opening")))
            row = Participant.objects.get(pk=pk)
            open_due(participant=row, by=job.by, at=clock.now())
        return {"url": reverse("analysis:database_lock", args=[trial.slug])}

    return write
