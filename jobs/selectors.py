from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation

from accounts.models import User
from jobs.models import Job, JobQuerySet


def jobs_of(user: User) -> JobQuerySet:
    """The jobs this person may see, newest first."""
    jobs: JobQuerySet = Job.objects.filter(requested_by_id=user.pk)
    return jobs


def speaking_to(job: Job) -> AbstractContextManager[None]:
    """Steps and errors are written in the language of the one person who will read them."""
    asker = job.requested_by
    return translation.override(asker.language if asker else settings.LANGUAGE_CODE)
