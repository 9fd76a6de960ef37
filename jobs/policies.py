"""May this be done to a job in this state?"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Actor, Refusal
from jobs.domain.payloads import not_ids
from jobs.domain.states import ALLOWED, State
from jobs.models import Job
from jobs.permissions import may_see


class UnableToSubmit(Refusal):
    """The job was not taken up."""


class AskedByAnother(UnableToSubmit):
    """Somebody else asked for the same; the page of that job is theirs."""


class UnableToCancel(Refusal):
    """The job was not canceled."""


def check_ids_only(payload: Mapping[str, Any]) -> None:
    if keys := not_ids(payload):
        raise UnableToSubmit(
            _("A job carries ids only, and %(keys)s is more than that.") % {"keys": ", ".join(keys)}
        )


def check_same_request(job: Job, *, kind: str, payload: Mapping[str, Any], by: Actor) -> None:
    """The same key must mean the same work for the same person."""
    if job.kind != kind or job.payload != payload:
        raise UnableToSubmit(
            _("The key of this job already stands for other work, job %(number)s.")
            % {"number": job.pk}
        )
    if isinstance(by, User) and not may_see(by, job):
        raise AskedByAnother(
            _(
                "Another person has already asked for exactly this. Its result will stand where"
                " yours would: look there once it is done."
            )
        )


def check_can_cancel(job: Job, *, by: User) -> None:
    if not may_see(by, job):
        raise UnableToCancel(_("Only the person who asked for a job can cancel it."))
    if not can_cancel(job):
        raise UnableToCancel(
            _("This job has already ended: %(state)s.") % {"state": job.get_state_display()}
        )


def can_cancel(job: Job) -> bool:
    return State.CANCELED in ALLOWED[State(job.state)] and not job.is_stopping
