from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record
from inference.models.predictors import SHA256, PredictorRelease
from jobs.domain.states import State
from jobs.models import Job


@tracked
class PredictionAttempt(Record):
    """One try to run a release on a participant's input, kept whatever became of it.

    It never holds what came out: an open score is a Prediction, a concealed one is sealed.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Has run")
        NOT_EVALUABLE = "not_evaluable", _("Not evaluable")
        FAILED = "failed", _("Failed")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Has run")
        NOT_EVALUABLE = "not_evaluable", _("Not evaluable")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")

    release = models.ForeignKey(PredictorRelease, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="Of the tries with this very input.")
    input = models.JSONField(help_text="What goes in, frozen on asking; its hash names it.")
    input_sha256 = models.CharField(max_length=64)
    sources = models.JSONField(default=dict, help_text="Fact -> the record that said it.")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)
    reasons = models.JSONField(default=list, help_text="Why there is no result, as codes.")
    used = models.JSONField(default=list, help_text="Kinds of input: table, volume.")
    platform = models.JSONField(default=dict, help_text="What the last bits may depend on.")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["participant", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "release", "input_sha256", "number"],
                name="attempt_number_once",
            ),
            models.UniqueConstraint(
                fields=["participant", "release", "input_sha256"],
                condition=Q(outcome="done"),
                name="attempt_done_once",
            ),
            models.CheckConstraint(
                condition=Q(input_sha256__regex=SHA256), name="attempt_input_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None)
                | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="attempt_ended_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "done"], reasons=[])
                | (Q(outcome__in=["not_evaluable", "failed"]) & ~Q(reasons=[])),
                name="attempt_without_result_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="done") | (Q(started_at__isnull=False) & ~Q(platform={})),
                name="attempt_done_was_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.release}, {self.number}"

    @property
    def run_id(self) -> str:
        return f"concord-{self.pk}"

    @property
    def state(self) -> "PredictionAttempt.State":
        """Its own outcome; without one, how far its job is. A worker that died says nothing."""
        if self.outcome:
            return self.State(self.outcome)
        if self.job is None or self.job.state == State.DONE:
            return self.State("failed")
        return self.State(self.job.state)

    @property
    def may_be_tried_again(self) -> bool:
        return self.state in {self.State.FAILED, self.State.CANCELED}

    def as_values(self) -> dict[str, Any]:
        return {
            "release": str(self.release),
            "manifest_sha256": self.release.manifest_sha256,
            "number": self.number,
            "input": self.input,
            "input_sha256": self.input_sha256,
            "outcome": self.outcome,
            "reasons": self.reasons,
            "used": self.used,
            "platform": self.platform,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
        }
