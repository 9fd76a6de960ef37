from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import GuardedQuerySet
from audit.history import tracked
from casebook.models.records import Record


@tracked
class Visit(Record):
    """A scheduled visit that took place, or did not. Due dates are derived, never stored."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        NOT_DONE = "not_done", _("Not done")

    class Mode(models.TextChoices):
        CLINIC = "clinic", _("In clinic")
        TELEPHONE = "telephone", _("By telephone")

    visit = models.CharField(max_length=30)
    outcome = models.CharField(max_length=8, choices=Outcome)
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.CLINIC)
    visit_date = models.DateField(null=True, blank=True)
    not_done_reason = models.CharField(max_length=200, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "visit_date"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "visit"], name="visit_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="done", visit_date__isnull=False)
                | (models.Q(outcome="not_done") & ~models.Q(not_done_reason="")),
                name="visit_has_date_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.visit}"

    def as_values(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "mode": self.mode,
            "visit_date": self.visit_date,
            "not_done_reason": self.not_done_reason,
        }
