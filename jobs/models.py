from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded, GuardedQuerySet
from jobs.domain.queues import Queue
from jobs.domain.states import ENDED, State

STATE_LABELS = {
    State.WAITING: _("Waiting"),
    State.RUNNING: _("Running"),
    State.DONE: _("Done"),
    State.FAILED: _("Failed"),
    State.CANCELED: _("Canceled"),
}
RUNNING, FAILED = Q(state=State.RUNNING.value), Q(state=State.FAILED.value)
HELD = Q(token__isnull=False, lease_until__isnull=False, started_at__isnull=False)
NOT_HELD = Q(token__isnull=True, lease_until__isnull=True)
ENDED_STATES = Q(state__in=sorted(state.value for state in ENDED))


def always_exactly(one: Q, other: Q) -> Q:
    return (one & other) | (~one & ~other)


class JobQuerySet(GuardedQuerySet):
    def ready(self, at: datetime) -> "JobQuerySet":
        """Those that may be claimed now."""
        return self.filter(state=State.WAITING).filter(Q(due_at=None) | Q(due_at__lte=at))

    def expired(self, at: datetime) -> "JobQuerySet":
        """Those whose worker has not been heard of for a whole lease."""
        return self.filter(state=State.RUNNING, lease_until__lt=at)

    def held_by(self, token: UUID | None) -> "JobQuerySet":
        return self.filter(state=State.RUNNING, token=token)


class Job(Guarded):
    """A piece of work for the background, once per key; this row is the truth, not the queue.

    It keeps no history of its own: lease and progress change every few seconds and say nothing
    of a participant. What a job writes has its history, under the job's number and requester.
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    queue = models.CharField(max_length=20, choices=[(queue.value, queue.value) for queue in Queue])
    payload = models.JSONField(default=dict, help_text="Ids only.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    # The sites the requester reached on asking: the job reaches no more.
    activation_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, STATE_LABELS[state]) for state in State],
        default=State.WAITING.value,
    )
    progress = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, help_text="Names the attempt that holds the lease.")
    lease_until = models.DateTimeField(null=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="Not before; null is at once.")
    announced_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict, help_text='For example {"url": "/..."}; ids only.')
    error = models.TextField(blank=True, default="", help_text="What happened and what to do.")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["requested_by", "-requested_at"], name="job_of_requester"),
            # The sweep reads these few among all jobs ever done.
            models.Index(
                fields=["lease_until"], condition=~ENDED_STATES, name="job_not_ended_lease"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress__range=(0, 100)), name="job_progress_0_to_100"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="job_known_state"
            ),
            models.CheckConstraint(
                condition=Q(queue__in=[queue.value for queue in Queue]), name="job_known_queue"
            ),
            models.CheckConstraint(
                condition=(RUNNING & HELD) | (~RUNNING & NOT_HELD),
                name="job_runs_while_held",
            ),
            models.CheckConstraint(
                condition=always_exactly(ENDED_STATES, Q(finished_at__isnull=False)),
                name="job_ended_when_finished",
            ),
            models.CheckConstraint(
                condition=always_exactly(FAILED, ~Q(error="")), name="job_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE.value) | Q(started_at__isnull=False, progress=100),
                name="job_done_was_started",
            ),
            models.CheckConstraint(
                condition=~RUNNING | Q(attempts__gte=1), name="job_running_is_an_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def ready_at(self) -> datetime:
        return self.due_at or self.requested_at

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_stopping(self) -> bool:
        return self.state == State.RUNNING and self.cancel_requested_at is not None
