from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record
from followup.domain.contact_ladder import MEANS_LABELS, Attempt, Means


@tracked
class ContactAttempt(Record):
    """Somebody tried to reach the participant and did not. Whoever was reached has a vital status
    of that day instead."""

    attempt_date = models.DateField()
    means = models.CharField(
        max_length=10, choices=[(one.value, _(label)) for one, label in MEANS_LABELS.items()]
    )

    class Meta:
        ordering = ["participant", "attempt_date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(means__in=[one.value for one in Means]),
                name="attempt_by_known_means",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.means} {self.attempt_date}"

    def as_values(self) -> dict[str, Any]:
        return {"attempt_date": self.attempt_date, "means": self.means}

    def as_attempt(self) -> Attempt:
        return Attempt(day=self.attempt_date, means=self.means)
