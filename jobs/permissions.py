"""Whose job is it?"""

from accounts.models import User
from jobs.models import Job


def may_see(user: User, job: Job) -> bool:
    """Only who asked for it: its steps and result are worded for what that person may see."""
    return job.requested_by_id is not None and job.requested_by_id == user.pk
