from typing import Any

from django.conf import settings
from django.db import models

from audit.guarded import GuardedQuerySet
from audit.history import tracked_by_participant
from casebook.models.participants import Participant
from casebook.models.records import Record
from trials.models import SiteActivation


@tracked_by_participant
class FormRecord(Record):
    """The answers to one form on one occasion, each as entered and in its canonical unit.

    `data` maps item id to {"value", "unit", "entered", "entered_unit"} or {"missing": reason},
    and keeps the `reason` a plausibility warning was confirmed with.
    """

    form_id = models.CharField(max_length=60)
    visit = models.CharField(max_length=30, blank=True, help_text="Visit code; empty: no visit.")
    repeat = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField(default=dict)
    not_done_reason = models.CharField(max_length=200, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "form_id", "visit", "repeat"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "form_id", "visit", "repeat"], name="form_once_per_occasion"
            )
        ]
        indexes = [
            models.Index(fields=["activation", "participant"], name="form_by_participant"),
            models.Index(
                fields=["participant"],
                condition=models.Q(status="incomplete"),
                name="form_begun_by_participant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.form_id} {self.visit}".strip()

    def as_values(self) -> dict[str, Any]:
        undone = {"not_done_reason": self.not_done_reason} if self.not_done_reason else {}
        return {**self.data, **undone}


class Draft(models.Model):
    """What one person has typed and not yet saved: theirs alone, read by no calculation."""

    activation = models.ForeignKey(SiteActivation, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form_id = models.CharField(max_length=60)
    visit = models.CharField(max_length=30, blank=True)
    repeat = models.PositiveSmallIntegerField(default=1)
    fields = models.JSONField(default=dict, help_text="Form fields as typed.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "participant", "form_id", "visit", "repeat"],
                name="draft_once_per_author",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id} of {self.participant}"
